"""A question that nobody answered is put once more, by one unasked text within the budget.

The question stays open from its first text on: whatever becomes of this one, a number that comes
meanwhile is its answer. Not for what goes on well without: who may know, a menu, an invitation.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from companion.access.contact import version_of, wording_of
from companion.access.questions import left_since
from companion.changes.holding import hold
from companion.models import Question
from messaging.changes import compose
from messaging.models import OutgoingMessage

Kind = Question.Kind
# The panel, or the record, waits for these.
REMINDED_OF = (Kind.AGREE, Kind.HAPPENED, Kind.HELPED, Kind.REVIEW_WISH)


def put_once_more(now: datetime) -> None:
    """Compose a reminder of each question that is old enough, and was never put again."""
    unanswered = Question.objects.unsettled().filter(
        kind__in=REMINDED_OF, reminder__isnull=True, side__left_at__isnull=True
    )
    waiting = {one.message: one for one in unanswered.select_related("side__subject")}
    for message, asked_at in left_since(waiting, now - settings.REMIND_UNTIL).items():
        if asked_at + settings.REMIND_AFTER <= now:
            _put(waiting[message], asked_at)


@transaction.atomic
def _put(question: Question, asked_at: datetime) -> None:
    side = question.side
    hold(side.subject.public_id)
    same = Question.objects.unsettled().filter(
        pk=question.pk, message=question.message, reminder__isnull=True
    )
    if not same.exists():
        return
    text = compose(
        side.subject.public_id,
        wording_of(question.message),
        about=question.about,
        thread=side.public_id,
        priority=OutgoingMessage.REMINDER,
        expires_at=asked_at + settings.REMIND_UNTIL,
        version=version_of(question.message),
    )
    question.reminder = text.public_id
    question.save(update_fields=["reminder"])
