"""What can go wrong with a sealed value. Every failure raises; none returns ciphertext."""


class VaultError(Exception):
    """Something about a sealed value was refused."""


class NotSealed(VaultError):
    """A readable value was about to be written to, or sought in, a sealed column."""


class NotOpened(VaultError):
    """A sealed value was asked for where it cannot be opened, such as in values()."""


class CannotOpen(VaultError):
    """A sealed value did not open: wrong key, moved to another row, or altered."""


class KeyDestroyed(CannotOpen):
    """The owner's data key is gone: what it sealed has been erased."""


class KeyNotConfigured(CannotOpen):
    """The service key this was sealed with is not in FIELD_KEYS."""
