"""Handling incoming texts, once: read, change what follows, reply, all or nothing."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction

from companion.access.codebook import standing_codes
from companion.access.contact import newest_news, replied_to_unknown_today, wording_of
from companion.access.questions import (
    advocate_wrote_since,
    unanswered_since,
    was_asked_which,
)
from companion.access.told import kept_back
from companion.changes.alerts import raise_alert
from companion.changes.contact import freeze, stop_texts, wait_for_other_hours
from companion.changes.questions import WAITING_FOR_A_TURN, ask_again, asked_twice
from companion.changes.strangers import tell_of_danger
from companion.history import gathering
from companion.models import Alert, Question, StrangerText, Subject, WordingKey
from companion.texting.answers import answer_question
from companion.texting.codebook import answer_in
from companion.texting.keywords import KEYWORDS, corrects
from companion.texting.one_time_word import agreed_by_word
from companion.texting.reading import Kind, Reading, read, without_word
from companion.texting.senders import Sender, only_sides, senders_of
from companion.texting.turn import Turn
from messaging.changes import (
    IncomingMessage,
    bring_forward,
    compose,
    mark_handled,
    take_incoming,
)


@transaction.atomic(durable=True)
def handle(public_ids: Sequence[UUID], *, as_is: bool = False) -> int:
    """Handle texts of different senders that wait, unless somebody else does; says how many.

    `as_is` hands them to the advocate unread, after failures.
    """
    messages = take_incoming(public_ids)
    senders = senders_of(messages)
    with gathering():
        for incoming in messages:
            sender = senders.get(incoming.pk)
            if sender is None:
                _from_unknown(incoming)
            else:
                _from_somebody(incoming, sender, as_is)
    return len(messages)


def _from_somebody(incoming: IncomingMessage, sender: Sender, as_is: bool) -> None:
    turn = _begin(incoming, sender)
    if as_is:
        turn.keep()
        turn.alert(Alert.Kind.MESSAGE)
    else:
        _take_turn(turn)
        _look_at_what_came(turn)
    mark_handled(
        incoming,
        turn.reading.kind.value,
        owner_id=sender.number.owner_id,
        thread=turn.side.public_id if turn.side else None,
    )


def provider_opted_out(owner_id: UUID) -> None:
    """The provider says that the person opted out there: it counts as STOP."""
    subject = Subject.objects.get(public_id=owner_id)
    stop_texts(subject, acting_user=None)
    raise_alert(subject, Alert.Kind.STOPPED, side=only_sides([subject.pk]).get(subject.pk))


def _from_unknown(incoming: IncomingMessage) -> None:
    """One dull reply a day, and nothing that tells whether the number is known elsewhere."""
    quiet = incoming.kind == IncomingMessage.Kind.CALL or not incoming.from_number
    reading = read(incoming.body, "en")  # danger and STOP are heard in every language
    stop = reading.kind is Kind.STOP
    if not (quiet or stop or replied_to_unknown_today(incoming.sender_index)):
        compose(
            incoming.public_id,
            WordingKey.UNKNOWN_NUMBER,
            reply_to=incoming,
            expires_at=incoming.received_at + settings.REPLY_WITHIN,
        )
    if reading.dangers:
        tell_of_danger(incoming.public_id)
    mark_handled(incoming, StrangerText.IN_DANGER if reading.dangers else StrangerText.USUAL)


def _begin(incoming: IncomingMessage, sender: Sender) -> Turn:
    """Read the text, without the person's secret words in it."""
    rule, subject = sender.rule, sender.subject
    text, duress = without_word(incoming.body, rule.duress_word if rule else "")
    text, asked_for_details = without_word(text, rule.code_word if rule else "")
    turn = Turn(
        incoming=incoming,
        number=sender.number,
        subject=subject,
        rule=rule,
        side=sender.side,
        takes_part=sender.takes_part,
        text=text.strip(),
        reading=read(text, subject.language),
        question=sender.question,
        only_code_word=asked_for_details and not text.strip(),
    )
    _read_their_own_words(turn)
    if duress:
        turn.alert(Alert.Kind.DURESS)
    if asked_for_details:
        turn.alert(Alert.Kind.CODE_WORD)
    return turn


def _read_their_own_words(turn: Turn) -> None:
    """An answer in words agreed for it answers the open question, as plain words would."""
    question = turn.question
    if question is None or turn.reading.kind is not Kind.WORDS or question.kind == "consent":
        return
    word = answer_in(turn.text, standing_codes(question.side), turn.subject.language)
    if word:
        turn.reading = Reading(Kind.ANSWER, word=word, dangers=turn.reading.dangers)


def _take_turn(turn: Turn) -> None:
    for danger in turn.reading.dangers:
        turn.alert(danger)
    if turn.reading.read_soon:
        turn.alert(Alert.Kind.READ_SOON)
    if turn.incoming.kind == IncomingMessage.Kind.CALL:
        turn.alert(Alert.Kind.CALL)
        return
    if _silenced(turn):
        return
    if turn.reading.dangers and _emergency(turn):
        return
    _reply(turn)
    if not turn.asked:
        who = turn.subject.public_id
        bring_forward(who, turn.incoming, WAITING_FOR_A_TURN, never_about=kept_back(who))


def _look_at_what_came(turn: Turn) -> None:
    """What came with an answer or a keyword needs eyes too, and words to hang on."""
    if turn.incoming.num_media and turn.statement is None:
        turn.keep()
        turn.alert(Alert.Kind.MESSAGE)


def _silenced(turn: Turn) -> bool:
    """After STOP, at the wrong hours, or from other hands: words are kept and nothing is said."""
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
    if rule and _wants_other_hours(turn):
        wait_for_other_hours(turn.subject)
        turn.keep()
        turn.alert(Alert.Kind.HOURS)
        return True
    stopped = rule is None or rule.stopped_at or turn.number.opted_out_at
    if stopped or turn.number.frozen_at or turn.subject.whereabouts:
        turn.keep()
        turn.alert(Alert.Kind.START if kind is Kind.START else Alert.Kind.MESSAGE)
        return True
    return False


def _wants_other_hours(turn: Turn) -> bool:
    """Of texts; "not after 9" alone may be an answer, to a question or to their advocate."""
    if turn.reading.kind is Kind.HOURS or not turn.reading.hours:
        return turn.reading.kind is Kind.HOURS
    since = turn.incoming.received_at - settings.QUESTION_OPEN_FOR
    return turn.question is None and not advocate_wrote_since(turn.subject, since)


def _emergency(turn: Turn) -> bool:
    """The emergency wording, only where the person chose it beforehand."""
    if turn.rule is None or not turn.rule.emergency_reply:
        return False
    turn.keep()
    turn.answer_danger()
    return True


def _reply(turn: Turn) -> None:
    """Their yes before all else; then keywords, the open question's answer, and the menu."""
    if turn.reading.kind is Kind.NOTICE:
        _from_no_person(turn)
        return
    if agreed_by_word(turn):
        return
    if not turn.takes_part:
        _before_their_yes(turn)
    elif turn.only_code_word and _details_again(turn):
        return
    elif _keyword(turn) or corrects(turn) or answer_question(turn):
        _also(turn)
    elif turn.reading.also:
        turn.keep()
        turn.alert(Alert.Kind.MESSAGE)
        _also(turn)
    else:
        _not_understood(turn)


def _also(turn: Turn) -> None:
    """Further things in the same text, each as if it had come by itself."""
    for reading in turn.reading.also:
        turn.reading, turn.question = reading, None
        if not _keyword(turn):
            turn.alert(Alert.Kind.MESSAGE)


def _from_no_person(turn: Turn) -> None:
    """A phone's reaction or an automatic reply answers nothing, and gets no answer."""
    turn.keep()
    turn.alert(Alert.Kind.MESSAGE)
    turn.asked = True


def _keyword(turn: Turn) -> bool:
    follow = KEYWORDS.get(turn.reading.kind)
    return follow is not None and follow(turn)


def _before_their_yes(turn: Turn) -> None:
    """Nothing is sent yet; what is said is kept all the same."""
    if not answer_question(turn):
        turn.keep()
        turn.alert(Alert.Kind.MESSAGE)


def _details_again(turn: Turn) -> bool:
    """Their code word alone asks for what the last text was about."""
    question, news = turn.question, newest_news(turn.side) if turn.side else None
    if question and question.kind == Question.Kind.CONSENT:
        return False
    if question:
        turn.asked = True
        ask_again(question, wording_of(question.message), reply_to=turn.incoming)
    elif news and not news.asks:
        turn.reply(news.wording, about=news.about)
    return bool(question or (news and not news.asks))


def _not_understood(turn: Turn) -> None:
    """Never guessed: the open question again, or the menu, or straight to the advocate."""
    turn.keep()
    if turn.reading.dangers:
        turn.answer_danger()
    elif _only_thanks(turn):
        return
    elif turn.side is None:
        turn.alert(Alert.Kind.MESSAGE)
        turn.reply(WordingKey.MENU_KEPT)
    elif turn.question:
        turn.alert(Alert.Kind.MESSAGE)
        if turn.question.asked_twice:
            # Asked once already: a human takes over, and the question stays open.
            turn.reply(WordingKey.MENU_KEPT)
        else:
            asked_twice(turn.question)
            turn.repeat_question(turn.question)
    elif turn.reading.kind is Kind.ANSWER:
        turn.alert(Alert.Kind.MESSAGE)
        since = turn.incoming.received_at - settings.MENU_OPEN_FOR
        asked = was_asked_which(turn.subject, since)
        turn.reply(WordingKey.MENU_KEPT if asked else WordingKey.WHICH_ONE)
    else:
        turn.ask(Question.Kind.MENU, WordingKey.NOT_UNDERSTOOD, turn.incoming.public_id)


def _only_thanks(turn: Turn) -> bool:
    """Thanks want no answer. An ok may be the answer to what was put to them and let go since."""
    if not turn.reading.thanks or turn.question:
        return False
    since = turn.incoming.received_at - settings.QUESTION_OPEN_FOR
    return turn.reading.kind is Kind.WORDS or not unanswered_since(turn.subject, since)
