"""How far one loop has come and what is withheld: for the demonstration's tour only."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count

from companion.models import (
    Access,
    ActionResponse,
    Advocacy,
    AgreedAction,
    CaseSubject,
    Feedback,
    Membership,
    Need,
    PanelAnswer,
    SafeContactRule,
    User,
)
from messaging.models import Number, OutgoingMessage, State, index_of


@dataclass(frozen=True)
class Loop:
    """The newest need of a person and what came of it; what has not happened yet is None."""

    side: CaseSubject
    advocate: User
    chair: User
    stopped: bool = False
    need: Need | None = None
    answer: PanelAnswer | None = None
    action: AgreedAction | None = None
    response: ActionResponse | None = None
    feedback: Feedback | None = None


def side_behind(phone: str) -> CaseSubject | None:
    """The first side of whoever holds this number now."""
    number = Number.objects.live().filter(index=index_of(phone)).first()
    if number is None:
        return None
    sides = CaseSubject.objects.filter(subject__public_id=number.owner_id)
    return sides.select_related("subject", "panel_case__panel").order_by("pk").first()


def loop_of(side: CaseSubject, since: datetime) -> Loop | None:
    """The loop that the person's newest words since then began; None if nobody could close it."""
    advocacy = Advocacy.objects.standing().filter(side=side).select_related("advocate").first()
    seat = (
        Membership.objects.filter(
            panel=side.panel_case.panel_id, role=Membership.Role.CHAIR, ended_at__isnull=True
        )
        .select_related("user")
        .first()
    )
    if advocacy is None or seat is None:
        return None
    stopped = SafeContactRule.objects.filter(subject=side.subject_id, stopped_at__isnull=False)
    begun = Loop(side, advocacy.advocate, seat.user, stopped.exists())
    needs = Need.objects.filter(side=side, opened_at__gte=since).select_related("statement")
    need = needs.order_by("opened_at", "pk").last()
    return begun if need is None else _followed(begun, need)


def _followed(begun: Loop, need: Need) -> Loop:
    actions = AgreedAction.objects.filter(side=begun.side, agreed_at__gte=need.opened_at)
    action = actions.select_related("telling").order_by("agreed_at", "pk").last()
    answers = PanelAnswer.objects.filter(need=need).select_related("telling")
    return replace(
        begun,
        need=need,
        answer=answers.order_by("answered_at", "pk").last(),
        action=action,
        response=action.responses.order_by("answered_at", "pk").last() if action else None,
        feedback=action.feedback.order_by("given_at", "pk").last() if action else None,
    )


def has_looked(user: User, side: CaseSubject, since: datetime) -> bool:
    """Whether a page showed this person to this user since then."""
    looks = Access.objects.filter(user=user, subject_id=side.subject.public_id, at__gte=since)
    return looks.exists()


def withheld_by_reason() -> dict[str, int]:
    """How many texts the gate holds back now, by the reason it gave, the most frequent first."""
    held = OutgoingMessage.objects.filter(state=State.WITHHELD).order_by()
    counted = held.values("reason").annotate(texts=Count("pk")).order_by("-texts", "reason")
    return {row["reason"]: row["texts"] for row in counted}
