"""A blind index: finds a sealed value by equality without opening anything."""

import hashlib
import hmac

from vault.service_keys import index_key


def blind_index(value: str, purpose: str) -> str:
    """Return the HMAC-SHA256 of a value, in hex; the caller normalises the value first.

    `purpose` keeps indexes of different columns apart, so that they cannot be joined.
    """
    # Length first: no pair of purpose and value can be read as another pair.
    message = f"{len(purpose)}:{purpose}{value}".encode("utf-8", "surrogatepass")
    return hmac.new(index_key(), message, hashlib.sha256).hexdigest()
