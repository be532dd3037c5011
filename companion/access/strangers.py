"""Texts from numbers that are nobody's: for whoever coordinates a panel, with no case attached."""

from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.http import Http404
from django.shortcuts import get_object_or_404

from companion.access.panels import coordinated_panels
from companion.models import Membership, StrangerText, User
from messaging.models import IncomingMessage


def texts_of_strangers(user: User) -> QuerySet[IncomingMessage]:
    """All that nobody has dealt with, words of danger first, then the newest; only for them."""
    if not coordinated_panels(user).exists():
        raise Http404
    danger_first = Case(When(outcome=StrangerText.IN_DANGER, then=0), default=1)
    return _waiting().order_by(danger_first, "-id")


def text_of_stranger_for(user: User, public_id: UUID) -> IncomingMessage:
    """One of them."""
    return get_object_or_404(texts_of_strangers(user), public_id=public_id)


def sounds_like_danger(text: IncomingMessage) -> bool:
    """Whether words of danger were heard in it when it came."""
    return text.outcome == StrangerText.IN_DANGER


def how_many_wait() -> tuple[int, int]:
    """How many there are, and in how many are words of danger; for somebody who coordinates."""
    in_danger = Count("pk", filter=Q(outcome=StrangerText.IN_DANGER))
    counted = _waiting().aggregate(waiting=Count("pk"), in_danger=in_danger)
    return counted["waiting"], counted["in_danger"]


def who_reads_them() -> QuerySet[User]:
    """Everybody whose list they stand on; for the email that words of danger came."""
    seats = Membership.objects.filter(role=Membership.Role.COORDINATOR, ended_at__isnull=True)
    return User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("pk")


def still_in_danger(since: datetime) -> list[UUID]:
    """Texts with words of danger since then that nobody has dealt with; for the clock alone."""
    waiting = _waiting().filter(outcome=StrangerText.IN_DANGER, received_at__gt=since)
    return list(waiting.order_by("pk").values_list("public_id", flat=True))


def forgettable(before: datetime) -> list[int]:
    """Those dealt with before then, whose words are still kept; for the clock alone."""
    old = StrangerText.objects.filter(forgotten_at__isnull=True, dealt_with_at__lte=before)
    return list(old.order_by("dealt_with_at").values_list("pk", flat=True))


def _waiting() -> QuerySet[IncomingMessage]:
    done = StrangerText.objects.filter(message=OuterRef("public_id"))
    return IncomingMessage.objects.of_strangers().filter(~Exists(done))
