"""What a human must look at."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from companion.changes.alerting import drop_waiting
from companion.changes.post import ALERTS
from companion.history import gathering, record
from companion.models import Alert, CaseSubject, EventKind, Subject, User
from messaging.changes import release


@transaction.atomic(savepoint=False)
def raise_alert(
    subject: Subject, kind: str, *, side: CaseSubject | None = None, message: UUID | None = None
) -> None:
    """Ask a human to look."""
    alert, made = _found_or_made(subject, kind, side, message)
    if made:
        record(
            EventKind.ALERT_RAISED,
            about=alert,
            chain=subject.public_id,
            acting_user=None,
            service=True,
        )
        if alert.kind in Alert.BY_EMAIL:
            transaction.on_commit(ALERTS.nudge, robust=True)


def _found_or_made(
    subject: Subject, kind: str, side: CaseSubject | None, message: UUID | None
) -> tuple[Alert, bool]:
    """The same text asks once for each kind; what no text brought asks anew once it was seen."""
    if message:
        return Alert.objects.get_or_create(
            kind=kind, message=message, subject=subject, defaults={"side": side}
        )
    same = Alert.objects.filter(subject=subject, kind=kind, side=side, message__isnull=True)
    waits = same.filter(seen_at__isnull=True).first()
    return (waits, False) if waits else (same.create(subject=subject, kind=kind, side=side), True)


@transaction.atomic(savepoint=False)
def see_alert(alert: Alert, *, acting_user: User) -> None:
    """Keep that somebody looked and takes care of it; nobody else is told any more."""
    held = Alert.objects.select_for_update(of=("self",), no_key=True).select_related("subject")
    alert = held.get(pk=alert.pk)
    # What was held back is let go before the line is written: so does whoever handles their texts.
    with gathering():
        if alert.seen_at is None:
            _see(alert, acting_user)
        if alert.kind == Alert.Kind.DURESS:
            release(alert.subject.public_id, (Alert.Kind.DURESS,))


def _see(alert: Alert, acting_user: User) -> None:
    alert.seen_at, alert.seen_by = timezone.now(), acting_user
    alert.save(update_fields=["seen_at", "seen_by"])
    drop_waiting([alert])
    chain = alert.subject.public_id
    record(EventKind.ALERT_SEEN, about=alert, chain=chain, acting_user=acting_user)
