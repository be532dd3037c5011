"""What is due and not done, whoever it is about, and who may be reminded of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from companion.access.panels import may_own
from companion.access.words import owed
from companion.models import AgreedAction, CaseSubject, Membership, Need, PanelAnswer, User


@dataclass(frozen=True)
class Owing:
    """One action to do, or one answer promised: by whom, until when."""

    of: AgreedAction | PanelAnswer
    side: CaseSubject
    owner_id: int
    due_on: date

    @property
    def about_id(self) -> UUID:
        """What a reminder of it is about."""
        return self.of.public_id


def owing_until(last: date) -> Iterator[Owing]:
    """Everything due by a day in open cases, and not done; nothing of it is opened."""
    opened = CaseSubject.objects.filter(panel_case__closed_at__isnull=True).values("pk")
    actions = AgreedAction.objects.filter(
        side__in=opened, done_at__isnull=True, due_on__lte=last
    ).select_related("side__subject", "side__panel_case")
    for action in actions.order_by("pk"):
        yield Owing(action, action.side, action.owned_by_id, action.due_on)
    promised = owed(Need.objects.filter(side__in=opened)).values("pk")
    answers = PanelAnswer.objects.filter(need__in=promised).select_related(
        "need__side__subject", "need__side__panel_case"
    )
    standing = {answer.need_id: answer for answer in answers.order_by("answered_at", "pk")}
    for answer in standing.values():
        if answer.owed_by_id and answer.owed_until and answer.owed_until <= last:
            yield Owing(answer, answer.need.side, answer.owed_by_id, answer.owed_until)


def owner_of(owing: Owing) -> QuerySet[User]:
    """Whoever is to do it; nobody, once they may no longer see the person."""
    return may_own(owing.side).filter(pk=owing.owner_id)


def leading(owing: Owing, role: str) -> QuerySet[User]:
    """Who has this role at its panel, and may see the person."""
    seats = Membership.objects.filter(
        panel=owing.side.panel_case.panel_id, ended_at__isnull=True, role=role
    )
    return may_own(owing.side).filter(pk__in=seats.values("user"))
