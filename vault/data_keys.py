"""The table of data keys: one owner's key, wrapped by a service key."""

import os
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from vault import cipher, service_keys
from vault.cipher import Key

PREFIX = "d-"


class DataKey(models.Model):
    """The key that seals everything of one owner. Deleting it erases all it sealed."""

    owner_id = models.UUIDField(editable=False)
    generation = models.PositiveIntegerField(default=1, editable=False)
    wrapped = models.TextField(editable=False)
    wrapped_with = models.CharField(max_length=34, db_index=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner_id", "generation"], name="vault_one_key_per_generation"
            ),
        )

    def __str__(self) -> str:
        return f"{self.owner_id} {self.key_id}"

    @property
    def key_id(self) -> str:
        """The id written beside whatever this key seals."""
        return f"{PREFIX}{self.generation}"

    @classmethod
    def fresh(cls, owner_id: UUID) -> "DataKey":
        """Return a new random key for this owner, wrapped and not yet saved."""
        data_key = cls(owner_id=owner_id)
        data_key._wrap(os.urandom(cipher.KEY_BYTES))
        return data_key

    def open(self) -> Key:
        """Unwrap the key for use."""
        return Key(self.key_id, AESGCM(self._unwrap()))

    def rewrap(self) -> None:
        """Wrap the same key under the current service key; does not save."""
        self._wrap(self._unwrap())

    def _wrap(self, raw: bytes) -> None:
        service_key = service_keys.current()
        self.wrapped = cipher.seal_bytes(service_key.cipher, raw, self._about())
        self.wrapped_with = service_key.id

    def _unwrap(self) -> bytes:
        service_key = service_keys.named(self.wrapped_with)
        return cipher.open_bytes(service_key.cipher, self.wrapped, self._about())

    def _about(self) -> bytes:
        return cipher.associated("vault.DataKey", str(self.owner_id), str(self.generation))
