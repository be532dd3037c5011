"""What a meeting reads of each side: frozen as cards, and shown as it was."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from companion.access import meetings
from companion.summaries.frozen import pack, unpack
from companion.summaries.needs_summary import SideSummary, for_everybody
from companion.summaries.newest import accounts_differ
from companion.views.cards import Card, action_card, need_card, words_card
from companion.views.goal_cards import goal_card

if TYPE_CHECKING:
    from companion.models import AgreedAction, CaseSubject, Meeting, NeedsSummary, Subject, User


def contents_of(sides: "Iterable[CaseSubject]") -> dict[int, str]:
    """What a meeting reads of each side today: only what every member may read."""
    return {part.side.pk: pack(_cards(part)) for part in for_everybody(sides)}


def contents_at(meeting: "Meeting") -> dict[int, str]:
    """What this meeting reads of every side on its agenda."""
    return contents_of(meetings.sides_at(meeting))


def _cards(part: SideSummary) -> dict[str, Any]:
    today = timezone.localdate()
    agreed = [action for action in part.actions if not action.statutory]
    required = [action for action in part.actions if action.statutory]
    return {
        "as_of": timezone.now(),
        "about": _about(part.side.subject),
        "figures": vars(part.figures(today)),
        "needs": [
            {**need_card(need), "statement": need.statement.public_id} for need in part.needs
        ],
        "goals": [goal_card(goal) for goal in part.goals],
        "other_words": [
            {**words_card(words), "statement": words.public_id} for words in part.other_words
        ],
        "agreed": [_action(action, number) for number, action in enumerate(agreed, 1)],
        "required": [_action(action) for action in required],
    }


def _about(subject: "Subject") -> list[dict[str, str]]:
    """How old they are, unless grown up, and what helps them take part."""
    age = subject.get_age_band_display() if subject.age_band != "adult" else ""
    helps = "; ".join(subject.communication_needs)
    said = ((_("Age"), age), (_("Helps them take part"), helps))
    return [{"label": label, "words": words} for label, words in said if words]


def _action(action: "AgreedAction", number: int = 0) -> Card:
    return {**action_card(action, order=number), "differ": accounts_differ(action)}


def pages_of(
    user: "User", sides: "Iterable[CaseSubject]", versions: "dict[int, NeedsSummary]"
) -> dict[int, dict[str, Any]]:
    """By side: the frozen cards, or today's where nothing is frozen yet; less what went back.

    Words that the person has taken back from the panel since are not shown again.
    """
    sides = list(sides)
    live = contents_of(side for side in sides if side.pk not in versions)
    frozen = {side: version.content for side, version in versions.items()}
    pages = {side.pk: unpack(({**live, **frozen})[side.pk]) for side in sides}
    said = [card["statement"] for page in pages.values() for card in _words_in(page)]
    shared = {str(one) for one in meetings.still_shared(user, said)}
    for key, page in pages.items():
        _take_back(page, shared)
        page["version"] = versions.get(key)
    return pages


def _words_in(page: dict[str, Any]) -> list[Card]:
    return [*page["needs"], *page["goals"], *page["other_words"]]


def _take_back(page: dict[str, Any], shared: set[str]) -> None:
    before = len(_words_in(page))
    for part in ("needs", "goals", "other_words"):
        page[part] = [card for card in page[part] if card["statement"] in shared]
    page["taken_back"] = before - len(_words_in(page))
