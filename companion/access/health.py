"""How the service is: whether texts come in, are read and go out. No content, nobody's name."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from messaging.models import Heartbeat, IncomingMessage, OutgoingMessage, Sender, State


def database_answers() -> bool:
    """Whether a statement comes back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def worker_seen() -> timedelta | None:
    """How long since a worker showed itself; None if none ever did."""
    return Heartbeat.youngest_age()


def outbox_lag() -> timedelta:
    """How long the oldest text has been waiting that nothing need keep.

    While a number of ours sends what it was given, the rest waits its turn; an answer never does.
    """
    now = timezone.now()
    due = OutgoingMessage.objects.filter(state=State.QUEUED, due_at__lte=now)
    if Sender.objects.filter(free_at__gt=now).exists():
        due = due.filter(priority=OutgoingMessage.REPLY)
    return _since(due.order_by("due_at").values_list("due_at", flat=True).first(), now)


def inbox_lag() -> timedelta:
    """How long the oldest text that came in has been waiting to be read."""
    waiting = IncomingMessage.objects.filter(handled_at__isnull=True).order_by("id")
    return _since(waiting.values_list("received_at", flat=True).first(), timezone.now())


def _since(moment: datetime | None, now: datetime) -> timedelta:
    return now - moment if moment else timedelta(0)
