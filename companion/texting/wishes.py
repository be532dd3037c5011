"""What follows from an answer to what they want from the review of their case."""

from companion.access.contact import level_of
from companion.changes.questions import settle
from companion.changes.wishes import say_it_in_words, say_wish
from companion.changes.words import choose_audience
from companion.models import Alert, Question, Review, ReviewWish, Statement, WordingKey
from companion.texting.accepted import wish_of
from companion.texting.turn import Turn
from content.wordings import DETAIL

Wants = ReviewWish.Wants


def answer_wish(turn: Turn, question: Question) -> bool:
    """Go on, change, finish, or in their own words; it decides nothing, and the advocate hears."""
    wants, in_words = wish_of(turn.reading, turn.subject.language)
    if not wants and not in_words:
        return False
    settle(question)
    review = Review.objects.get(public_id=question.about)
    said = turn.keep() if in_words else None
    wish = say_wish(review, question.side, wants or Wants.WORDS, acting_user=None, statement=said)
    if said:
        _show_panel(turn, said, question)
    elif wants == Wants.FINISH:
        turn.alert(Alert.Kind.MESSAGE)
    if wants == Wants.CHANGE and not said:
        turn.ask(Question.Kind.SAY_WISH, WordingKey.SAY_WISH, wish.public_id)
    else:
        turn.reply(WordingKey.WISH_KEPT)
    return True


def answer_say_wish(turn: Turn, question: Question) -> bool:
    """What should be different, in their own words; danger says nothing of it."""
    if not turn.text or turn.reading.dangers or turn.reading.is_number:
        return False
    settle(question)
    said = turn.keep()
    say_it_in_words(ReviewWish.objects.get(public_id=question.about), said)
    _show_panel(turn, said, question)
    turn.reply(WordingKey.WISH_KEPT)
    return True


def _show_panel(turn: Turn, said: Statement, question: Question) -> None:
    """Words for the panel go to it; a dull text did not say so, so there the advocate asks."""
    told = level_of(question.message) == DETAIL
    if told:
        choose_audience(said, Statement.Audience.PANEL, acting_user=None)
    turn.alert(Alert.Kind.MESSAGE if told else Alert.Kind.WHO_MAY_KNOW)
