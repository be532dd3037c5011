"""What follows from an answer to the open question, kind by kind."""

from collections.abc import Callable

from companion.changes.actions import add_words, answer_action, give_feedback, say_helped
from companion.changes.agreement import confirm_consent, withdraw_consent
from companion.changes.alerts import raise_alert
from companion.changes.goals import open_goal, rate_goal, rate_turn_to
from companion.changes.questions import settle
from companion.changes.words import choose_audience, give_importance, open_need
from companion.models import (
    ActionResponse,
    AgreedAction,
    Alert,
    Consent,
    Feedback,
    Goal,
    Need,
    Question,
    Statement,
    WordingKey,
)
from companion.texting.accepted import (
    HIGHEST,
    MOST_IMPORTANT,
    MOST_OF_A_MENU,
    account_of,
    option,
    pair,
    response_of,
    scale,
    yes_or_no,
)
from companion.texting.turn import Turn
from companion.texting.wishes import answer_say_wish, answer_wish

Answer = ActionResponse.Answer
Happened = Feedback.Happened

AUDIENCES = {1: Statement.Audience.ADVOCATE, 2: Statement.Audience.PANEL}
SOME = 3


def answer_question(turn: Turn) -> bool:
    """Take the text as an answer to the open question, on its side; False if it is none."""
    question, side = turn.question, turn.side
    if question is None:
        return False
    turn.side = question.side
    if HANDLERS[Question.Kind(question.kind)](turn, question):
        return True
    turn.side = side
    return False


def _consent(turn: Turn, question: Question) -> bool:
    """Only a plain yes agrees; a plain no is kept as an answer like any other."""
    word = yes_or_no(turn.reading)
    if not word:
        return False
    settle(question)
    if word == "no":
        withdraw_consent(question.side, acting_user=None)
        turn.alert(Alert.Kind.MESSAGE)
        return True
    confirm_consent(Consent.objects.select_related("side__subject").get(public_id=question.about))
    turn.reply(WordingKey.AGREED)
    return True


def _menu(turn: Turn, question: Question) -> bool:
    choice = option(turn.reading, "menu", MOST_OF_A_MENU, turn.subject.language)
    if choice is None:
        return False
    settle(question)
    if choice == 1:
        statement = Statement.objects.select_related("side", "subject").get(message=question.about)
        need = open_need(statement, acting_user=None)
        turn.ask(Question.Kind.IMPORTANCE, WordingKey.NEED_IMPORTANCE, need.public_id)
    else:
        raise_alert(turn.subject, Alert.Kind.MESSAGE, side=question.side, message=question.about)
        turn.reply(WordingKey.MENU_KEPT)
    return True


def _say_need(turn: Turn, question: Question) -> bool:
    """Whatever comes after "what do you need?" states the need."""
    if not turn.text:
        return False
    settle(question)
    start_need(turn)
    return True


def start_need(turn: Turn) -> None:
    """Open a need from the words of this text, and ask how much it matters; never in danger."""
    need = open_need(turn.keep(), acting_user=None)
    if turn.reading.dangers:
        turn.answer_danger()
        return
    turn.ask(Question.Kind.IMPORTANCE, WordingKey.NEED_IMPORTANCE, need.public_id)


def _importance(turn: Turn, question: Question) -> bool:
    """1 to 5; "5 2" says who may know in one go."""
    both = pair(turn.reading, 1, MOST_IMPORTANT, SOME)
    only = _scale(turn, 1, MOST_IMPORTANT, "importance")
    if both is None and only is None:
        return False
    need = Need.objects.select_related("side__subject", "statement__subject").get(
        public_id=question.about
    )
    settle(question)
    give_importance(need, both[0] if both else only or 1, acting_user=None)
    if both:
        _choose(turn, need.statement, both[1], WordingKey.NEED_KEPT)
    else:
        turn.ask(Question.Kind.AUDIENCE, WordingKey.NEED_AUDIENCE, need.public_id)
    return True


def _audience(turn: Turn, question: Question) -> bool:
    choice = option(turn.reading, "audience", SOME, turn.subject.language)
    if choice is None:
        return False
    need = Need.objects.select_related("side__subject", "statement__subject").get(
        public_id=question.about
    )
    settle(question)
    _choose(turn, need.statement, choice, WordingKey.NEED_KEPT)
    return True


def _choose(turn: Turn, statement: Statement, choice: int, kept: str) -> None:
    """*Some* stays with the advocate until they have asked who."""
    if choice == SOME:
        turn.alert(Alert.Kind.WHO_MAY_KNOW)
    else:
        choose_audience(statement, AUDIENCES[choice], acting_user=None)
    turn.reply(kept)


def _say_goal(turn: Turn, question: Question) -> bool:
    """Whatever comes after "what do you want to change?" states the goal; danger states none."""
    if not turn.text or turn.reading.dangers:
        return False
    settle(question)
    start_goal(turn)
    return True


def start_goal(turn: Turn) -> None:
    """Open a goal from the words of this text, and ask how near they are."""
    goal = open_goal(turn.keep(), acting_user=None)
    turn.ask(Question.Kind.GOAL_RATING, WordingKey.GOAL_RATING, goal.public_id)


def _scale(turn: Turn, lowest: int, highest: int, question: str) -> int | None:
    """What their text says on a scale, in their language."""
    return scale(turn.reading, lowest, highest, question, turn.subject.language)


def _goal_of(question: Question) -> Goal:
    goals = Goal.objects.select_related("side__subject", "statement__subject")
    return goals.get(public_id=question.about)


def _goal_rating(turn: Turn, question: Question) -> bool:
    """0 to 10; "7 2" says who may know in one go, if that was not said before."""
    both, only = pair(turn.reading, 0, HIGHEST, SOME), _scale(turn, 0, HIGHEST, "rating")
    if both is None and only is None:
        return False
    goal = _goal_of(question)
    new = goal.statement.author == Statement.Author.SUBJECT and not goal.ratings.exists()
    if both and not new:
        return False
    settle(question)
    rate_goal(goal, both[0] if both else only or 0, acting_user=None)
    if not new:
        turn.reply(WordingKey.RATING_KEPT)
    elif both:
        _choose(turn, goal.statement, both[1], WordingKey.GOAL_KEPT)
    else:
        turn.ask(Question.Kind.GOAL_AUDIENCE, WordingKey.GOAL_AUDIENCE, goal.public_id)
    return True


def _goal_audience(turn: Turn, question: Question) -> bool:
    choice = option(turn.reading, "audience", SOME, turn.subject.language)
    if choice is None:
        return False
    goal = _goal_of(question)
    settle(question)
    _choose(turn, goal.statement, choice, WordingKey.GOAL_KEPT)
    return True


def _turn_to(turn: Turn, question: Question) -> bool:
    """0 to 10; it is of the side, and asks nothing more."""
    rating = _scale(turn, 0, HIGHEST, "turn_to")
    if rating is None:
        return False
    settle(question)
    rate_turn_to(question.side, rating, acting_user=None)
    turn.reply(WordingKey.TURN_TO_KEPT)
    return True


def _agree(turn: Turn, question: Question) -> bool:
    answer = response_of(turn.reading)
    if not answer:
        return False
    action = AgreedAction.objects.select_related("side__subject").get(public_id=question.about)
    settle(question)
    response = answer_action(action, answer, words=turn.reading.rest, acting_user=None)
    if answer == Answer.AGREE or turn.reading.rest:
        turn.reply(WordingKey.RESPONSE_KEPT)
    else:
        turn.ask(Question.Kind.SAY_CHANGE, WordingKey.SAY_CHANGE, response.public_id)
    return True


def _say_change(turn: Turn, question: Question) -> bool:
    """The person's own words beside their change or no; a number alone says nothing of it."""
    if not turn.text or turn.reading.is_number:
        return False
    settle(question)
    add_words(ActionResponse.objects.get(public_id=question.about), turn.text)
    turn.reply(WordingKey.RESPONSE_KEPT)
    return True


def _happened(turn: Turn, question: Question) -> bool:
    account = account_of(turn.reading)
    if not account:
        return False
    action = AgreedAction.objects.select_related("side__subject").get(public_id=question.about)
    settle(question)
    feedback = give_feedback(action, account, words=turn.reading.rest, acting_user=None)
    if account == Happened.NO:
        turn.reply(WordingKey.FEEDBACK_KEPT)
    else:
        turn.ask(Question.Kind.HELPED, WordingKey.ACTION_HELPED, feedback.public_id)
    return True


def _helped(turn: Turn, question: Question) -> bool:
    helped = _scale(turn, 1, MOST_IMPORTANT, "helped")
    if helped is None:
        return False
    settle(question)
    say_helped(Feedback.objects.get(public_id=question.about), helped, words=turn.reading.rest)
    turn.reply(WordingKey.FEEDBACK_KEPT)
    return True


HANDLERS: dict[Question.Kind, Callable[[Turn, Question], bool]] = {
    Question.Kind.CONSENT: _consent,
    Question.Kind.MENU: _menu,
    Question.Kind.SAY_NEED: _say_need,
    Question.Kind.IMPORTANCE: _importance,
    Question.Kind.AUDIENCE: _audience,
    Question.Kind.AGREE: _agree,
    Question.Kind.SAY_CHANGE: _say_change,
    Question.Kind.HAPPENED: _happened,
    Question.Kind.HELPED: _helped,
    Question.Kind.SAY_GOAL: _say_goal,
    Question.Kind.GOAL_RATING: _goal_rating,
    Question.Kind.GOAL_AUDIENCE: _goal_audience,
    Question.Kind.TURN_TO: _turn_to,
    Question.Kind.REVIEW_WISH: answer_wish,
    Question.Kind.SAY_WISH: answer_say_wish,
}
