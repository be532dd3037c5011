"""While one page is read, what its reader may see is asked for once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from companion.models import User

Answer = TypeVar("Answer")
_this_look: ContextVar[dict[tuple[object, int], Any] | None] = ContextVar("look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Until this is left, an answer about a user stays as it was given; nothing may be changed."""
    before = _this_look.set({})
    try:
        yield
    finally:
        _this_look.reset(before)


def once_a_look(ask: Callable[[User], Answer]) -> Callable[[User], Answer]:
    """Ask this about a user once in a look, and each time outside of one."""

    @wraps(ask)
    def asked(user: User) -> Answer:
        look = _this_look.get()
        if look is None:
            return ask(user)
        which = (ask, user.pk)
        if which not in look:
            look[which] = ask(user)
        answer: Answer = look[which]
        return answer

    return asked
