"""What the stated rules for worry signs rest on, for the advocate of a side alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q

from companion.access.contact import threads_of
from companion.models import Alert, CaseSubject, User, WorryLookedAt
from messaging.models import IncomingMessage, Number

# Older facts are looked at by no rule.
SO_FAR_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Signs:
    """When what happened; the newest first. No words, and nothing of any other side."""

    texted: list[datetime]
    stopped: list[datetime]
    in_danger: list[datetime]
    new_numbers: list[datetime]
    looked_at: dict[str, datetime]


def signs_of(user: User, side: CaseSubject, now: datetime) -> Signs:
    """All that the rules ask about a side which this advocate speaks for."""
    since = now - SO_FAR_BACK
    texts = IncomingMessage.objects.filter(
        threads_of(user, side), kind=IncomingMessage.Kind.TEXT, received_at__gte=since
    )
    alerts = Alert.objects.filter(
        Q(side=side) | Q(side__isnull=True), subject=side.subject_id, raised_at__gte=since
    )
    raised = list(alerts.order_by("-raised_at").values_list("kind", "raised_at"))
    numbers = Number.objects.filter(owner_id=side.subject.public_id).order_by("-since")
    looked = WorryLookedAt.objects.filter(side=side).order_by().values_list("sign")
    return Signs(
        texted=list(texts.order_by("-received_at").values_list("received_at", flat=True)),
        stopped=[at for kind, at in raised if kind == Alert.Kind.STOPPED],
        in_danger=[at for kind, at in raised if kind in Alert.URGENT],
        # The first one is no change.
        new_numbers=list(numbers.values_list("since", flat=True))[:-1],
        looked_at=dict(looked.annotate(last=Max("looked_at")).values_list("sign", "last")),
    )
