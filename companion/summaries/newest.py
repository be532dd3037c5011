"""What stands now of answers, responses and feedback, as `access` loads them: newest first."""

from datetime import date

from companion.models import ActionResponse, AgreedAction, Feedback, Need, PanelAnswer

WANTS_OTHERWISE = frozenset({ActionResponse.Answer.CHANGE, ActionResponse.Answer.NO})


def answer_of(need: Need) -> PanelAnswer | None:
    """The answer that stands."""
    return next(iter(need.answers.all()), None)


def is_owed(need: Need) -> bool:
    """Whether the standing answer is a promise to answer."""
    answer = answer_of(need)
    return answer is not None and answer.outcome == PanelAnswer.Outcome.OWED


def owed_too_long(need: Need, today: date) -> bool:
    """Whether the promised day has gone."""
    answer = answer_of(need)
    return bool(answer and answer.owed_until and answer.owed_until < today)


def response_of(action: AgreedAction) -> ActionResponse | None:
    """What the person says to it now."""
    return next(iter(action.responses.all()), None)


def feedback_of(action: AgreedAction) -> Feedback | None:
    """The person's account of it now."""
    return next(iter(action.feedback.all()), None)


def accounts_differ(action: AgreedAction) -> bool:
    """Whether the owner says done and the person does not."""
    feedback = feedback_of(action)
    said_done = action.done_at is not None
    return said_done and feedback is not None and feedback.happened != Feedback.Happened.YES


def awaits_their_word(action: AgreedAction) -> bool:
    """Whether it is said to be done and the person has not said whether it is so."""
    return action.done_at is not None and feedback_of(action) is None


def wants_otherwise(action: AgreedAction) -> bool:
    """Whether the person said no, or asked for a change, and it is not done."""
    response = response_of(action)
    return action.done_at is None and response is not None and response.answer in WANTS_OTHERWISE
