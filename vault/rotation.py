"""Moving everything to the current service key, a batch at a time; safe to stop and resume."""

from collections.abc import Iterator

from django.apps import apps
from django.db import transaction

from vault import cipher, service_keys
from vault.data_keys import DataKey
from vault.fields import Sealed
from vault.models import SealedModel, sealed_fields

BATCH = 500


def rewrap_data_keys() -> Iterator[int]:
    """Wrap data keys under the current service key; yields how many, batch by batch."""
    while count := _rewrap_batch():
        yield count


def reseal_ownerless(model: type[SealedModel]) -> Iterator[int]:
    """Seal a model's ownerless rows under the current service key; yields how many by batch.

    Rows with an owner are left alone: their data keys were wrapped again, which is enough.
    """
    last: int | None = 0
    while last is not None:
        last, resealed = _reseal_batch(model, last)
        yield resealed


def models_that_may_wait_for_an_owner() -> list[type[SealedModel]]:
    """Return the sealed models whose rows may have no owner yet."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, SealedModel)
        and sealed_fields(model)
        and model._meta.get_field("owner_id").null
    ]


@transaction.atomic
def _rewrap_batch() -> int:
    old = DataKey.objects.exclude(wrapped_with=service_keys.current().id)
    batch = list(old.select_for_update(no_key=True).order_by("pk")[:BATCH])
    for data_key in batch:
        data_key.rewrap()
    DataKey.objects.bulk_update(batch, ["wrapped", "wrapped_with"])
    return len(batch)


@transaction.atomic
def _reseal_batch(model: type[SealedModel], after: int) -> tuple[int | None, int]:
    # Locked, so that a row taken by its owner meanwhile is not sealed back to nobody.
    rows = model._base_manager.filter(owner_id__isnull=True, pk__gt=after)
    batch = list(rows.select_for_update(no_key=True).order_by("pk")[:BATCH])
    resealed = sum(_reseal(row) for row in batch)
    return (batch[-1].pk if batch else None), resealed


def _reseal(row: SealedModel) -> bool:
    """Seal again whatever is under a retired key; returns whether anything was."""
    current = service_keys.current().id
    stale = [
        field.attname
        for field in sealed_fields(type(row))
        if isinstance(value := row.__dict__[field.attname], Sealed)
        and cipher.key_id(value.stored) != current
    ]
    for name in stale:
        setattr(row, name, getattr(row, name))
    if stale:
        row.save(update_fields=stale)
    return bool(stale)
