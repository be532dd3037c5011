"""Whom an alert must reach by email, and who is asked whether a test of it came."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from companion.access.contact import alerts_for
from companion.access.panels import DECIDES
from companion.models import (
    Advocacy,
    Alert,
    AlertLetter,
    CaseSubject,
    DutyTest,
    Emergency,
    LetterState,
    Membership,
    Panel,
    StandIn,
    User,
)

Why = AlertLetter.Why
# An alert, the key of a user, and why they would be told.
Candidate = tuple[Alert, int, Why]
# Somebody else may be near the person, or in danger from them: the coordinator hears at once.
COORDINATORS_AT_ONCE = frozenset({Alert.Kind.DURESS, Alert.Kind.THREAT})


def to_be_told(rounds: Mapping[Alert, int]) -> dict[Alert, dict[User, Why]]:
    """Who hears of each alert in this round of it: each once, whoever may read it.

    The queries are as many for a hundred alerts as for one; a user more is one more.
    """
    at_once, leading = _candidates(list(rounds))
    users = User.objects.filter(
        pk__in={user for groups in (at_once, leading) for _, user, _ in groups}, is_active=True
    )
    readers = {user.pk: (user, _finds(user, rounds)) for user in users}

    def reading(groups: Iterable[Candidate], alert: Alert) -> dict[User, Why]:
        """The first reason counts."""
        of_alert = [
            (readers[user], why) for one, user, why in groups if one == alert and user in readers
        ]
        return {user: why for (user, finds), why in reversed(of_alert) if alert.pk in finds}

    told = {alert: reading(at_once, alert) for alert in rounds}
    for alert, round_ in rounds.items():
        if round_ > 0 or alert.kind in COORDINATORS_AT_ONCE or not told[alert]:
            told[alert] = {**reading(leading, alert), **told[alert]}
    return told


def _finds(user: User, alerts: Iterable[Alert]) -> set[int]:
    """Which of these are on the user's own desk: the same rule that shows them there."""
    keys = [alert.pk for alert in alerts]
    return set(alerts_for(user).filter(pk__in=keys).values_list("pk", flat=True))


def _candidates(alerts: Sequence[Alert]) -> tuple[list[Candidate], list[Candidate]]:
    """Who might be told at once, in the order of their reasons; and who coordinates."""
    sides = CaseSubject.objects.filter(subject__in=[alert.subject_id for alert in alerts])
    of_subject: dict[int, list[CaseSubject]] = defaultdict(list)
    for side in sides.select_related("panel_case__panel"):
        of_subject[side.subject_id].append(side)
    standing = Advocacy.objects.standing().filter(side__in=sides.values("pk"))
    advocates = _grouped(standing.values_list("side", "advocate"))
    away = StandIn.objects.standing().filter(advocate__in=standing.values("advocate"))
    colleagues = _grouped(away.values_list("advocate", "colleague"))
    acting = Emergency.objects.standing().filter(side__in=sides.values("pk"))
    covers = _grouped(acting.values_list("side", "colleague"))
    coordinators = _grouped(
        Membership.objects.filter(
            panel__cases__sides__in=sides.values("pk"),
            ended_at__isnull=True,
            role=Membership.Role.COORDINATOR,
        ).values_list("panel", "user")
    )
    at_once: list[Candidate] = []
    leading: list[Candidate] = []
    for alert in alerts:
        for side in of_subject[alert.subject_id]:
            if alert.side_id not in (None, side.pk):
                continue
            panel, speaking = side.panel_case.panel, advocates[side.pk]
            at_once += [(alert, user, Why.ADVOCATE) for user in speaking]
            at_once += [(alert, user, Why.STAND_IN) for one in speaking for user in colleagues[one]]
            at_once += [(alert, user, Why.STAND_IN) for user in covers[side.pk]]
            if panel.duty_user_id and alert.urgent:
                at_once.append((alert, panel.duty_user_id, Why.DUTY))
            leading += [(alert, user, Why.COORDINATOR) for user in coordinators[panel.pk]]
    return at_once, leading


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    grouped: dict[int, list[int]] = defaultdict(list)
    for key, value in sorted(set(pairs)):
        grouped[key].append(value)
    return grouped


def told_of(alert: Alert) -> list[AlertLetter]:
    """Who was told of an alert that the caller may already see, in order."""
    letters = alert.letters.exclude(state=LetterState.DROPPED).select_related("user__agency")
    return list(letters.order_by("raised_at", "pk"))


def open_and_told_by_email() -> list[Alert]:
    """Alerts that nobody took care of yet; for the clock alone."""
    waiting = Alert.objects.filter(kind__in=Alert.BY_EMAIL, seen_at__isnull=True)
    return list(waiting.select_related("subject").order_by("raised_at", "pk"))


def possible_duty_contacts(panel: Panel) -> QuerySet[User]:
    """Who may be a panel's duty contact: whoever decides there."""
    seats = Membership.objects.filter(panel=panel, ended_at__isnull=True, role__in=DECIDES)
    users = User.objects.filter(pk__in=seats.values("user"), is_active=True)
    return users.select_related("agency").order_by("agency__name", "name", "pk")


def newest_duty_test(panel: Panel) -> DutyTest | None:
    """The newest test of a panel that the caller administers."""
    tests = DutyTest.objects.filter(panel=panel).select_related("user", "panel")
    return tests.order_by("-pk").first()


def duty_tests_of(user: User) -> QuerySet[DutyTest]:
    """Tests that wait for this user to say that they came."""
    since = timezone.now() - settings.DUTY_TEST_LASTS
    waiting = DutyTest.objects.filter(user=user, confirmed_at__isnull=True, raised_at__gt=since)
    return (
        waiting.exclude(state=LetterState.DROPPED)
        .filter(wrong__lt=DutyTest.MOST_WRONG)
        .select_related("panel")
        .order_by("pk")
    )


def duty_test_for(user: User, public_id: UUID) -> DutyTest:
    """One test that this user was sent."""
    return get_object_or_404(duty_tests_of(user), public_id=public_id)
