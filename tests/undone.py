"""Many tries in one test, each on the same ground: what a try writes is taken back."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is gone afterwards; what must be outermost inside may be."""
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined]
    with outer:
        try:
            yield
        finally:
            transaction.set_rollback(True)
