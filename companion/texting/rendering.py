"""Filling a wording with what it speaks of."""

from datetime import date
from uuid import UUID

from django.utils.formats import date_format

from companion.models import AgreedAction, PanelAnswer, Question, Telling, WordingKey
from companion.texting.languages import words_of
from content.wordings import Text, wording
from messaging.models import OutgoingMessage

ABOUT_ANSWERS = frozenset(key for key in WordingKey.values if key.startswith("need_answered_"))
ABOUT_ACTIONS = frozenset(
    {WordingKey.ACTION_AGREED, WordingKey.REQUIREMENT_AGREED, WordingKey.ACTION_DONE_HAPPENED}
)

TellingOf = Telling | None


def telling_of(message: OutgoingMessage) -> TellingOf:
    """The telling that decides whether this text may speak; none for texts that tell nothing."""
    tellings = Telling.objects.select_related("answer__owed_by", "agreed_action__owned_by__agency")
    if message.about is None:
        return None
    if message.wording in ABOUT_ANSWERS:
        return tellings.get(answer__public_id=message.about)
    if message.wording in ABOUT_ACTIONS:
        return tellings.get(agreed_action__public_id=message.about)
    return None


def body_of(
    message: OutgoingMessage, told: TellingOf, *, language: str, level: str
) -> tuple[str, Text]:
    """The words that would leave, and the wording they come from."""
    text = wording(message.wording, language, level)
    return text.fill(**_values(message, told, language) if text.gaps else {}), text


def _values(message: OutgoingMessage, told: TellingOf, language: str) -> dict[str, str]:
    if told and told.answer:
        return _of_answer(told.answer)
    if told and told.agreed_action:
        return _of_action(told.agreed_action)
    if message.wording == WordingKey.ANSWER_UNCLEAR and message.about:
        return {"options": options_of(message.about, language)}
    return {"words": message.own_words}


def _of_answer(answer: PanelAnswer) -> dict[str, str]:
    due = short_date(answer.owed_until) if answer.owed_until else ""
    return {"reason": answer.reason, "due": due}


def _of_action(action: AgreedAction) -> dict[str, str]:
    agency = action.owned_by.agency
    return {
        "what": action.what,
        "agency": agency.name if agency else "The panel",
        "due": short_date(action.due_on),
    }


def options_of(question_message: UUID, language: str) -> str:
    """What may be answered to the question that this text asked."""
    kind = Question.objects.filter(message=question_message).values_list("kind", flat=True).first()
    options: dict[str, str] = words_of(language)["options"]
    return options.get(kind or "", "")


def short_date(day: date) -> str:
    """A day as people say it, such as Fri 4 Dec."""
    return date_format(day, "D j M")
