"""What a person may hear of each need: only what is told, as if nothing else were there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from companion.models import (
    ActionResponse,
    AgreedAction,
    CaseSubject,
    Feedback,
    Need,
    PanelAnswer,
    Telling,
    WordingKey,
)
from messaging.models import OutgoingMessage, State

When = Telling.When
MAY_BE_TOLD = Q(telling__when=When.NOW) | Q(
    telling__when=When.ADVOCATE_FIRST, telling__told_at__isnull=False
)
NEVER_ARRIVED = (State.EXPIRED, State.FAILED, State.UNDELIVERED)


@dataclass(frozen=True)
class Told:
    """One need, with the newest answer and the actions that may be told."""

    need: Need
    answer: PanelAnswer | None
    # Whether the answer is the one that stands; an older one is not said again.
    stands: bool
    actions: tuple[AgreedAction, ...]

    @property
    def news(self) -> datetime | None:
        """When the newest of what a text may say of it came about; none for nothing to say."""
        moments: list[datetime | None] = []
        if self.answer and self.stands:
            moments += [self.answer.answered_at, self.answer.telling.told_at]
        for action in self.actions:
            moments += [action.agreed_at, action.done_at, action.telling.told_at]
        return max((moment for moment in moments if moment), default=None)


def told_of(needs: Iterable[Need]) -> list[Told]:
    """What may be told of needs that the caller may already see; two answers of it a need."""
    needs = list(needs)
    newest: dict[int, PanelAnswer] = {}
    standing: dict[int, int] = {}
    answers = PanelAnswer.objects.filter(need__in=needs).select_related("telling")
    for answer in answers.order_by("answered_at", "pk"):
        standing[answer.need_id] = answer.pk
        if answer.telling.may_be_texted:
            newest[answer.need_id] = answer
    serving = defaultdict(list)
    for action in _whole(AgreedAction.objects.filter(MAY_BE_TOLD, needs__in=needs).distinct()):
        for need in action.needs.all():
            serving[need.pk].append(action)
    return [
        Told(
            need,
            newest.get(need.pk),
            stands=need.pk in newest and newest[need.pk].pk == standing[need.pk],
            actions=tuple(serving[need.pk]),
        )
        for need in needs
    ]


def told_for_no_need(side: CaseSubject) -> list[AgreedAction]:
    """Actions that may be told and serve nothing that the person said."""
    return list(_whole(side.agreed_actions.filter(MAY_BE_TOLD, needs__isnull=True)))


def _whole(actions: QuerySet[AgreedAction]) -> QuerySet[AgreedAction]:
    return (
        actions.select_related("owned_by__agency", "telling")
        .prefetch_related(
            "needs",
            Prefetch("responses", ActionResponse.objects.order_by("-answered_at", "-pk")),
            Prefetch("feedback", Feedback.objects.order_by("-given_at", "-pk")),
        )
        .order_by("due_on", "pk")
    )


def kept_back(owner_id: UUID) -> QuerySet[Telling, UUID]:
    """Answers to a person, and actions for them, of which no text may speak yet or ever."""
    told = Q(when=When.NOW) | Q(when=When.ADVOCATE_FIRST, told_at__isnull=False)
    of = Coalesce("answer__public_id", "agreed_action__public_id")
    return Telling.objects.filter(~told, owner_id=owner_id).values_list(of, flat=True)


def fed_back_at(side: CaseSubject) -> dict[UUID, datetime]:
    """When each need of a side was last fed back by text, whether it has left yet or waits."""
    texts = OutgoingMessage.objects.filter(
        thread=side.public_id, wording=WordingKey.YOU_SAID_WE_DID
    ).exclude(state__in=NEVER_ARRIVED)
    last = texts.values("about").annotate(last=Max("created_at")).values_list("about", "last")
    return {about: at for about, at in last if about}
