"""The conversation as a file: made on demand, after a code once more, with a reason kept."""

from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access import actions, codebook, contact, exports, people, words
from companion.changes.exports import Taken, keep_export
from companion.forms.transcript import TranscriptForm
from companion.summaries.paper import NoPaper, as_pdf, plain_signs
from companion.summaries.transcript import Said, as_csv
from companion.views.advocate.common import ask, reader, typed
from companion.views.advocate.thread import decoded_in, line_of, topics_of, what_came
from companion.views.beside_cards import direction_of
from companion.views.step_up import with_fresh_factor
from messaging.changes import IncomingMessage

if TYPE_CHECKING:
    from datetime import datetime

    from companion.models import CaseSubject, User
    from messaging.models import OutgoingMessage

CSV, PDF = "csv", "pdf"
TYPES = {CSV: "text/csv; charset=utf-8", PDF: "application/pdf"}
# A PDF of more would keep a reader waiting, and the others too.
MOST_IN_A_PDF = 1_000


@require_http_methods(["GET", "HEAD", "POST"])
@with_fresh_factor()
def transcript(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask for it, and hand it over; nothing of it stays here but who took it, and why."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    form = TranscriptForm(typed(request), zone=side.subject.time_zone)
    if request.method == "POST" and form.is_valid():
        file = _file(user, side, form)
        if file is not None:
            return file
    return ask(
        request,
        side,
        form,
        title=_("Download the conversation"),
        submit=_("Download"),
        template="advocate/transcript.html",
        before=exports.exports_of(user, side),
    )


def _file(user: "User", side: "CaseSubject", form: TranscriptForm) -> HttpResponse | None:
    """The file; nothing, and an error in the form, where there is none to give."""
    chosen = form.cleaned_data
    lines = _lines(user, side, form.moments)
    if not lines:
        form.add_error(None, _("Nothing was texted in these days."))
        return None
    if chosen["form"] == PDF and len(lines) > MOST_IN_A_PDF:
        form.add_error("form", _("That is too much for one PDF. Choose fewer days, or CSV."))
        return None
    try:
        content = as_csv(lines) if chosen["form"] == CSV else _pdf(user, side, lines, chosen)
    except NoPaper as missing:
        form.add_error("form", " ".join(str(type(missing).__doc__).split()))
        return None
    taken = Taken(
        chosen["form"], len(lines), chosen["reason"], chosen["first_day"], chosen["last_day"]
    )
    keep_export(side, taken, acting_user=user)
    response = HttpResponse(content, content_type=TYPES[chosen["form"]])
    # As neutral as the title of every page: it stays in a list of downloads.
    response.headers["Content-Disposition"] = f'attachment; filename="bookings.{chosen["form"]}"'
    return response


def _lines(
    user: "User", side: "CaseSubject", moments: "tuple[datetime | None, datetime | None]"
) -> list[Said]:
    """Each text as the conversation on the page shows it, with its translation."""
    texts = exports.whole_conversation(user, side, *moments)
    needs = words.needs_of(side, words.my_needs(user))
    topics = topics_of(needs, actions.actions_of(side, actions.my_actions(user)))
    ids = [text.public_id for text in texts]
    notes = contact.kinds_of_alerts(side, ids)
    for text_id, decoded in decoded_in(texts, codebook.codes_of(user, side), topics).items():
        notes.setdefault(text_id, []).extend(decoded)
    rule, zone = contact.rule_of(side), ZoneInfo(side.subject.time_zone)
    translations = exports.translations_of_texts(user, side, ids)
    names = exports.who_wrote(side, texts)
    lines = []
    for text in texts:
        line, given = line_of(text, rule, notes, topics), translations.get(text.public_id)
        theirs = line["direction"] == "in"
        lines.append(
            Said(
                when=line["when"].astimezone(zone),
                who=side.subject.name if theirs else names.get(text.public_id, _("The service")),
                how=_("call") if getattr(text, "kind", "") == "call" else _("text"),
                words=line["body"] or _("(no words)"),
                state=line.get("word", _("received")),
                why=line.get("reason", ""),
                note="; ".join(filter(None, (line["note"], _came_with(text)))),
                english=given.words if given else "",
                translated_by=_by_whom(given.translated_by, given.qualified) if given else "",
                theirs=theirs,
            )
        )
    return lines


def _came_with(text: "IncomingMessage | OutgoingMessage") -> str:
    return what_came(text) if isinstance(text, IncomingMessage) else ""


def _by_whom(name: str, qualified: bool) -> str:
    return _("%(name)s, qualified") % {"name": name} if qualified else name


def _pdf(user: "User", side: "CaseSubject", lines: list[Said], chosen: dict[str, Any]) -> bytes:
    now = timezone.localtime()
    moment = f"{date_format(now, 'j F Y')}, {now:%H:%M}"
    context = {
        "reader": _("%(name)s · %(moment)s") % {"name": user.name, "moment": moment},
        "period": _period(side, lines, chosen),
        "days": [
            {"day": day, "lines": [_on_paper(said) for said in of_day]}
            for day, of_day in groupby(lines, key=lambda said: said.when.date())
        ],
        "spelled": any(plain_signs(said.words) != said.words for said in lines),
    }
    return as_pdf("paper/transcript.html", context)


def _on_paper(said: Said) -> dict[str, Any]:
    return {
        "said": said,
        "at": f"{said.when:%H:%M}",
        "words": plain_signs(said.words),
        "note": plain_signs(said.note),
        "english": plain_signs(said.english),
        "dir": direction_of(said.words),
    }


def _period(side: "CaseSubject", lines: list[Said], chosen: dict[str, Any]) -> str:
    first = chosen["first_day"] or lines[0].when.date()
    last = chosen["last_day"] or lines[-1].when.date()
    values = {
        "name": side.subject.name,
        "first": date_format(first, "j F Y"),
        "last": date_format(last, "j F Y"),
        "count": len(lines),
        "zone": side.subject.time_zone.replace("_", " "),
    }
    said = _(
        "With %(name)s, %(first)s to %(last)s: %(count)d texts. Times by their clock, %(zone)s."
    )
    return said % values
