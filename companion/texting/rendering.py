"""Filling a wording with what it speaks of."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

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
    User,
    WordingKey,
)
from companion.texting.languages import FALL_BACK, words_of
from companion.texting.reading import Kind, after_keyword
from content.builtin import variables
from content.rules import MOST_SEGMENTS
from content.segments import measure, plain_signs
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


def body_of(message: OutgoingMessage, told: TellingOf, text: Text) -> str:
    """The words that would leave: a wording, filled in the language that it really is in."""
    return text.fill(**_values(message, told, text.language) if text.gaps else {})


def _values(message: OutgoingMessage, told: TellingOf, language: str) -> dict[str, str]:
    if told and told.answer:
        return _of_answer(told.answer, language)
    if told and told.agreed_action:
        plan = message.wording == WordingKey.PLAN_ACTION
        state = {"state": _state_of(told.agreed_action, language)} if plan else {}
        return {**_of_action(told.agreed_action, language), **state}
    if message.wording == WordingKey.GOAL_RATING and message.about:
        return {"goal": _words_of_goal(message.about)}
    if message.wording == WordingKey.YOU_SAID_WE_DID and message.about:
        return _fed_back(message.about, language)
    if message.wording == WordingKey.WHO and message.thread:
        return {"shared": _shared_by(message.thread, language)}
    if message.wording == WordingKey.PAUSED and message.about:
        return {"until": _end_of_pause(message.about, language)}
    if message.wording == WordingKey.ANSWER_UNCLEAR and message.about:
        return {"options": options_of(message.about, language)}
    return {"words": message.own_words}


def _of_answer(answer: PanelAnswer, language: str) -> dict[str, str]:
    due = short_date(answer.owed_until, language) if answer.owed_until else ""
    return {"reason": answer.reason, "due": due}


def _of_action(action: AgreedAction, language: str) -> dict[str, str]:
    return {
        "what": action.what,
        "agency": agency_of(action.owned_by, language),
        "due": short_date(action.due_on, language),
    }


def agency_of(owner: User | None, language: str) -> str:
    """The agency that does something, as it is called in a text."""
    if owner and owner.agency:
        return owner.agency.name
    panel: str = words_of(language)["panel"]
    return panel


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


def _end_of_pause(rule_id: UUID, language: str) -> str:
    """The day on which the person hears from us again, where they are."""
    rule = SafeContactRule.objects.select_related("subject").get(public_id=rule_id)
    if rule.paused_until is None:
        return ""
    ends = rule.paused_until.astimezone(ZoneInfo(rule.subject.time_zone))
    return short_date(ends.date(), language)


def _fed_back(need_id: UUID, language: str) -> dict[str, str]:
    """Their own words, and what may be told of them: what was agreed, else the standing answer."""
    need = Need.objects.select_related("statement").get(public_id=need_id)
    told = told_of([need])[0]
    done_first = sorted(told.actions, key=lambda action: action.done_at is None)
    lines = [_line_of(action, language) for action in done_first[:MOST_ACTIONS]]
    if not lines and told.answer and told.stands:
        lines = [_line_of_answer(told.answer, language)]
    return {"said": f'"{_cut(need.statement.words)}"', "done": "\n".join(lines)}


def _line_of(action: AgreedAction, language: str) -> str:
    words: dict[str, str] = words_of(language)["fed_back"]
    key = "requirement" if action.statutory else "agreed"
    if action.done_at:
        account = next(iter(action.feedback.all()), None)
        key = {"no": "denied", "partly": "partly"}.get(account.happened if account else "", "done")
    return words[key].format(what=_cut(action.what), due=short_date(action.due_on, language))


def _line_of_answer(answer: PanelAnswer, language: str) -> str:
    words: dict[str, str] = words_of(language)["fed_back"]
    if answer.owed_until:
        return words["owed"].format(due=short_date(answer.owed_until, language))
    return words["answered"].format(reason=Truncator(answer.reason).chars(120))


def _cut(words: str) -> str:
    return Truncator(" ".join(words.split())).chars(60)


def options_of(question_message: UUID, language: str) -> str:
    """What may be answered to the question that this text asked."""
    kind = Question.objects.filter(message=question_message).values_list("kind", flat=True).first()
    options: dict[str, str] = words_of(language)["options"]
    return options.get(kind or "", "")


def short_date(day: date, language: str = FALL_BACK) -> str:
    """A day as people say it in a language, such as Fri 4 Dec."""
    words = words_of(language)["date"]
    named = {"day": words["days"][day.weekday()], "month": words["months"][day.month - 1]}
    says: str = words["says"]
    return says.format(number=day.day, **named)


def most_characters(words: str) -> int:
    """How many characters of such letters one text holds, if these are more; else nothing."""
    most = variables()["words"].shorter
    return most if measure(plain_signs(words.strip())).segments > MOST_SEGMENTS else 0
