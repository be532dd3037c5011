"""Sharing words for safeguarding against the person's choice, and telling them of it."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from companion.changes.errors import AlreadyTold, NotWider
from companion.changes.words import set_audience
from companion.history import record
from companion.models import Agency, EventKind, SafeguardingOverride, Statement, User

Audience = Statement.Audience


@transaction.atomic
def widen_for_safeguarding(
    statement: Statement, audience: str, agencies: list[Agency], reason: str, *, acting_user: User
) -> SafeguardingOverride:
    """Let more people read these words than the person chose; their own choice is kept."""
    statement = Statement.objects.select_for_update(no_key=True).get(pk=statement.pk)
    if not _wider(statement, audience, agencies):
        raise NotWider
    standing = statement.overrides.filter(ended_at__isnull=True).first()
    before = standing.before if standing else statement.audience
    set_audience(statement, audience, agencies)
    override = SafeguardingOverride.objects.create(
        statement=statement,
        owner_id=statement.owner_id,
        before=before,
        reason=reason,
        decided_by=acting_user,
    )
    _keep(EventKind.AUDIENCE_OVERRIDDEN, override, acting_user)
    return override


def _wider(statement: Statement, audience: str, agencies: list[Agency]) -> bool:
    if audience == Audience.PANEL:
        return statement.audience != Audience.PANEL
    if statement.audience == Audience.ADVOCATE:
        return bool(agencies)
    now = set(statement.agencies.all())
    return statement.audience == Audience.AGENCIES and now < set(agencies)


@transaction.atomic
def tell_of_override(override: SafeguardingOverride, *, acting_user: User) -> None:
    """Keep that the person was told that their words were shared."""
    held = _untold(override)
    held.told_at, held.told_by = timezone.now(), acting_user
    held.save(update_fields=["told_at", "told_by"])
    _keep(EventKind.OVERRIDE_TOLD, held, acting_user)


@transaction.atomic
def tell_of_override_later(override: SafeguardingOverride, day: date, *, acting_user: User) -> None:
    """Keep the day on which the person is to be told."""
    held = _untold(override)
    held.tell_on = day
    held.save(update_fields=["tell_on"])
    _keep(EventKind.OVERRIDE_PUT_OFF, held, acting_user)


def _untold(override: SafeguardingOverride) -> SafeguardingOverride:
    held = SafeguardingOverride.objects.select_for_update(no_key=True).get(pk=override.pk)
    if held.told_at:
        raise AlreadyTold
    return held


def _keep(kind: EventKind, override: SafeguardingOverride, acting_user: User) -> None:
    record(kind, about=override, chain=override.owner_id, acting_user=acting_user)
