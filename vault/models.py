"""SealedModel: a row with an owner, whose sealed fields open only with the owner's key."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models.base import DEFERRED

from vault import keys
from vault.data_keys import DataKey
from vault.errors import NotOpened, NotSealed
from vault.fields import EncryptedField, Sealed

__all__ = ["DataKey", "SealedModel", "SealedQuerySet", "sealed_fields"]

IDENTITY = frozenset({"public_id", "owner_id"})
# What stands in an instance for a sealed value that nobody has opened.
_CLOSED = (Sealed, type(DEFERRED))

_Model = TypeVar("_Model", bound="SealedModel", covariant=True)


def sealed_fields(model: type[models.Model]) -> list[EncryptedField]:
    """Return the sealed fields of a model."""
    return [f for f in model._meta.concrete_fields if isinstance(f, EncryptedField)]


class SealedQuerySet(models.QuerySet[_Model]):
    """A query set that refuses what would write or show a value round its seal."""

    def update(self, **kwargs: Any) -> int:
        self._refuse_writing(kwargs)
        return super().update(**kwargs)

    def bulk_update(
        self, objs: Iterable[_Model], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        names = list(fields)
        self._refuse_writing(names)
        return super().bulk_update(objs, names, batch_size)

    def bulk_create(
        self,
        objs: Iterable[_Model],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[_Model]:
        if update_conflicts:
            # The new row's seal names the new row: on the old one it would never open.
            raise NotSealed("Sealed rows cannot overwrite each other in bulk.")
        rows = list(objs)
        keys.prepare(row.owner_id for row in rows if row.owner_id is not None)
        created = super().bulk_create(rows, batch_size, ignore_conflicts)
        for row in rows:
            row._note_identity()
        return created

    def order_by(self, *field_names: Any) -> Self:
        sealed = {field.name for field in sealed_fields(self.model)}
        if any(isinstance(name, str) and name.lstrip("-") in sealed for name in field_names):
            raise NotOpened("Sealed values have no order.")
        return super().order_by(*field_names)

    def _values(self, *fields: Any, **expressions: Any) -> Self:
        """Both values() and values_list() pass here, and so does everything built on them."""
        clone: Self = super()._values(*fields, **expressions)  # type: ignore[misc]
        shown = [*clone.query.select, *clone.query.annotation_select.values()]
        if any(isinstance(_kind(expression), EncryptedField) for expression in shown):
            raise NotOpened("values() cannot open sealed fields: name other fields, or load rows.")
        return clone

    def _refuse_writing(self, names: Iterable[str]) -> None:
        guarded = {field.name for field in sealed_fields(self.model)} | IDENTITY
        refused = guarded.intersection(names)
        if refused:
            raise NotSealed(f"{', '.join(sorted(refused))}: write these by save(), which seals.")


def _kind(expression: Any) -> Any:
    return getattr(expression, "_output_field_or_none", None)


class SealedModel(models.Model):
    """A row of one owner. Give a subclass `owner_id` with null=True if it may wait for one."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    owner_id: "models.UUIDField[Any, Any]" = models.UUIDField(db_index=True, editable=False)

    # Identity as last read or saved: what the sealed values of this instance open with.
    _read_as: tuple[object, object] | None = None

    objects: ClassVar[models.Manager[Self]] = SealedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, sealing what is set; a change of owner must reach every sealed field."""
        update_fields = kwargs.get("update_fields")
        if update_fields is not None:
            kwargs["update_fields"] = update_fields = frozenset(update_fields)
        if not self._state.adding and not self.stays_put():
            self._refuse_half_a_move(update_fields)
        super().save(*args, **kwargs)
        self._note_identity()

    @classmethod
    def from_db(
        cls,
        db: str | None,
        field_names: Collection[str],
        values: Collection[Any],
        **options: Any,
    ) -> Self:
        """Make an instance from a row, noting whose key its sealed values will want."""
        instance = super().from_db(db, field_names, values, **options)
        instance._note_identity()
        keys.want(instance.__dict__.get("owner_id"))
        return instance

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: "models.QuerySet[Self] | None" = None,
    ) -> None:
        """Read again from the database; the row may have changed owner meanwhile."""
        names = None if fields is None else list(fields)
        super().refresh_from_db(using=using, fields=names, from_queryset=from_queryset)
        if names is None or not IDENTITY.isdisjoint(names):
            self._note_identity()

    def change_owner(self, owner_id: UUID | None) -> None:
        """Give the row to another owner: opens every sealed field now, seals at save()."""
        for field in sealed_fields(type(self)):
            setattr(self, field.attname, getattr(self, field.attname))
        self.owner_id = owner_id

    def stays_put(self) -> bool:
        """Whether the row still has the identity that its sealed values were read with."""
        return self._read_as == self._identity()

    def _identity(self) -> tuple[object, object]:
        values = self.__dict__
        return values.get("public_id", DEFERRED), values.get("owner_id", DEFERRED)

    def _note_identity(self) -> None:
        self._read_as = self._identity()

    def _refuse_half_a_move(self, update_fields: frozenset[str] | None) -> None:
        sealed = [field.name for field in sealed_fields(type(self))]
        whole = update_fields is None or update_fields.issuperset([*sealed, "owner_id"])
        closed = any(isinstance(self.__dict__.get(name, DEFERRED), _CLOSED) for name in sealed)
        if closed or not whole:
            raise NotSealed("Use change_owner(), then save the row whole.")
