"""One person: their words first, then what was agreed, then every text."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from companion.access import actions, codebook, contact, people, planned, sent, words
from companion.forms.words import PlaceForm
from companion.texting.beforehand import preview, waits_for_a_start
from companion.texting.gate import decide
from companion.texting.offered import called, note_on
from companion.views.advocate.common import reader
from companion.views.advocate.goals import wishes_of
from companion.views.advocate.phone import own_words_here, phone_of
from companion.views.advocate.plans import plans_in_words
from companion.views.advocate.thread import decoded_in, lines_of, topics_of
from companion.views.advocate.welcome import welcome_in_words
from companion.views.advocate.worries import worries_about
from companion.views.cards import action_card, need_card, words_card
from companion.views.screens import show

if TYPE_CHECKING:
    from companion.models import (
        AgreedAction,
        CaseSubject,
        Consent,
        Need,
        SafeContactRule,
        Statement,
        Telling,
        User,
    )
    from messaging.gate import Send, Withhold
    from messaging.models import Number

MOST_OTHER_WORDS = 50


@require_safe
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everything about one side, and nothing about any other."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    needs = list(words.needs_of(side, words.my_needs(user)))
    agreed = list(actions.actions_of(side, actions.my_actions(user)))
    context = {
        "side": side,
        "dangers": contact.dangers_about(user, side),
        "needs": [_need(need) for need in needs],
        "actions": [_action(action, order) for order, action in enumerate(agreed, 1)],
        "their_language": called(side.subject.language),
        "language_note": note_on(side.subject.language),
        **wishes_of(user, side),
        **_other_words(user, side),
        **_contact(side),
        **_audiences(side, needs),
    }
    context["worries"] = worries_about(user, side, context["rule"], context["consent"])
    context["plans"] = plans_in_words(planned.plans_of(user, side), context["rule"])
    context["lines"] = _lines(user, side, context["rule"], topics_of(needs, agreed))
    return show(request, "advocate/person.html", context, subjects=[side.subject])


def _need(need: "Need") -> dict[str, Any]:
    answer = next(iter(need.answers.all()), None)
    return {
        "card": need_card(need, desk="advocate"),
        "statement": need.statement.public_id,
        "importance": need.importance,
        "to_tell": _untold(answer.telling) if answer else None,
    }


def _action(action: "AgreedAction", order: int) -> dict[str, Any]:
    told = action.telling.when == "now" or action.telling.told_at is not None
    return {
        "card": action_card(action, order=order),
        "answerable": told,
        "done": told and action.done_at is not None,
        "to_tell": _untold(action.telling),
    }


def _untold(telling: "Telling") -> "Telling | None":
    """What this advocate is to tell in person, and has not."""
    waits = telling.when == "advocate_first" and telling.told_at is None
    return telling if waits else None


def _other_words(user: "User", side: "CaseSubject") -> dict[str, Any]:
    statements = words.other_words_of(side, words.my_statements(user))[:MOST_OTHER_WORDS]
    unplaced = words.unplaced_statements(user).filter(subject=side.subject_id)
    sides = list(people.my_sides_of(user, side.subject))
    return {
        "other_words": [words_card(statement, desk="advocate") for statement in statements],
        "unplaced": [_unplaced(statement, sides) for statement in unplaced],
        "other_sides": [other for other in sides if other.pk != side.pk],
    }


def _unplaced(statement: "Statement", sides: "list[CaseSubject]") -> dict[str, Any]:
    form = PlaceForm(sides=sides, prefix=str(statement.public_id))
    return {"card": words_card(statement, desk="advocate"), "form": form}


def _contact(side: "CaseSubject") -> dict[str, Any]:
    rule, number = contact.rule_of(side), contact.number_of(side)
    consent = contact.consents_of([side]).get(side.pk)
    own_words = preview(side, own_words_here(), number=number)
    return {
        "rule": rule,
        "number": number,
        "consent": consent,
        "welcome": welcome_in_words(side, rule, number, consent),
        "paused": bool(rule and rule.paused_until and rule.paused_until > timezone.now()),
        "silent": waits_for_a_start(own_words),
        "step": _next_step(side, rule, number, consent),
        "phone": _phone(side, number, own_words),
    }


def _next_step(
    side: "CaseSubject",
    rule: "SafeContactRule | None",
    number: "Number | None",
    consent: "Consent | None",
) -> dict[str, str]:
    """What stands between this person and their first text; empty once nothing does."""
    if rule is None or number is None:
        return _step(
            side,
            "rule",
            _("No text can reach them yet."),
            _("Agree with them how they may safely be reached."),
            _("Agree safe contact"),
        )
    if consent is None:
        return _step(
            side,
            "agreement",
            _("They have not agreed to take part, or no longer do."),
            _("Tell them what it means, and record what they say. No is a good answer."),
            _("Record their agreement"),
        )
    if consent.expired:
        return _step(
            side,
            "renew_agreement",
            _("It is too long since they agreed. Nothing is texted until you go through it again."),
            _("Ask if they still want to take part. No is a good answer."),
            _("Go through it again"),
        )
    if consent.confirmed_at and number.verified_at:
        return {}
    if contact.was_invited(number):
        waits = _("Nothing else goes until they text YES. Ask when you next see them.")
        return {"what": _("They are invited."), "next": waits}
    return _step(
        side,
        "invitation",
        _("They have agreed in person."),
        _("One dull text invites them; their YES shows that they hold the phone."),
        _("Send the invitation"),
    )


def _step(side: "CaseSubject", name: str, what: str, then: str, link: str) -> dict[str, str]:
    href = reverse(f"advocate:{name}", args=[side.public_id])
    return {"what": what, "next": then, "href": href, "link": link}


def _phone(
    side: "CaseSubject", number: "Number | None", own_words: "Send | Withhold"
) -> dict[str, Any]:
    """What the phone would show now: the next text that waits, else the advocate's own words."""
    waiting = contact.next_text(side)
    if waiting:
        waiting.live_number = number
        phone = phone_of(side, decide(waiting))
        return {**phone, "about": _("The next text that waits.")}
    phone = phone_of(side, own_words, own_words=own_words_here())
    return {**phone, "about": _("Nothing waits. If you wrote to them now:")}


def _audiences(side: "CaseSubject", needs: "list[Need]") -> dict[str, Any]:
    """Who may read what, counted; and who must never."""
    audiences = [need.statement.audience for need in needs]
    users = [user.name for user in side.never_users.all()]
    return {
        "to_panel": audiences.count("panel"),
        "to_agencies": audiences.count("agencies"),
        "to_advocate": audiences.count("advocate"),
        "never": users + [agency.name for agency in side.never_agencies.all()],
    }


def _lines(
    user: "User",
    side: "CaseSubject",
    rule: "SafeContactRule | None",
    topics: dict[UUID, str],
) -> list[dict[str, Any]]:
    texts = contact.conversation(user, side)
    notes = contact.kinds_of_alerts(side, [text.public_id for text in texts])
    for text_id, decoded in decoded_in(texts, codebook.codes_of(user, side), topics).items():
        notes.setdefault(text_id, []).extend(decoded)
    with_something = [text.public_id for text in texts if getattr(text, "num_media", 0)]
    kept = sent.words_of_texts(with_something)
    return lines_of(texts, rule, notes, topics, kept)
