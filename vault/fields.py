"""EncryptedField: text that is sealed in the database and opens when it is read."""

from typing import TYPE_CHECKING, Any, NoReturn, overload

from django.core import checks
from django.db import models
from django.db.models.lookups import Exact, IsNull, Lookup
from django.utils.functional import Promise

from vault import cipher, keys
from vault.errors import NotOpened, NotSealed

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField


class Sealed:
    """A value as it stands in the database. Opaque: it can be stored again, not shown."""

    __slots__ = ("stored",)

    def __init__(self, stored: str) -> None:
        self.stored = stored

    def __repr__(self) -> str:
        return "<sealed>"

    def __str__(self) -> str:
        raise NotOpened("A sealed value was read round its model, and cannot be shown.")


class SealedAttribute:
    """Opens a sealed value each time it is read; keeps no opened copy on the instance."""

    def __init__(self, field: "EncryptedField") -> None:
        self.field = field

    @overload
    def __get__(self, instance: None, owner: type[models.Model]) -> "SealedAttribute": ...
    @overload
    def __get__(self, instance: models.Model, owner: type[models.Model]) -> str | None: ...
    def __get__(
        self, instance: models.Model | None, owner: type[models.Model]
    ) -> "str | SealedAttribute | None":
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        return self.field.open(instance, value) if isinstance(value, Sealed) else value

    def __set__(self, instance: models.Model, value: object) -> None:
        if isinstance(value, Promise):
            value = str(value)
        if value is not None and not isinstance(value, (self.field.holds, Sealed)):
            holds = self.field.holds.__name__
            raise TypeError(f"{self.field} holds {holds}, not {type(value).__name__}.")
        instance.__dict__[self.field.attname] = value


class EmptyOnly(Exact):
    """`field=""` is the one value that can be sought: empty stays empty."""

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise NotSealed("A sealed field can be sought only for being empty.")
        return self.rhs


class EncryptedField(_TextField):
    """Text sealed with its owner's key; for models made from `vault.models.SealedModel`.

    Empty text and None are stored as they are, so that constraints can see them.
    """

    descriptor_class = SealedAttribute
    holds: type = str

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        problems = super().check(**kwargs)
        names = {field.name for field in self.model._meta.concrete_fields}
        if not {"public_id", "owner_id"} <= names:
            problems.append(
                checks.Error("A sealed field needs a SealedModel.", obj=self, id="vault.E001")
            )
        if self.unique or getattr(self, "db_index", False):
            problems.append(
                checks.Error("A sealed field cannot be indexed.", obj=self, id="vault.E002")
            )
        return problems

    def seal(self, instance: models.Model, value: str) -> Sealed:
        """Seal a value for this instance under its owner's key."""
        return Sealed(cipher.seal(self._sealing_key(instance), value, self._about(instance)))

    def open(self, instance: models.Model, value: Sealed) -> str:
        """Open a value that was read with this instance, or raise CannotOpen."""
        return cipher.unseal(
            self._opening_key(instance, value), value.stored, self._about(instance)
        )

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__[self.attname]
        if isinstance(value, Sealed):
            stays_put = getattr(model_instance, "stays_put", None)  # None in a migration.
            if stays_put is None or not stays_put():
                self.open(model_instance, value)  # Raises if it would be unreadable there.
            return value
        return self.seal(model_instance, value) if value else value

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return Sealed(value) if value else value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        # Every write passes here, also update() and bulk_update() with their expressions.
        return self._only_sealed(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return self._only_sealed(value)

    def get_lookup(self, lookup_name: str) -> "type[Lookup[Any]]":
        if lookup_name == "isnull":
            return IsNull
        if lookup_name == "exact":
            return EmptyOnly
        raise NotSealed(f"{self} is sealed: use a blind index to look it up.")

    def get_transform(self, lookup_name: str) -> NoReturn:
        raise NotSealed(f"{self} is sealed: use a blind index to look it up.")

    def value_to_string(self, obj: models.Model) -> NoReturn:
        raise NotOpened(f"{self} is sealed, and is not written to a fixture or a dump.")

    def _only_sealed(self, value: Any) -> str | None:
        if value is None or value == "":
            return value  # type: ignore[no-any-return]
        if isinstance(value, Sealed):
            return value.stored
        raise NotSealed(f"{self} was about to be written unsealed.")

    def _sealing_key(self, instance: models.Model) -> cipher.Key:
        return keys.sealing_key(instance.owner_id)  # type: ignore[attr-defined]

    def _opening_key(self, instance: models.Model, value: Sealed) -> cipher.Key:
        key_id = cipher.key_id(value.stored)
        return keys.opening_key(instance.owner_id, key_id)  # type: ignore[attr-defined]

    def _about(self, instance: models.Model) -> bytes:
        public_id = instance.public_id  # type: ignore[attr-defined]
        return cipher.associated(self.model._meta.label, self.name, str(public_id))


if TYPE_CHECKING:
    # A subclass of a field of text cannot tell the checker that it holds bytes.
    class EncryptedBytes(models.TextField[bytes | None, bytes | None]): ...

else:

    class EncryptedBytes(EncryptedField):
        """Bytes sealed with their owner's key, and stored as text like all that is sealed.

        None until there are any; there is no sealed nothing.
        """

        holds = bytes

        def seal(self, instance, value):
            """Seal bytes for this instance under its owner's key."""
            key = self._sealing_key(instance)
            return Sealed(cipher.seal_raw(key, value, self._about(instance)))

        def open(self, instance, value):
            """Open bytes that were read with this instance, or raise CannotOpen."""
            key = self._opening_key(instance, value)
            return cipher.unseal_raw(key, value.stored, self._about(instance))
