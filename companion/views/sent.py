"""What came with a person's text, as both desks show it: on a page of its own."""

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companion.access import sent
from companion.history import looked_at
from companion.views.cards import day, words_card
from companion.views.screens import show
from messaging.kinds import ending_of

if TYPE_CHECKING:
    from companion.models import Statement, User
    from messaging.models import Medium

# Nothing in it runs, loads or links to anything, whatever a browser takes it for.
NOTHING_RUNS = "default-src 'none'; sandbox"
PICTURE = "picture"


def show_sent(request: HttpRequest, statement: "Statement", desk: str, back: str) -> HttpResponse:
    """The words, and everything that came with them."""
    media = sent.came_with(statement)
    context = {
        "card": words_card(statement),
        "media": [_shown(statement, medium, desk) for medium in media],
        "more": _more(statement.came_with - len(media)),
        "person": statement.subject,
        "describable": desk == "advocate"
        and statement.side is not None
        and any(medium.state == "kept" for medium in media),
        "back": back,
    }
    return show(request, "sent.html", context, subjects=[statement.subject])


def hand_out(request: HttpRequest, statement: "Statement", medium_id: UUID) -> HttpResponse:
    """A picture to be seen, or a file to be saved; that it was opened is kept."""
    medium = sent.kept_medium_for(statement, medium_id)
    looked_at(
        [statement.subject.public_id],
        request.resolver_match.view_name if request.resolver_match else "",
        acting_user=cast("User", request.user),
    )
    answer = HttpResponse(medium.content, content_type=medium.media_type)
    answer["Content-Security-Policy"] = NOTHING_RUNS
    if medium.kind != PICTURE:
        name = f"from-a-text-{medium.place + 1}.{ending_of(medium.media_type)}"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def named(medium: "Medium") -> str:
    """What it is, in words, as far as anybody knows yet."""
    if medium.state != "kept":
        return _("something that cannot be shown") if _is_over(medium) else _("something")
    return {
        "picture": _("a picture"),
        "sound": _("a voice note"),
        "film": _("a film"),
        "document": _("a PDF"),
        "card": _("a contact card"),
        "words": _("a file of plain words"),
    }.get(medium.kind, _("a file of a kind we do not know"))


def _is_over(medium: "Medium") -> bool:
    return medium.state in {"refused", "gone", "failed"}


def _shown(statement: "Statement", medium: "Medium", desk: str) -> dict[str, Any]:
    values = {"name": statement.subject.name, "day": day(statement.said_at)}
    return {
        "place": medium.place + 1,
        "name": named(medium),
        "picture": medium.kind == PICTURE,
        "alt": _("A picture that %(name)s sent on %(day)s") % values,
        "href": reverse(f"{desk}:sent_file", args=[statement.public_id, medium.public_id])
        if medium.state == "kept"
        else "",
        "size": filesizeformat(medium.size),
        "digest": medium.digest if medium.state == "kept" else "",
        "why": why_not(medium),
        "again": reverse("advocate:fetch_again", args=[statement.public_id, medium.public_id])
        if desk == "advocate" and medium.still_there
        else "",
    }


def why_not(medium: "Medium") -> str:
    """Why it is not here, in words; empty if it is."""
    if medium.state == "gone":
        return _("It was no longer at the phone company when we asked for it.")
    if medium.state == "failed":
        return f"{_what_failed(medium.reason)} {_what_then(medium)}"
    if medium.state == "refused":
        return {
            "large": _("It is larger than we take, so it was not kept. Ask for a smaller one."),
            "empty": _("There was nothing in it."),
        }.get(medium.reason, _("It lay where we do not go for it, so it was not kept."))
    if medium.state == "kept":
        return ""
    return _("It has not come yet. We ask for it again and again, for two days.")


def _what_failed(reason: str) -> str:
    """Why fetching came to nothing, as far as anybody knows."""
    code = reason.removeprefix("http_")
    if code in {"401", "403"}:
        return _(
            "It could not be fetched in two days of trying: the phone company did not let us in. "
            "Tell whoever runs this service."
        )
    if code != reason:
        said = _("It could not be fetched in two days of trying: the phone company said %(code)s.")
        return said % {"code": code}
    if reason == "broken":
        return _("It could not be fetched: our own machine broke off each time.")
    return _(
        "It could not be fetched in two days of trying: the line to the phone company broke off."
    )


def _what_then(medium: "Medium") -> str:
    if not medium.still_there or medium.forget_after is None:
        return _("Ask them to send it again.")
    return _("The phone company has it until %(day)s.") % {"day": day(medium.forget_after)}


def _more(count: int) -> str:
    if count <= 0:
        return ""
    said = ngettext(
        "%(count)d more came than one text may bring, and was not kept.",
        "%(count)d more came than one text may bring, and were not kept.",
        count,
    )
    return said % {"count": count}
