"""Who may read and move agreed actions."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404

from companion.access.panels import DECIDES, panel_sides
from companion.access.people import my_sides
from companion.models import (
    ActionResponse,
    AgreedAction,
    CaseSubject,
    Feedback,
    Telling,
    User,
)


def _whole(actions: QuerySet[AgreedAction]) -> QuerySet[AgreedAction]:
    return actions.select_related(
        "owned_by__agency", "telling", "after", "side__subject", "side__panel_case__panel"
    ).prefetch_related(
        Prefetch("responses", ActionResponse.objects.order_by("-answered_at", "-pk")),
        Prefetch("feedback", Feedback.objects.order_by("-given_at", "-pk")),
    )


def my_actions(user: User) -> QuerySet[AgreedAction]:
    """Actions agreed for the people this advocate speaks for."""
    return _whole(AgreedAction.objects.filter(side__in=my_sides(user).values("pk")))


def panel_actions(user: User) -> QuerySet[AgreedAction]:
    """Actions of the cases this member may read."""
    return _whole(AgreedAction.objects.filter(side__in=panel_sides(user).values("pk")))


def my_action_for(user: User, public_id: UUID) -> AgreedAction:
    """One action agreed for someone this advocate speaks for."""
    return get_object_or_404(my_actions(user), public_id=public_id)


def movable_action_for(user: User, public_id: UUID) -> AgreedAction:
    """One action that this member may mark done: its owner, a coordinator or a chair."""
    roles = tuple(role for role in DECIDES if role != "member")
    owned = panel_actions(user).filter(owned_by=user, side__in=panel_sides(user, DECIDES).values("pk"))
    led = panel_actions(user).filter(side__in=panel_sides(user, roles).values("pk"))
    return get_object_or_404(owned | led, public_id=public_id)


def actions_of(side: CaseSubject, actions: QuerySet[AgreedAction]) -> QuerySet[AgreedAction]:
    """Those of one side, in the order of their dates."""
    return actions.filter(side=side).order_by("due_on", "pk")


def my_telling_for(user: User, public_id: UUID) -> Telling:
    """One answer or action that this advocate may tell the person about."""
    sides = my_sides(user).values("pk")
    tellings = Telling.objects.filter(agreed_action__side__in=sides) | Telling.objects.filter(
        answer__need__side__in=sides
    )
    return get_object_or_404(
        tellings.select_related("agreed_action__side__subject", "answer__need__side__subject"),
        public_id=public_id,
    )
