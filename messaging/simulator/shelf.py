"""Where the stand-in keeps what came with texts: part of its store."""

import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from messaging.simulator.records import Enclosed, Medium

MEDIA_SHAPE = """
CREATE TABLE IF NOT EXISTS media (
    sid TEXT PRIMARY KEY, message TEXT NOT NULL, content_type TEXT NOT NULL, content BLOB NOT NULL,
    created REAL NOT NULL, deleted INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS media_by_message ON media (message);
"""


class Shelf:
    """The part of the store that holds media; it writes and reads through the store's own lock."""

    def __init__(
        self,
        change: Callable[[str, Sequence[Any]], None],
        rows: Callable[[str, Sequence[Any]], list[sqlite3.Row]],
    ) -> None:
        self._change, self._all = change, rows

    def enclose(self, message: str, enclosed: Iterable[Enclosed]) -> list[Medium]:
        """Keep what came with a text, each under a fresh id."""
        for one in enclosed:
            self._change(
                "INSERT INTO media (sid, message, content_type, content, created)"
                " VALUES (?, ?, ?, ?, ?)",
                [f"ME{secrets.token_hex(16)}", message, one.content_type, one.content, time.time()],
            )
        return self.of(message)

    def one(self, sid: str) -> Medium | None:
        """One medium by its id, also one deleted at the provider."""
        rows = self._all("SELECT * FROM media WHERE sid = ?", [sid])
        return Medium.from_row(rows[0]) if rows else None

    def of(self, message: str) -> list[Medium]:
        """What came with one text, in order."""
        rows = self._all("SELECT * FROM media WHERE message = ? ORDER BY rowid", [message])
        return [Medium.from_row(row) for row in rows]

    def named(self, sids: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
        """Id and type of what came with some texts, by text."""
        marks = ",".join("?" * len(sids))
        rows = self._all(
            f"SELECT message, sid, content_type FROM media WHERE message IN ({marks})"  # noqa: S608
            " ORDER BY rowid",
            list(sids),
        )
        found: dict[str, list[tuple[str, str]]] = {}
        for row in rows:
            found.setdefault(row["message"], []).append((row["sid"], row["content_type"]))
        return found

    def everything(self) -> list[Medium]:
        """Everything that ever came with a text."""
        return [Medium.from_row(row) for row in self._all("SELECT * FROM media ORDER BY rowid", [])]

    def delete(self, sid: str) -> None:
        """The provider hands it out no more; the phone that sent it still shows it."""
        self._change("UPDATE media SET deleted = 1 WHERE sid = ?", [sid])
