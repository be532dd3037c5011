"""Who may read and move agreed actions."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from companion.access.panels import DECIDES, LEADS, panel_sides
from companion.access.people import my_sides
from companion.models import (
    ActionKind,
    ActionResponse,
    AgreedAction,
    CaseSubject,
    Engagement,
    Feedback,
    PanelAnswer,
    Telling,
    User,
)

When = Telling.When


def _whole(actions: QuerySet[AgreedAction]) -> QuerySet[AgreedAction]:
    return actions.select_related(
        "owned_by__agency", "telling", "after", "side__subject", "side__panel_case__panel"
    ).prefetch_related(
        Prefetch("responses", ActionResponse.objects.order_by("-answered_at", "-pk")),
        Prefetch("feedback", Feedback.objects.order_by("-given_at", "-pk")),
        Prefetch("engagements", Engagement.objects.order_by("-tried_on", "-pk")),
    )


def my_actions(user: User) -> QuerySet[AgreedAction]:
    """Actions agreed for the people this advocate speaks for."""
    return _whole(AgreedAction.objects.filter(side__in=my_sides(user).values("pk")))


def panel_actions(user: User) -> QuerySet[AgreedAction]:
    """Actions of the cases this member may read."""
    return _whole(AgreedAction.objects.filter(side__in=panel_sides(user).values("pk")))


def actions_for_everybody(sides: Iterable[CaseSubject]) -> QuerySet[AgreedAction]:
    """Actions of these sides; every member of the panel reads them all."""
    return _whole(AgreedAction.objects.filter(side__in=list(sides)))


def my_action_for(user: User, public_id: UUID) -> AgreedAction:
    """One action agreed for someone this advocate speaks for."""
    return get_object_or_404(my_actions(user), public_id=public_id)


def answerable_action_for(user: User, public_id: UUID) -> AgreedAction:
    """One action that the person was told of, to which this advocate may write their answer."""
    told = Q(telling__when=When.NOW) | Q(telling__told_at__isnull=False)
    return get_object_or_404(my_actions(user).filter(told), public_id=public_id)


def done_action_for(user: User, public_id: UUID) -> AgreedAction:
    """One action, told and done, of which this advocate may write the person's account."""
    told = Q(telling__when=When.NOW) | Q(telling__told_at__isnull=False)
    done = my_actions(user).filter(told, done_at__isnull=False)
    return get_object_or_404(done, public_id=public_id)


def movable_actions(user: User) -> QuerySet[AgreedAction]:
    """Actions that this member owns, or leads as a coordinator or a chair."""
    owned = Q(owned_by=user, side__in=panel_sides(user, DECIDES).values("pk"))
    led = Q(side__in=panel_sides(user, LEADS).values("pk"))
    return panel_actions(user).filter(owned | led)


def movable_action_for(user: User, public_id: UUID) -> AgreedAction:
    """One action that this member may mark done: its owner, a coordinator or a chair."""
    return get_object_or_404(movable_actions(user), public_id=public_id)


def engaging_action_for(user: User, public_id: UUID) -> AgreedAction:
    """One action to engage a person, for which this member may record an attempt."""
    engaging = movable_actions(user).filter(kind=ActionKind.ENGAGE)
    return get_object_or_404(engaging, public_id=public_id)


def ordered_action_for(user: User, public_id: UUID) -> AgreedAction:
    """One action whose place in the order this member may change."""
    decided = panel_actions(user).filter(side__in=panel_sides(user, DECIDES).values("pk"))
    return get_object_or_404(decided, public_id=public_id)


def actions_of(side: CaseSubject, actions: QuerySet[AgreedAction]) -> QuerySet[AgreedAction]:
    """Those of one side, in the order of their dates."""
    return actions.filter(side=side).order_by("due_on", "pk")


def tellable_actions(side: CaseSubject) -> QuerySet[AgreedAction]:
    """Actions of which a text to this person may speak, newest first."""
    told_first = Q(telling__when=When.ADVOCATE_FIRST, telling__told_at__isnull=False)
    may = Q(telling__when=When.NOW) | told_first
    return side.agreed_actions.filter(may).order_by("-agreed_at", "-pk")


def my_tellings(user: User) -> QuerySet[Telling]:
    """Answers and actions of the people this advocate speaks for."""
    sides = my_sides(user).values("pk")
    mine = Q(agreed_action__side__in=sides) | Q(answer__need__side__in=sides)
    return Telling.objects.filter(mine).select_related(
        "agreed_action__side__subject", "answer__need__side__subject"
    )


def tellings_to_do(user: User) -> QuerySet[Telling]:
    """What this advocate is to tell in person and has not; a replaced answer is told no more."""
    newer = PanelAnswer.objects.filter(need=OuterRef("answer__need"), pk__gt=OuterRef("answer"))
    waiting = my_tellings(user).filter(when=When.ADVOCATE_FIRST, told_at__isnull=True)
    return waiting.exclude(Exists(newer)).order_by("decided_at", "pk")


def overdue(actions: QuerySet[AgreedAction]) -> QuerySet[AgreedAction]:
    """Those whose date has gone and that are not done."""
    return actions.filter(done_at__isnull=True, due_on__lt=timezone.localdate())


def my_telling_for(user: User, public_id: UUID) -> Telling:
    """One answer or action that this advocate may tell the person about."""
    return get_object_or_404(my_tellings(user), public_id=public_id)
