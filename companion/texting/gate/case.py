"""One text about to leave, and what is true of its person now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.conf import settings

from companion.models import Consent, SafeContactRule, Telling, WordingKey
from companion.texting.known import Known, known_of
from companion.texting.rendering import telling_of
from companion.texting.windows import Window, window_at
from messaging.gate import Withhold
from messaging.models import Number, OutgoingMessage

# A carrier may deliver late: details keep this distance from the end of a window.
NO_DETAIL_BEFORE_END = timedelta(minutes=30)

Check = Withhold | None

# Texts that name a need or a goal by its own id.
ABOUT_THEIRS = frozenset(
    {
        WordingKey.NEED_IMPORTANCE,
        WordingKey.NEED_AUDIENCE,
        WordingKey.YOU_SAID_WE_DID,
        WordingKey.GOAL_RATING,
        WordingKey.GOAL_AUDIENCE,
    }
)


@dataclass
class Case:
    """One text about to leave, and what is true of its person now; each fact is read once."""

    message: OutgoingMessage
    now: datetime
    number: Number
    rule: SafeContactRule

    @cached_property
    def known(self) -> Known:
        """What was read of this person, and of those whose texts leave at the same moment."""
        return known_of(self.message)

    @cached_property
    def consents(self) -> list[Consent]:
        """Agreements on this side, or on any where the text fits none; withdrawn ones too."""
        thread, consents = self.message.thread, self.known.consents[self.message.owner_id]
        return [consent for consent in consents if thread in {None, consent.side.public_id}]

    @cached_property
    def window(self) -> Window:
        """The safe hours around now."""
        rule = self.rule
        return window_at(self.now, rule.hours, rule.subject.time_zone)

    @cached_property
    def prompted(self) -> bool:
        """Whether the person's own text, minutes ago, called for this or lets it ride along."""
        cause = self.message.reply_to
        return cause is not None and self.now - cause.received_at <= settings.REPLY_WITHIN

    @cached_property
    def is_reply(self) -> bool:
        """Whether it answers that text, and was not waiting before."""
        cause = self.message.reply_to
        return self.prompted and cause is not None and self.message.created_at >= cause.received_at

    @cached_property
    def telling(self) -> Telling | None:
        """What was decided about telling the person, if this text tells anything."""
        return telling_of(self.message)

    @cached_property
    def things(self) -> list[UUID]:
        """The need, goal or action of theirs that this text is about; nothing for most."""
        about, told = self.message.about, self.telling
        if told:
            thing = told.answer.need if told.answer else told.agreed_action
            return [thing.public_id] if thing else []
        return [about] if about and self.message.wording in ABOUT_THEIRS else []

    @cached_property
    def is_invitation(self) -> bool:
        """A text that may go before the person's own yes: once for each number."""
        return self.message.wording == WordingKey.INVITATION

    @cached_property
    def is_emergency(self) -> bool:
        """The answer to words of danger that the person chose beforehand."""
        chosen = self.rule.emergency_reply and self.message.wording == WordingKey.EMERGENCY
        return chosen and self.is_reply

    @property
    def window_ends_soon(self) -> bool:
        """Whether a text that leaves now may arrive when the hours are no longer safe."""
        return self.window.left(self.now) < NO_DETAIL_BEFORE_END
