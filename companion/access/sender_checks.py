"""How the provider's own answers were tried, number by number; no case, and nobody's words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from companion.access.administration import administrator
from companion.models import SenderCheck, User
from messaging.models import IncomingMessage

WORDS = ("HELP", "STOP", "START")
TRIED_WITHIN = timedelta(hours=1)
# More than so many texts of strangers in an hour are not looked through.
MOST_TEXTS = 200


@dataclass(frozen=True)
class Seen:
    """When a word last reached us, and whether the provider says that it acted on it."""

    at: datetime
    acted_on: bool


@dataclass(frozen=True)
class Standing:
    """One number we text from: its newest check, and which words reached us since, of late."""

    number: str
    check: SenderCheck | None
    seen: dict[str, Seen] = field(default_factory=dict)

    @property
    def words(self) -> list[tuple[str, Seen | None]]:
        """Every word to be tried, with what was seen of it."""
        return [(word, self.seen.get(word)) for word in WORDS]

    @property
    def counts(self) -> bool:
        """Whether its newest check says that people may be texted from it."""
        return self.check is not None and self.check.counts

    @property
    def all_reached_us(self) -> bool:
        """Whether each of the words came through."""
        return set(self.seen) == set(WORDS)

    @property
    def acted_on(self) -> bool:
        """Whether the provider says of any of them that it acted, and so answered, by itself."""
        return any(seen.acted_on for seen in self.seen.values())


def senders_for(user: User) -> list[Standing]:
    """Every number we text from, for an administrator."""
    administrator(user)
    checks = _newest_checks()
    standings = [Standing(number, checks.get(number)) for number in settings.TWILIO_FROM]
    _look_for_words({one.number: one for one in standings})
    return standings


def sender_for(user: User, number: str) -> Standing:
    """One of them."""
    return next(one for one in senders_for(user) if one.number == number)


def unchecked_senders() -> list[str]:
    """Numbers we text from whose newest check is missing, or found something else."""
    checks = _newest_checks()
    return [
        number
        for number in settings.TWILIO_FROM
        if number not in checks or not checks[number].counts
    ]


def _newest_checks() -> dict[str, SenderCheck]:
    checks = SenderCheck.objects.filter(number__in=settings.TWILIO_FROM)
    checks = checks.select_related("checked_by").order_by("pk")
    return {check.number: check for check in checks}


def _look_for_words(standings: Mapping[str, Standing]) -> None:
    """Whoever tries a number uses a phone that is nobody's; the newest text of each word counts."""
    texts = IncomingMessage.objects.of_strangers().filter(
        kind=IncomingMessage.Kind.TEXT,
        to_number__in=list(standings),
        received_at__gt=timezone.now() - TRIED_WITHIN,
    )
    for text in texts.order_by("-id")[:MOST_TEXTS]:
        standing, word = standings[text.to_number], text.body.strip().upper()
        before = standing.check is not None and text.received_at <= standing.check.checked_at
        if word in WORDS and not before:
            seen = Seen(text.received_at, acted_on=bool(text.posted().get("OptOutType")))
            standing.seen.setdefault(word, seen)
