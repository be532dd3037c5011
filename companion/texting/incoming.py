"""Handling one incoming text, once: read it, change what follows, reply, all or nothing."""

from uuid import UUID

from django.db import transaction

from companion.access.contact import newest_news, replied_to_unknown_today, wording_of
from companion.changes.alerts import raise_alert
from companion.changes.contact import freeze, stop_texts
from companion.changes.holding import hold
from companion.changes.questions import WAITING_FOR_A_TURN, ask_again
from companion.models import (
    Alert,
    CaseSubject,
    Consent,
    Question,
    SafeContactRule,
    Subject,
    WordingKey,
)
from companion.texting.answers import answer_question
from companion.texting.keywords import KEYWORDS
from companion.texting.one_time_word import agreed_by_word
from companion.texting.questions import open_question
from companion.texting.reading import Kind, read, without_word
from companion.texting.turn import Turn
from messaging.changes import (
    IncomingMessage,
    bring_forward,
    compose,
    mark_handled,
    number_behind,
    take_incoming,
)
from messaging.models import Number


@transaction.atomic(durable=True)
def handle(public_id: UUID, as_is: bool = False) -> bool:
    """Handle a text that waits, if nobody else does; `as_is` hands it to the advocate unread."""
    incoming = take_incoming(public_id)
    if incoming is None:
        return False
    number = number_behind(incoming.from_number, incoming.to_number)
    if number is None:
        _from_unknown(incoming)
        return True
    turn = _begin(incoming, number, hold(number.owner_id))
    if as_is:
        turn.keep()
        turn.alert(Alert.Kind.MESSAGE)
    else:
        _take_turn(turn)
    mark_handled(
        incoming,
        turn.reading.kind.value,
        owner_id=number.owner_id,
        thread=turn.side.public_id if turn.side else None,
    )
    return True


def provider_opted_out(owner_id: UUID) -> None:
    """The provider says that the person opted out there: it counts as STOP."""
    subject = Subject.objects.get(public_id=owner_id)
    stop_texts(subject, acting_user=None)
    raise_alert(subject, Alert.Kind.STOPPED, side=_only_side(subject))


def _from_unknown(incoming: IncomingMessage) -> None:
    """One dull reply a day, and nothing that tells whether the number is known elsewhere."""
    quiet = incoming.kind == IncomingMessage.Kind.CALL or not incoming.from_number
    stop = read(incoming.body, "en").kind is Kind.STOP
    if not (quiet or stop or replied_to_unknown_today(incoming.sender_index)):
        compose(incoming.public_id, WordingKey.UNKNOWN_NUMBER, reply_to=incoming)
    mark_handled(incoming, "unknown_number")


def _begin(incoming: IncomingMessage, number: Number, subject: Subject) -> Turn:
    """Read the text, and what everything after it wants to know of the person, once."""
    rule = SafeContactRule.objects.filter(subject=subject).first()
    text, duress = without_word(incoming.body, rule.duress_word if rule else "")
    text, asked_for_details = without_word(text, rule.code_word if rule else "")
    question = open_question(subject, incoming.received_at)
    turn = Turn(
        incoming=incoming,
        number=number,
        subject=subject,
        rule=rule,
        side=_only_side(subject),
        text=text.strip(),
        reading=read(text, subject.language),
        question=question,
        only_code_word=asked_for_details and not text.strip(),
    )
    if duress:
        turn.alert(Alert.Kind.DURESS)
    if asked_for_details:
        turn.alert(Alert.Kind.CODE_WORD)
    return turn


def _only_side(subject: Subject) -> CaseSubject | None:
    """The side that a text without a question falls on; none if there are several."""
    sides = CaseSubject.objects.filter(subject=subject, panel_case__closed_at__isnull=True)
    found = list(sides.select_related("subject", "panel_case")[:2])
    return found[0] if len(found) == 1 else None


def _take_turn(turn: Turn) -> None:
    for danger in turn.reading.dangers:
        turn.alert(danger)
    if turn.incoming.kind == IncomingMessage.Kind.CALL:
        turn.alert(Alert.Kind.CALL)
        return
    if _silenced(turn):
        return
    if turn.reading.dangers and _emergency(turn):
        return
    _reply(turn)
    if not turn.asked:
        bring_forward(turn.subject.public_id, turn.incoming, WAITING_FOR_A_TURN)


def _silenced(turn: Turn) -> bool:
    """After STOP, or from a phone in other hands, words are kept and nothing is said."""
    kind, rule = turn.reading.kind, turn.rule
    if kind is Kind.STOP or turn.incoming.posted().get("OptOutType") == "STOP":
        stop_texts(turn.subject, acting_user=None)
        turn.keep()
        turn.alert(Alert.Kind.STOPPED)
        return True
    if kind is Kind.WRONG_PERSON:
        freeze(turn.subject, "wrong_person")
        turn.keep()
        turn.alert(Alert.Kind.WRONG_NUMBER)
        return True
    stopped = rule is None or rule.stopped_at or turn.number.opted_out_at
    if stopped or turn.number.frozen_at:
        turn.keep()
        turn.alert(Alert.Kind.START if kind is Kind.START else Alert.Kind.MESSAGE)
        return True
    return False


def _emergency(turn: Turn) -> bool:
    """The emergency wording, only where the person chose it beforehand."""
    if turn.rule is None or not turn.rule.emergency_reply:
        return False
    turn.keep()
    turn.reply(WordingKey.EMERGENCY)
    turn.asked = True
    return True


def _reply(turn: Turn) -> None:
    """Their yes before all else; then keywords, the open question's answer, and the menu."""
    if agreed_by_word(turn):
        return
    if not _takes_part(turn):
        _before_their_yes(turn)
    elif turn.only_code_word and _details_again(turn):
        return
    elif not (_keyword(turn) or answer_question(turn)):
        _not_understood(turn)


def _keyword(turn: Turn) -> bool:
    follow = KEYWORDS.get(turn.reading.kind)
    return follow is not None and follow(turn)


def _takes_part(turn: Turn) -> bool:
    consents = Consent.objects.standing().filter(side__subject=turn.subject)
    return (consents.filter(side=turn.side) if turn.side else consents).exists()


def _before_their_yes(turn: Turn) -> None:
    """Nothing is sent yet; what is said is kept all the same."""
    if not answer_question(turn):
        turn.keep()
        turn.alert(Alert.Kind.MESSAGE)


def _details_again(turn: Turn) -> bool:
    """Their code word alone asks for what the last text was about."""
    question, news = turn.question, newest_news(turn.side) if turn.side else None
    if question:
        turn.asked = True
        ask_again(question, wording_of(question.message), reply_to=turn.incoming)
    elif news and not news.asks:
        turn.reply(news.wording, about=news.about)
    return bool(question or (news and not news.asks))


def _not_understood(turn: Turn) -> None:
    """Never guessed: the open question again, or the menu, or straight to the advocate."""
    turn.keep()
    if turn.side is None:
        turn.alert(Alert.Kind.MESSAGE)
        turn.reply(WordingKey.MENU_KEPT)
    elif turn.question:
        turn.alert(Alert.Kind.MESSAGE)
        turn.repeat_question(turn.question)
    elif turn.reading.kind is Kind.ANSWER:
        turn.alert(Alert.Kind.MESSAGE)
        turn.reply(WordingKey.WHICH_ONE)
    else:
        turn.ask(Question.Kind.MENU, WordingKey.NOT_UNDERSTOOD, turn.incoming.public_id)
