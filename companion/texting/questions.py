"""Which questions people's texts answer."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from companion.access.questions import left_since
from companion.models import Question


def open_questions(received: Mapping[int, datetime]) -> dict[int, Question]:
    """By subject, the question whose text left before theirs came, and not too long ago."""
    waiting = {
        question.message: question
        for question in Question.objects.unsettled()
        .filter(side__subject__in=received)
        .select_related("side__subject", "side__panel_case")
    }
    if not waiting:
        return {}
    left = left_since(waiting, min(received.values()) - settings.QUESTION_OPEN_FOR)
    newest_last = sorted(left, key=lambda message: left[message])
    found = {}
    for question in (waiting[message] for message in newest_last):
        came = received[question.side.subject_id]
        if came - settings.QUESTION_OPEN_FOR < left[question.message] <= came:
            found[question.side.subject_id] = question
    return found
