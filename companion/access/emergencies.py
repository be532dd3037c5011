"""Who asks for, confirms and ends it that a colleague acts for one side, and who is told."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from companion.access.apart import kept_apart_from, who_read_for
from companion.access.panels import DECIDES, LEADS, panel_sides
from companion.access.people import colleagues_of, my_sides
from companion.models import (
    Advocacy,
    CaseSubject,
    Emergency,
    LetterState,
    Membership,
    Notice,
    User,
)

# For so long an advocate sees on their desk that somebody acted in their place.
SHOWN_FOR = timedelta(days=14)
# An email that has not left after so long is held up.
EMAIL_TAKES = timedelta(minutes=1)


def emergencies_for(user: User) -> QuerySet[Emergency]:
    """About sides that this user may see and leads the panel of, or is its duty contact."""
    led = panel_sides(user, LEADS)
    on_duty = panel_sides(user, DECIDES).filter(panel_case__panel__duty_user=user)
    theirs = Q(side__in=led.values("pk")) | Q(side__in=on_duty.values("pk"))
    return _whole(Emergency.objects.filter(theirs))


def _whole(emergencies: QuerySet[Emergency]) -> QuerySet[Emergency]:
    return emergencies.select_related(
        "side__subject",
        "side__panel_case__panel",
        "advocacy__advocate__agency",
        "colleague__agency",
        "asked_by__agency",
        "confirmed_by__agency",
        "ended_by__agency",
    )


def emergency_for(user: User, public_id: UUID) -> Emergency:
    """One of them."""
    return get_object_or_404(emergencies_for(user), public_id=public_id)


def may_confirm(user: User, emergency: Emergency) -> bool:
    """Whether this user is the second person: neither who asked nor who will act."""
    if user.pk in {emergency.asked_by_id, emergency.colleague_id}:
        return False
    return emergencies_for(user).filter(pk=emergency.pk).exists()


def who_may_confirm(emergency: Emergency) -> list[User]:
    """Everybody who could be the second person."""
    panel = emergency.side.panel_case.panel
    seats = Membership.objects.filter(panel=panel, ended_at__isnull=True, role__in=DECIDES)
    leads = Q(pk__in=seats.filter(role__in=LEADS).values("user"))
    on_duty = Q(pk=panel.duty_user_id, pk__in=seats.values("user"))
    users = User.objects.filter(leads | on_duty, is_active=True).order_by("pk")
    return [user for user in users if may_confirm(user, emergency)]


def led_side_for(user: User, public_id: UUID) -> CaseSubject:
    """One side at a panel that this user leads."""
    return get_object_or_404(panel_sides(user, LEADS), public_id=public_id)


def open_emergency_of(side: CaseSubject) -> Emergency | None:
    """What is asked for, or goes on, on a side that the caller may already see."""
    here = Emergency.objects.waiting() | Emergency.objects.standing()
    return here.filter(side=side).first()


def who_may_act(side: CaseSubject, user: User) -> QuerySet[User]:
    """Colleagues of a side's advocate, but for whoever asks and those who may not know of them."""
    advocacy = Advocacy.objects.standing().filter(side=side).select_related("advocate").first()
    if advocacy is None:
        return User.objects.none()
    barred = who_read_for(kept_apart_from(side.subject))
    return (
        colleagues_of(advocacy.advocate)
        .exclude(pk=user.pk)
        .exclude(pk__in=side.never_users.values("pk"))
        .exclude(agency__in=side.never_agencies.values("pk"))
        .exclude(pk__in=barred.values("pk"))
    )


def open_now(user: User) -> QuerySet[Emergency]:
    """What waits for a second person, and what this user could end; the oldest first."""
    now = timezone.now()
    counts = Emergency.objects.waiting(now) | Emergency.objects.standing(now)
    return emergencies_for(user).filter(pk__in=counts.values("pk")).order_by("asked_at", "pk")


def acting_now(user: User) -> QuerySet[Emergency]:
    """For whom this user acts now, of the people that they may see."""
    theirs = Emergency.objects.standing().filter(colleague=user)
    return _whole(theirs.filter(side__in=my_sides(user).values("pk"))).order_by("ends_at")


def acted_for(user: User) -> QuerySet[Emergency]:
    """Where somebody acts, or lately acted, in this advocate's place."""
    since = timezone.now() - SHOWN_FOR
    mine = Emergency.objects.filter(advocacy__advocate=user, confirmed_at__gt=since)
    return _whole(mine.filter(side__in=my_sides(user).values("pk"))).order_by("-confirmed_at")


def waiting_now(emergency: Emergency) -> bool:
    """Whether one that the caller may already see waits for its second person."""
    return Emergency.objects.waiting().filter(pk=emergency.pk).exists()


def standing_now(emergency: Emergency) -> bool:
    """Whether one that the caller may already see goes on."""
    return Emergency.objects.standing().filter(pk=emergency.pk).exists()


def unreached(emergency: Emergency) -> list[User]:
    """To whom no email about one, that the caller may already see, has left, though it should."""
    later = timezone.now() - EMAIL_TAKES
    held_up = Q(state__in=[LetterState.WAITING, LetterState.SENDING], raised_at__lte=later)
    lost = Q(state__in=[LetterState.REFUSED, LetterState.UNKNOWN])
    letters = Notice.objects.filter(held_up | lost, about_id=emergency.public_id)
    return list(User.objects.filter(pk__in=letters.values("user")).order_by("name", "pk"))
