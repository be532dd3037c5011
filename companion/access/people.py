"""An advocate's own people, and whom a user may never learn of."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from companion.models import CaseSubject, Partition, Subject, User


def barred_subjects(user: User) -> QuerySet[Subject]:
    """People kept apart from anybody whom this user speaks, or ever spoke, for."""
    theirs = Q(sides__advocacies__advocate=user)
    spoken_for = Subject.objects.filter(theirs).values("pk")
    pairs = Partition.objects
    return Subject.objects.filter(
        Q(pk__in=pairs.filter(one__in=spoken_for).values("other"))
        | Q(pk__in=pairs.filter(other__in=spoken_for).values("one"))
    )


def my_sides(user: User) -> QuerySet[CaseSubject]:
    """The sides that this advocate speaks for now."""
    now = timezone.now()
    return (
        CaseSubject.objects.filter(
            advocacies__advocate=user,
            advocacies__ended_at__isnull=True,
            advocacies__started_at__lte=now,
            advocacies__expires_at__gt=now,
        )
        .exclude(subject__in=barred_subjects(user))
        .select_related("subject", "panel_case__panel")
    )


def my_side_for(user: User, public_id: UUID) -> CaseSubject:
    """One side that this advocate speaks for."""
    return get_object_or_404(my_sides(user), public_id=public_id)


def is_advocate(user: User) -> bool:
    """Whether the advocate's desk has anything for this user."""
    return my_sides(user).exists()
