"""What each keyword does; False where there is no side to do it on."""

from collections.abc import Callable
from datetime import timedelta

from companion.access.actions import tellable_actions
from companion.access.codebook import standing_codes
from companion.access.contact import wording_of
from companion.access.questions import asked_anew_by_undo, last_answered
from companion.changes.about import choose_language
from companion.changes.contact import pause_texts
from companion.changes.questions import ask_again, asked_twice, still_open
from companion.changes.taking_back import WITHIN, take_back
from companion.models import Alert, Question, WordingKey
from companion.texting.accepted import takes
from companion.texting.answers import answer_question, start_goal, start_need
from companion.texting.gate import COVER, level_of_reply
from companion.texting.offered import texted_in
from companion.texting.reading import Kind
from companion.texting.turn import Turn
from messaging.models import OutgoingMessage

MOST_OF_A_PLAN = 3


def _call(turn: Turn) -> bool:
    turn.keep()
    turn.alert(Alert.Kind.CALL)
    if turn.reading.dangers:
        turn.answer_danger()
    else:
        turn.reply(WordingKey.CALL_KEPT)
    return True


def _set_aside(turn: Turn) -> None:
    """An open question is put again after the keyword's own."""
    if turn.question:
        ask_again(turn.question, wording_of(turn.question.message))


def _need(turn: Turn) -> bool:
    if turn.side is None:
        return False
    if not turn.reading.dangers:
        _set_aside(turn)
    if turn.reading.rest:
        start_need(turn)
    else:
        turn.ask(Question.Kind.SAY_NEED, WordingKey.SAY_NEED, turn.incoming.public_id)
    return True


def _goal(turn: Turn) -> bool:
    """Nobody is asked how near they are to what sounds like danger."""
    if turn.side is None or turn.reading.dangers:
        return False
    _set_aside(turn)
    if turn.reading.rest:
        start_goal(turn)
    else:
        turn.ask(Question.Kind.SAY_GOAL, WordingKey.SAY_GOAL, turn.incoming.public_id)
    return True


def _plan(turn: Turn) -> bool:
    """The newest actions that may be told; what is not told leaves no trace, not even a count."""
    if turn.side is None or turn.reading.dangers:
        return False
    actions = tellable_actions(turn.side)[:MOST_OF_A_PLAN]
    coded = {code.about for code in standing_codes(turn.side)} if len(actions) > 1 else set()
    dull = False
    for action in actions:
        if dull and action.public_id not in coded:
            # The same dull words three times over would not be dull.
            continue
        text = turn.reply(WordingKey.PLAN_ACTION, about=action.public_id)
        dull |= action.public_id not in coded and _in_cover_words(turn, text)
    if not actions:
        turn.reply(WordingKey.PLAN_EMPTY)
    return True


def _who(turn: Turn) -> bool:
    """Who can see what they said; where that cannot be written, their advocate says it."""
    if turn.side is None or turn.reading.dangers:
        return False
    if _in_cover_words(turn, turn.reply(WordingKey.WHO)):
        turn.alert(Alert.Kind.CALL)
    return True


def _in_cover_words(turn: Turn, text: OutgoingMessage) -> bool:
    return turn.rule is None or level_of_reply(text, turn.number, turn.rule) == COVER


def _pause(turn: Turn) -> bool:
    """Silence for that long. During a pause a text can lengthen it, and nothing replies."""
    side = turn.side or turn.subject.sides.first()
    if side is None or turn.rule is None:
        return False
    until = turn.incoming.received_at + timedelta(days=turn.reading.numbers[0])
    present = turn.rule.paused_until
    paused = present is not None and present > turn.incoming.received_at
    if present is None or present < until:
        pause_texts(side, until, acting_user=None)
    if not paused:
        turn.reply(WordingKey.PAUSED, about=turn.rule.public_id)
    return True


def _start(turn: Turn) -> bool:
    """Texts were not stopped; if they are paused, the advocate can end that."""
    turn.keep()
    turn.alert(Alert.Kind.START)
    turn.reply(WordingKey.MENU_KEPT)
    return True


def _help(turn: Turn) -> bool:
    """Nobody who asks for help has to know that it is a menu: their advocate hears of it."""
    turn.alert(Alert.Kind.MESSAGE)
    turn.reply(WordingKey.HELP)
    return True


def _change_advocate(turn: Turn) -> bool:
    """The coordinator is told; the present advocate stays until somebody else is appointed."""
    turn.keep()
    turn.alert(Alert.Kind.CHANGE_ADVOCATE)
    turn.reply(WordingKey.NEED_KEPT)
    return True


def _language(turn: Turn) -> bool:
    """From now on, if it is offered; nothing more is asked, and the advocate is told."""
    wanted = turn.reading.word
    chosen = texted_in(wanted) == wanted
    if chosen:
        choose_language(turn.subject, wanted)
    turn.keep()
    turn.alert(Alert.Kind.LANGUAGE if chosen else Alert.Kind.MESSAGE)
    turn.reply(WordingKey.MENU_KEPT)
    return True


def _undo(turn: Turn) -> bool:
    """The last answer of their own, while it is fresh, is asked for anew; else a human reads it."""
    question = last_answered(turn.subject, turn.incoming.received_at - WITHIN)
    turn.keep()
    if question is None or not take_back(question):
        turn.alert(Alert.Kind.MESSAGE)
        turn.reply(WordingKey.MENU_KEPT)
        return True
    turn.alert(Alert.Kind.UNDONE)
    if turn.question and still_open(turn.question):
        _set_aside(turn)
    turn.asked = True
    ask_again(question, wording_of(question.message), reply_to=turn.incoming)
    return True


def corrects(turn: Turn) -> bool:
    """ "No, I meant 2": the last answer is taken back, and this one stands in its place.

    After UNDO it was taken back already: then this answers what is asked anew. "Sorry 2" may answer
    what is open instead; where it may do either, the person is asked.
    """
    question = last_answered(turn.subject, turn.incoming.received_at - WITHIN)
    if not turn.reading.corrected or question is None or _answers_what_is_open(turn, question):
        return False
    if turn.reading.sorry and turn.question and _taken_by(turn.question, turn):
        _ask_which(turn, turn.question)
        return True
    if not take_back(question):
        return False
    turn.keep()
    turn.alert(Alert.Kind.UNDONE)
    if turn.question and still_open(turn.question):
        _set_aside(turn)
    turn.question = question
    if not answer_question(turn):
        turn.asked = True
        ask_again(question, wording_of(question.message), reply_to=turn.incoming)
    return True


def _answers_what_is_open(turn: Turn, last: Question) -> bool:
    """Whether it is no correction of the last answer: an open question was unclear, or is anew."""
    if turn.question and asked_anew_by_undo(turn.question):
        return True
    if turn.question and turn.question.asked_twice and not turn.reading.earlier:
        return _taken_by(turn.question, turn)
    return turn.reading.sorry and not _taken_by(last, turn)


def _taken_by(question: Question, turn: Turn) -> bool:
    return takes(question.kind, turn.reading, turn.subject.language)


def _ask_which(turn: Turn, question: Question) -> None:
    """The open question's choices once more: what comes then is its answer."""
    turn.keep()
    turn.alert(Alert.Kind.MESSAGE)
    asked_twice(question)
    turn.repeat_question(question)


KEYWORDS: dict[Kind, Callable[[Turn], bool]] = {
    Kind.CALL: _call,
    Kind.NEED: _need,
    Kind.GOAL: _goal,
    Kind.PLAN: _plan,
    Kind.WHO: _who,
    Kind.PAUSE: _pause,
    Kind.START: _start,
    Kind.HELP: _help,
    Kind.UNDO: _undo,
    Kind.CHANGE_ADVOCATE: _change_advocate,
    Kind.LANGUAGE: _language,
}
