"""The stand-in itself: takes texts, moves them on, lets phones write back."""

import re
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from messaging.simulator.courier import Courier
from messaging.simulator.keywords import START, STOP, Keyword, keyword_in
from messaging.simulator.records import Enclosed, Message, Webhook
from messaging.simulator.refusals import Refused
from messaging.simulator.store import CALL, Store
from messaging.simulator.switches import Switches
from messaging.simulator.webhooks import (
    call_fields,
    inbound_fields,
    inbound_url,
    status_fields,
    voice_url,
)

SECONDS_TO_SENT = 0.15
SECONDS_TO_DELIVERED = 0.4
_E164 = re.compile(r"\+[1-9]\d{7,14}")
_REFUSALS = {"429": 20429, "500": 20500, "503": 20503, "21610": 21610, "21211": 21211}


@dataclass(frozen=True)
class Wish:
    """What a caller of the API wants sent."""

    sender: str
    recipient: str
    body: str
    status_callback: str = ""
    validity: str = ""
    service: str = ""
    discard: bool = False


class StandIn:
    """One provider: what it remembers, how it behaves, who carries its calls."""

    def __init__(self, path: Path, *, alone: bool = False) -> None:
        self.alone = alone
        """Whether it runs without the service beside it, and so cannot look into its outbox."""
        self.store = Store(path)
        self.courier = Courier(self.store)
        self._switches = Switches.from_kept(self.store.kept_switches())
        self._deciding = threading.Lock()
        self.courier.attempts = self._switches.attempts
        self.courier.schedule(self.store.unended_webhooks())

    @property
    def switches(self) -> Switches:
        """How it behaves now."""
        return self._switches

    def switch(self, switches: Switches) -> None:
        """Make it behave like this from now on."""
        self.store.keep_switches(asdict(switches))
        self.courier.attempts = switches.attempts
        self._switches = switches

    def reset(self) -> None:
        """Forget everything and behave well."""
        self.store.clear()
        self.switch(Switches())

    def send(self, wish: Wish) -> tuple[Message, Switches]:
        """Take a text for a phone, or raise `Refused`; also the switches that held for it."""
        with self._deciding:
            switches = self._switches
            if switches.times:
                self.switch(switches.after_one_text())
        try:
            self._check(wish)
            if switches.answer in _REFUSALS:
                raise Refused(_REFUSALS[switches.answer])
        except Refused as refusal:
            self.store.add_refusal(refusal.code, wish.sender, wish.recipient)
            raise
        message = self.store.add_message(
            "outbound-api",
            wish.sender,
            wish.recipient,
            wish.body,
            status="accepted" if wish.service else "queued",
            status_callback=wish.status_callback,
            service=wish.service,
            discard=wish.discard,
        )
        reports = self.store.add_webhooks(_reports(message, switches))
        if switches.early:
            self.courier.carry_now(reports)
        else:
            self.courier.schedule(reports)
        return message, switches

    def _check(self, wish: Wish) -> None:
        """The provider's own conditions, in the order in which it looks at them."""
        validity_ok = not wish.validity or (
            wish.validity.isdecimal() and 1 <= int(wish.validity) <= 36_000
        )
        callback_ok = re.match(r"https?://[^/]", wish.status_callback or "http://none")
        wrong = [
            (21604, not wish.recipient),
            (21603, not wish.sender),
            (21602, not wish.body),
            (21617, len(wish.body) > 1600),
            (21624, not validity_ok),
            (21609, not callback_ok),
            (21606, wish.sender not in settings.TWILIO_FROM),
            (21211, not _E164.fullmatch(wish.recipient)),
            (21266, wish.sender == wish.recipient),
        ]
        for code, holds in wrong:
            if holds:
                raise Refused(code)
        if self.store.is_blocked(wish.sender, wish.recipient):
            raise Refused(21610)

    def text(self, phone: str, to: str, body: str, enclosed: Sequence[Enclosed] = ()) -> Message:
        """A phone writes to one of the service's numbers, and may send pictures along."""
        blocked = self.store.is_blocked(to, phone)
        keyword = keyword_in(body, blocked=blocked) if self._switches.keywords else None
        kind = "MM" if enclosed else "SM"
        message = self.store.add_message("inbound", phone, to, body, status="received", kind=kind)
        media = self.store.media.enclose(message.sid, enclosed)
        if keyword:
            self._act_on(keyword, phone, to)
        fields = inbound_fields(message, keyword.kind if keyword else "", media)
        call = Webhook(0, message.sid, phone, inbound_url(), fields, "", None, time.time())
        times = 2 if self._switches.duplicate else 1
        self.courier.schedule(self.store.add_webhooks([call] * times))
        return message

    def ring(self, phone: str, to: str) -> str:
        """A phone rings one of the service's numbers; says the id of the call."""
        sid = f"{CALL}{secrets.token_hex(16)}"
        fields = call_fields(sid, phone, to)
        call = Webhook(0, sid, phone, voice_url(), fields, "", None, time.time())
        self.courier.schedule(self.store.add_webhooks([call]))
        return sid

    def opt_out(self, phone: str, to: str, *, out: bool) -> None:
        """The provider lets nothing through to a phone any more, or again, though nobody texted."""
        (self.store.block if out else self.store.unblock)(to, phone)

    def _act_on(self, keyword: Keyword, phone: str, to: str) -> None:
        """Block or unblock, and answer as the provider does by itself."""
        if keyword == STOP:
            self.store.block(to, phone)
        elif keyword == START:
            self.store.unblock(to, phone)
        self.store.add_message("outbound-reply", to, phone, keyword.reply, status="delivered")

    def close(self) -> None:
        """Stop the threads and let go of the file."""
        self.courier.close()
        self.store.close()


def _reports(message: Message, switches: Switches) -> list[Webhook]:
    """The steps a text goes through, each with its call, as the switches would have them."""
    error = None if switches.outcome == "deliver" else int(switches.outcome)
    end = {None: "delivered", 21610: "failed", 30036: "failed"}.get(error, "undelivered")
    steps = [(end, error)] if end == "failed" else [("sent", None), (end, error)]
    if switches.reorder:
        steps.reverse()
    if switches.duplicate:
        steps = [step for step in steps for _ in range(2)]
    first = time.time() + SECONDS_TO_SENT + switches.delay_s
    apart = (SECONDS_TO_DELIVERED - SECONDS_TO_SENT) / max(1, len(steps) - 1)
    url = "" if switches.drop else message.status_callback
    return [
        Webhook(
            0, message.sid, message.phone, url, status_fields(message, status, code),
            status, code, first + place * apart,
        )
        for place, (status, code) in enumerate(steps)
    ]  # fmt: skip


_current: StandIn | None = None
_starting = threading.Lock()


def current() -> StandIn:
    """The stand-in of this process, started when first asked for."""
    global _current
    with _starting:
        if _current is None:
            _current = StandIn(settings.VAR / "simulator.sqlite3")
        return _current


def use(standin: StandIn | None) -> None:
    """Put another stand-in in its place (the command and the tests do), or none."""
    global _current
    with _starting:
        _current = standin


def runs_alone() -> bool:
    """Whether this process is the stand-in's own server, started by hand."""
    return _current is not None and _current.alone
