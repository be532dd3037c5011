"""Which question a person's text answers."""

from datetime import datetime

from django.conf import settings

from companion.access.contact import accepted_since
from companion.models import Question, Subject


def open_question(subject: Subject, received_at: datetime) -> Question | None:
    """The question whose text the provider took before this one came, and not too long ago."""
    waiting = Question.objects.unsettled().filter(side__subject=subject)
    questions = {
        question.message: question
        for question in waiting.select_related("side__subject", "side__panel_case")
    }
    if not questions:
        return None
    taken = accepted_since(questions, received_at - settings.QUESTION_OPEN_FOR)
    asked = {message: at for message, at in taken.items() if at <= received_at}
    return questions[max(asked, key=lambda message: asked[message])] if asked else None
