"""What the stand-in remembers, in a SQLite file of its own."""

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

from messaging.simulator.records import RANK, Direction, Message, Webhook
from messaging.simulator.shelf import MEDIA_SHAPE, Shelf

_SHAPE = """
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, sid TEXT NOT NULL UNIQUE, direction TEXT NOT NULL,
    sender TEXT NOT NULL, recipient TEXT NOT NULL, body TEXT NOT NULL, said TEXT NOT NULL,
    status TEXT NOT NULL, error_code INTEGER, status_callback TEXT NOT NULL, service TEXT NOT NULL,
    discard INTEGER NOT NULL, created REAL NOT NULL, updated REAL NOT NULL, sent REAL,
    deleted INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS by_sender ON messages (sender, id);
CREATE INDEX IF NOT EXISTS by_recipient ON messages (recipient, id);
CREATE TABLE IF NOT EXISTS webhooks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, message TEXT NOT NULL, lane TEXT NOT NULL,
    url TEXT NOT NULL, fields TEXT NOT NULL, status TEXT NOT NULL, error_code INTEGER,
    due REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, answer INTEGER, ended REAL);
CREATE INDEX IF NOT EXISTS unended ON webhooks (due) WHERE ended IS NULL;
CREATE INDEX IF NOT EXISTS by_message ON webhooks (message);
CREATE TABLE IF NOT EXISTS blocks (
    sender TEXT NOT NULL, recipient TEXT NOT NULL, PRIMARY KEY (sender, recipient));
CREATE TABLE IF NOT EXISTS refusals (
    id INTEGER PRIMARY KEY AUTOINCREMENT, code INTEGER NOT NULL, sender TEXT NOT NULL,
    recipient TEXT NOT NULL, created REAL NOT NULL);
CREATE TABLE IF NOT EXISTS switches (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
CALL = "CA"
"""How the id of a call begins."""
_TABLES = ("messages", "media", "webhooks", "blocks", "refusals", "switches")


class Store:
    """One SQLite connection behind one lock: a stand-in needs no more, and it is quick."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self.media = Shelf(self._change, self._all)
        # It stands in for somebody else's disk: losing the last moment to a power cut is fair.
        self._connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA busy_timeout=5000;"
            f"{_SHAPE}{MEDIA_SHAPE}"
        )

    def __enter__(self) -> Self:
        self._lock.acquire()
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            self._lock.release()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self._connection.execute("COMMIT" if kind is None else "ROLLBACK")
        finally:
            self._lock.release()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def clear(self) -> None:
        """Forget everything."""
        with self:
            for table in _TABLES:
                self._run(f"DELETE FROM {table}")  # noqa: S608  our own table names

    # Texts

    def add_message(
        self,
        direction: Direction,
        sender: str,
        recipient: str,
        body: str,
        *,
        status: str,
        status_callback: str = "",
        service: str = "",
        discard: bool = False,
        kind: str = "SM",
    ) -> Message:
        """Keep a text under a fresh id; one with pictures has a `kind` of its own."""
        now = time.time()
        sent = None if direction == "outbound-api" else now
        values: tuple[Any, ...] = (
            f"{kind}{secrets.token_hex(16)}", direction, sender, recipient, body, body, status,
            None, status_callback, service, discard, now, now, sent,
        )  # fmt: skip
        with self._lock:
            row = self._run(
                "INSERT INTO messages (sid, direction, sender, recipient, body, said, status,"
                " error_code, status_callback, service, discard, created, updated, sent)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *",
                values,
            ).fetchone()
        return Message.from_row(row)

    def message(self, sid: str) -> Message | None:
        """A text by its id, also one deleted at the provider."""
        rows = self._all("SELECT * FROM messages WHERE sid = ?", [sid])
        return Message.from_row(rows[0]) if rows else None

    def messages(
        self,
        *,
        sender: str = "",
        recipient: str = "",
        since: float | None = None,
        until: float | None = None,
        before_sid: str = "",
        limit: int = 50,
    ) -> list[Message]:
        """The newest texts the provider still lists, newest first."""
        asked: list[tuple[str, str | float | None]] = [
            ("sender = ?", sender or None),
            ("recipient = ?", recipient or None),
            ("coalesce(sent, created) >= ?", since),
            ("coalesce(sent, created) < ?", until),
            ("id < (SELECT id FROM messages WHERE sid = ?)", before_sid or None),
        ]
        conditions = [condition for condition, value in asked if value is not None]
        where = " AND ".join(["deleted = 0", *conditions])
        values = [value for _, value in asked if value is not None]
        rows = self._all(
            f"SELECT * FROM messages WHERE {where} ORDER BY id DESC LIMIT ?",  # noqa: S608
            [*values, limit],
        )
        return [Message.from_row(row) for row in rows]

    def thread(self, phone: str, limit: int = 60) -> list[Message]:
        """The last texts on one phone, oldest first."""
        rows = self._all(
            "SELECT * FROM (SELECT * FROM messages WHERE sender = ?1 AND direction = 'inbound'"
            " UNION ALL SELECT * FROM messages WHERE recipient = ?1 AND direction != 'inbound')"
            " ORDER BY id DESC LIMIT ?2",
            [phone, limit],
        )
        return [Message.from_row(row) for row in reversed(rows)]

    def phones(self, limit: int) -> list[str]:
        """The numbers of the phones last used, the newest first."""
        rows = self._all(
            "SELECT phone FROM (SELECT max(id) AS last, CASE direction WHEN 'inbound' THEN sender"
            " ELSE recipient END AS phone FROM messages GROUP BY phone) ORDER BY last DESC LIMIT ?",
            [limit],
        )
        return [row["phone"] for row in rows]

    def everything(self, *, inbound: bool) -> list[Message]:
        """Every text one way, in the order of arrival."""
        rows = self._all(
            "SELECT * FROM messages WHERE (direction = 'inbound') = ? ORDER BY id", [inbound]
        )
        return [Message.from_row(row) for row in rows]

    def advance(self, sid: str, status: str, error_code: int | None) -> None:
        """Move a text on, never back; at its end a body not to be kept is dropped."""
        with self:
            message = self.message(sid)
            if message is None or RANK[status] <= RANK.get(message.status, 3):
                return
            now = time.time()
            forgotten = message.discard and RANK[status] == 3
            self._run(
                "UPDATE messages SET status = ?, error_code = ?, updated = ?,"
                " sent = coalesce(sent, ?), body = ? WHERE sid = ?",
                [status, error_code, now, now, "" if forgotten else message.body, sid],
            )

    def redact(self, sid: str) -> None:
        """Drop what the provider holds of a text; the phone still shows it."""
        self._change("UPDATE messages SET body = '', updated = ? WHERE sid = ?", [time.time(), sid])

    def delete(self, sid: str) -> None:
        """Take a text off the provider's list; the phone still shows it."""
        self._change("UPDATE messages SET body = '', deleted = 1 WHERE sid = ?", [sid])

    # Webhooks

    def add_webhooks(self, webhooks: Iterable[Webhook]) -> list[Webhook]:
        """Keep calls to make, so that a restart does not forget them; with their ids."""
        with self:
            return [
                Webhook.from_row(
                    self._run(
                        "INSERT INTO webhooks (message, lane, url, fields, status, error_code, due)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING *",
                        [w.message, w.lane, w.url, json.dumps(w.fields), w.status, w.error_code,
                         w.due],
                    ).fetchone()
                )
                for w in webhooks
            ]  # fmt: skip

    def record_try(self, webhook: int, answer: int | None, *, ended: bool) -> None:
        """Note one attempt at a call: the status answered, or none."""
        self._change(
            "UPDATE webhooks SET attempts = attempts + 1, answer = ?, ended = ? WHERE id = ?",
            [answer, time.time() if ended else None, webhook],
        )

    def unended_webhooks(self) -> list[Webhook]:
        """Calls not yet made or given up, the earliest due first."""
        rows = self._all("SELECT * FROM webhooks WHERE ended IS NULL ORDER BY due, id")
        return [Webhook.from_row(row) for row in rows]

    def webhooks_of(self, sids: Sequence[str]) -> list[Webhook]:
        """The calls made for some texts, in order."""
        marks = ",".join("?" * len(sids))
        rows = self._all(
            f"SELECT * FROM webhooks WHERE message IN ({marks}) ORDER BY id",  # noqa: S608
            list(sids),
        )
        return [Webhook.from_row(row) for row in rows]

    def last_call_from(self, phone: str) -> Webhook | None:
        """The last time a phone rang the service."""
        rows = self._all(
            "SELECT * FROM webhooks WHERE lane = ? AND message LIKE ? ORDER BY id DESC LIMIT 1",
            [phone, f"{CALL}%"],
        )
        return Webhook.from_row(rows[0]) if rows else None

    def all_webhooks(self) -> list[Webhook]:
        """Every call to the service, in order."""
        rows = self._all("SELECT * FROM webhooks WHERE url != '' ORDER BY id")
        return [Webhook.from_row(row) for row in rows]

    # Opt-outs, refusals, switches

    def block(self, sender: str, recipient: str) -> None:
        """From now on this recipient gets nothing from this sender."""
        self._change("INSERT OR IGNORE INTO blocks VALUES (?, ?)", [sender, recipient])

    def unblock(self, sender: str, recipient: str) -> None:
        """The recipient may be written to again."""
        self._change("DELETE FROM blocks WHERE sender = ? AND recipient = ?", [sender, recipient])

    def is_blocked(self, sender: str, recipient: str) -> bool:
        """Whether the recipient has opted out of this sender."""
        return bool(
            self._all(
                "SELECT 1 FROM blocks WHERE sender = ? AND recipient = ?", [sender, recipient]
            )
        )

    def add_refusal(self, code: int, sender: str, recipient: str) -> None:
        """Note that a text was refused."""
        self._change(
            "INSERT INTO refusals (code, sender, recipient, created) VALUES (?, ?, ?, ?)",
            [code, sender, recipient, time.time()],
        )

    def refusals(self) -> list[dict[str, Any]]:
        """Every refusal, in order."""
        return [dict(row) for row in self._all("SELECT * FROM refusals ORDER BY id")]

    def kept_switches(self) -> dict[str, Any]:
        """The switches as last set."""
        return {
            row["name"]: json.loads(row["value"]) for row in self._all("SELECT * FROM switches")
        }

    def keep_switches(self, switches: dict[str, Any]) -> None:
        """Remember the switches."""
        with self:
            for name, value in switches.items():
                self._run(
                    "INSERT OR REPLACE INTO switches VALUES (?, ?)", [name, json.dumps(value)]
                )

    def _run(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        return self._connection.execute(sql, values)

    def _change(self, sql: str, values: Sequence[Any]) -> None:
        with self._lock:
            self._run(sql, values)

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        with self._lock:
            return self._run(sql, values).fetchall()
