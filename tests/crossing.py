"""Two processes in the middle of the same thing: which statement meets which is said, not hoped."""

import re
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

Act = Callable[[], object]
Which = Callable[[str], bool]
LONGEST = 20.0  # seconds
LOCK = re.compile(r" FOR (NO KEY )?UPDATE\b")
# For a whole file: two real connections, whose transactions are real, and rows that can be locked.
FOR_REAL = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def anything_read(sql: str) -> bool:
    """A statement that asks for anything."""
    return sql.startswith("SELECT")


def reads(table: str) -> Which:
    """Statements that ask for rows of this table first of all."""
    return lambda sql: anything_read(sql) and f'FROM "{table}"' in sql


def locks(table: str) -> Which:
    """Statements that lock rows of this table."""
    return lambda sql: f'"{table}"' in sql and bool(LOCK.search(sql))


def writes(table: str) -> Which:
    """Statements that add, change or delete rows of this table."""
    return lambda sql: f'"{table}"' in sql and not anything_read(sql)


def touches(table: str) -> Which:
    """Statements that have to do with this table at all."""
    return lambda sql: f'"{table}"' in sql


def before(which: Which, act: Act) -> Callable[..., Any]:
    """For `execute_wrapper`: somebody else does something as we come to the first such statement.

    Where it is one that locks, it is what they did while we waited for them.
    """
    return _once(which, act, first=True)


def after(which: Which, act: Act) -> Callable[..., Any]:
    """For `execute_wrapper`: somebody else does something right after the first such statement."""
    return _once(which, act, first=False)


def _once(which: Which, act: Act, *, first: bool) -> Callable[..., Any]:
    left = [act]

    def run(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        now = [left.pop()] if left and which(sql) else []
        if now and first:
            now.pop()()
        result = execute(sql, *more)
        if now:
            now.pop()()
        return result

    return run


def crossed(one: Act, which: Which, other: Act) -> list[Exception | None]:
    """What became of each: one stops after a statement, the other goes until it ends or waits.

    Then one goes on. In a file that is `FOR_REAL`.
    """
    stopped, go_on = threading.Event(), threading.Event()
    ended: list[Exception | None] = [None, None]

    def stop() -> None:
        stopped.set()
        go_on.wait(LONGEST)

    def run(place: int, act: Act) -> None:
        try:
            act()
        except Exception as error:
            ended[place] = error
        finally:
            connection.close()

    def run_one() -> None:
        with connection.execute_wrapper(after(which, stop)):
            run(0, one)

    first, second = threading.Thread(target=run_one), threading.Thread(target=run, args=(1, other))
    first.start()
    assert stopped.wait(LONGEST), f"it never came to that statement: {ended[0]!r}"
    second.start()
    _until_it_waits(second)
    go_on.set()
    first.join(LONGEST)
    second.join(LONGEST)
    return ended


def _until_it_waits(thread: threading.Thread) -> None:
    until = time.monotonic() + LONGEST
    while thread.is_alive() and time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
