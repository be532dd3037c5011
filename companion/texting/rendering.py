"""Filling a wording with what it speaks of."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.text import Truncator

from companion.access.overrides import audiences_as_they_know
from companion.access.told import told_of
from companion.models import (
    AgreedAction,
    Need,
    PanelAnswer,
    Question,
    SafeContactRule,
    Statement,
    Telling,
    WordingKey,
)
from companion.texting.languages import words_of
from companion.texting.reading import Kind, after_keyword
from content.wordings import Text
from messaging.models import OutgoingMessage

ABOUT_ANSWERS = frozenset(key for key in WordingKey.values if key.startswith("need_answered_"))
ABOUT_ACTIONS = frozenset(
    {
        WordingKey.ACTION_AGREED,
        WordingKey.REQUIREMENT_AGREED,
        WordingKey.ACTION_DONE_HAPPENED,
        WordingKey.PLAN_ACTION,
    }
)

# A text names no more of what was agreed for one need.
MOST_ACTIONS = 2

TellingOf = Telling | None


def telling_of(message: OutgoingMessage) -> TellingOf:
    """The telling that decides whether this text may speak; none for texts that tell nothing."""
    tellings = Telling.objects.select_related(
        "answer__owed_by", "answer__need", "agreed_action__owned_by__agency"
    )
    if message.about is None:
        return None
    if message.wording in ABOUT_ANSWERS:
        return tellings.get(answer__public_id=message.about)
    if message.wording in ABOUT_ACTIONS:
        return tellings.get(agreed_action__public_id=message.about)
    return None


def body_of(message: OutgoingMessage, told: TellingOf, text: Text, language: str) -> str:
    """The words that would leave: a wording, filled."""
    return text.fill(**_values(message, told, language) if text.gaps else {})


def _values(message: OutgoingMessage, told: TellingOf, language: str) -> dict[str, str]:
    if told and told.answer:
        return _of_answer(told.answer)
    if told and told.agreed_action:
        plan = message.wording == WordingKey.PLAN_ACTION
        state = {"state": _state_of(told.agreed_action, language)} if plan else {}
        return {**_of_action(told.agreed_action), **state}
    if message.wording == WordingKey.GOAL_RATING and message.about:
        return {"goal": _words_of_goal(message.about)}
    if message.wording == WordingKey.YOU_SAID_WE_DID and message.about:
        return _fed_back(message.about, language)
    if message.wording == WordingKey.WHO and message.thread:
        return {"shared": _shared_by(message.thread, language)}
    if message.wording == WordingKey.PAUSED and message.about:
        return {"until": _end_of_pause(message.about)}
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


def _state_of(action: AgreedAction, language: str) -> str:
    """How an action stands, in their own answers; a legal requirement says that it is one."""
    words = words_of(language)["states"]
    requirement = [words["requirement"]] if action.statutory else []
    return " ".join([*requirement, *_their_account(action, words)])


def _their_account(action: AgreedAction, words: dict) -> list[str]:  # type: ignore[type-arg]
    if action.done_at is None:
        response = action.responses.order_by("-answered_at", "-pk").first()
        return [words[response.answer] if response else words["waiting"]]
    feedback = action.feedback.order_by("-given_at", "-pk").first()
    if feedback is None:
        return [words["done"]]
    helped = [words["helped"].format(helped=feedback.helped)] if feedback.helped else []
    return [words["happened"][feedback.happened], *helped]


def _words_of_goal(goal: UUID) -> str:
    """What they want, as they said it, but for the keyword."""
    said = Statement.objects.get(goal__public_id=goal).words
    return after_keyword(said, Kind.GOAL) or said


def _shared_by(side: UUID, language: str) -> str:
    """How much of what was said on a side somebody beside the advocate may read."""
    count = audiences_as_they_know(side)
    panel, agencies = count[Statement.Audience.PANEL], count[Statement.Audience.AGENCIES]
    words: dict[str, str] = words_of(language)["shared"]
    if panel and agencies:
        return words["both"].format(panel=panel, agencies=agencies)
    if panel or agencies:
        return words["panel" if panel else "agencies"].format(count=panel or agencies)
    return words["nobody"]


def _end_of_pause(rule_id: UUID) -> str:
    """The day on which the person hears from us again, where they are."""
    rule = SafeContactRule.objects.select_related("subject").get(public_id=rule_id)
    if rule.paused_until is None:
        return ""
    return short_date(rule.paused_until.astimezone(ZoneInfo(rule.subject.time_zone)).date())


def _fed_back(need_id: UUID, language: str) -> dict[str, str]:
    """Their own words, and what may be told of them: what was agreed, else the standing answer."""
    need = Need.objects.select_related("statement").get(public_id=need_id)
    told = told_of([need])[0]
    words: dict[str, str] = words_of(language)["fed_back"]
    done_first = sorted(told.actions, key=lambda action: action.done_at is None)
    lines = [_line_of(action, words) for action in done_first[:MOST_ACTIONS]]
    if not lines and told.answer and told.stands:
        lines = [_line_of_answer(told.answer, words)]
    return {"said": f'"{_cut(need.statement.words)}"', "done": "\n".join(lines)}


def _line_of(action: AgreedAction, words: dict[str, str]) -> str:
    key = "requirement" if action.statutory else "agreed"
    if action.done_at:
        account = next(iter(action.feedback.all()), None)
        key = {"no": "denied", "partly": "partly"}.get(account.happened if account else "", "done")
    return words[key].format(what=_cut(action.what), due=short_date(action.due_on))


def _line_of_answer(answer: PanelAnswer, words: dict[str, str]) -> str:
    if answer.owed_until:
        return words["owed"].format(due=short_date(answer.owed_until))
    return words["answered"].format(reason=Truncator(answer.reason).chars(120))


def _cut(words: str) -> str:
    return Truncator(" ".join(words.split())).chars(60)


def options_of(question_message: UUID, language: str) -> str:
    """What may be answered to the question that this text asked."""
    kind = Question.objects.filter(message=question_message).values_list("kind", flat=True).first()
    options: dict[str, str] = words_of(language)["options"]
    return options.get(kind or "", "")


def short_date(day: date) -> str:
    """A day as people say it, such as Fri 4 Dec."""
    return date_format(day, "D j M")
