"""Texts from numbers that are nobody's: for whoever coordinates a panel, with no case attached."""

from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.http import Http404
from django.shortcuts import get_object_or_404

from companion.access.panels import coordinated_panels
from companion.models import StrangerText, User
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


def _waiting() -> QuerySet[IncomingMessage]:
    done = StrangerText.objects.filter(message=OuterRef("public_id"))
    return IncomingMessage.objects.of_strangers().filter(~Exists(done))
