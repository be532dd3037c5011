"""What the gate must know of people, read for all the texts that are asked about together."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Self
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from companion.access.codebook import codes_by_thing
from companion.access.contact import (
    heard_from,
    open_duress,
    senders_kept_from,
    unprompted_since,
)
from companion.access.questions import invited_at
from companion.models import Consent, Cover, DuressTriggers, Question, SafeContactRule
from companion.texting.offered import texted_in
from content.wordings import Text, said_before, wording
from messaging.models import OutgoingMessage

# The longest time over which texts that nobody called for are counted.
WEEK = timedelta(days=7)


@dataclass
class Known:
    """Rules, agreements and open questions by person; true at this moment, for this claim only."""

    rules: dict[UUID, SafeContactRule]
    consents: dict[UUID, list[Consent]]
    questions: dict[UUID, dict[UUID, UUID | None]]
    """Texts that wait for an answer; with the number that an invitation was for."""
    reminders: set[UUID]
    """Texts that put one of those questions once more."""
    kept_apart: dict[int, set[str]]
    duress: set[int]
    texts: dict[tuple[str, str, str, str, str], Text] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)

    @cached_property
    def heard(self) -> set[UUID]:
        """Who texted or rang lately; read for all, and only if it matters to any."""
        return heard_from(self.rules, timezone.now() - settings.SILENCE_FREEZES)

    @cached_property
    def invited(self) -> dict[UUID, dict[UUID, datetime]]:
        """Which invitations left; read for all, and only if another is to leave."""
        return invited_at(self.rules)

    @cached_property
    def codes(self) -> dict[UUID, dict[UUID, str]]:
        """Their own words for what is theirs; read for all, and only if it matters to any."""
        return codes_by_thing(self.rules)

    @cached_property
    def unprompted(self) -> dict[UUID, list[datetime]]:
        """When texts left in the last week that nothing of theirs called for, oldest first."""
        return unprompted_since(self.rules, timezone.now() - WEEK)

    @classmethod
    def of(cls, messages: Iterable[OutgoingMessage]) -> Self:
        """Read what concerns the recipients of these texts: four queries, however many they are."""
        owners = {message.owner_id for message in messages}
        rules = SafeContactRule.objects.filter(subject__public_id__in=owners)
        consents: dict[UUID, list[Consent]] = defaultdict(list)
        agreements = Consent.objects.filter(
            side__subject__public_id__in=owners, side__left_at__isnull=True
        )
        for consent in agreements.select_related("side__subject", "side__panel_case__panel"):
            consents[consent.side.subject.public_id].append(consent)
        questions: dict[UUID, dict[UUID, UUID | None]] = defaultdict(dict)
        reminders: set[UUID] = set()
        if asking := {message.owner_id for message in messages if _may_ask(message)}:
            unsettled = Question.objects.unsettled().filter(side__subject__public_id__in=asking)
            found = unsettled.values_list(
                "side__subject__public_id", "message", "asked_number", "reminder"
            )
            for owner_id, message, number, reminder in found:
                questions[owner_id][message] = number
                if reminder:
                    reminders.add(reminder)
        known = {rule.subject.public_id: rule for rule in rules.select_related("subject")}
        apart = senders_kept_from(rule.subject_id for rule in known.values())
        duress = _under_duress(known.values())
        return cls(known, consents, questions, reminders, apart, duress)

    def wording(
        self, key: str, language: str, level: str, cover: str = Cover.BOOKING, version: str = ""
    ) -> Text:
        """The words now, or those of a version; read once for all the texts that say the same."""
        which = (key, language, level, cover)
        if (*which, version) not in self.texts:
            before = said_before(version, *which) if version else None
            self.texts[*which, version] = before or wording(*which)
        return self.texts[*which, version]

    def texted_in(self, language: str) -> str:
        """The language their texts go in, found out once for all who read the same."""
        if language not in self.languages:
            self.languages[language] = texted_in(language)
        return self.languages[language]


def _may_ask(message: OutgoingMessage) -> bool:
    """Whether it is a question, or may put one once more."""
    return message.asks or message.priority == OutgoingMessage.REMINDER


def _under_duress(rules: Iterable[SafeContactRule]) -> set[int]:
    """Who used their duress word, wants silence then, and was not looked at yet; by subject."""
    holding = [rule.subject_id for rule in rules if rule.duress_triggers == DuressTriggers.HOLD]
    return open_duress(holding) if holding else set()


def known_of(message: OutgoingMessage) -> Known:
    """What was read for the texts that are asked about together with this one."""
    batch = message.batch
    if batch is None:
        return Known.of([message])
    if not isinstance(batch.known, Known):
        batch.known = Known.of(batch.messages)
    return batch.known
