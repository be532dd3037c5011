"""Reporting that something went wrong, and learning from it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from companion.changes.errors import AlreadyLearned
from companion.history import record
from companion.models import CaseSubject, EventKind, Harm, Panel, User


@dataclass(frozen=True)
class WentWrong:
    """What went wrong, or nearly did."""

    kind: str
    severity: str
    happened: str


@transaction.atomic
def report_harm(
    panel: Panel, what: WentWrong, *, side: CaseSubject | None, acting_user: User
) -> Harm:
    """Keep it for whoever leads the panel; sealed for its person, else for itself."""
    harm = Harm(panel=panel, side=side, recorded_by=acting_user, **vars(what))
    harm.owner_id = side.subject.public_id if side else harm.public_id
    harm.save()
    _keep(EventKind.HARM_REPORTED, harm, acting_user)
    return harm


@transaction.atomic
def learn_from(harm: Harm, learning: str, *, acting_user: User) -> None:
    """Write down once what was learned; that closes it."""
    held = Harm.objects.select_for_update(of=("self",), no_key=True).get(pk=harm.pk)
    if held.learned_at:
        raise AlreadyLearned
    held.learning, held.learned_by, held.learned_at = learning, acting_user, timezone.now()
    held.save()
    _keep(EventKind.HARM_LEARNED_FROM, held, acting_user)


def _keep(kind: EventKind, harm: Harm, acting_user: User) -> None:
    chain = harm.side.subject.public_id if harm.side else harm.panel.public_id
    record(kind, about=harm, chain=chain, acting_user=acting_user)
