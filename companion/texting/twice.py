"""Which texts harm nobody if they come twice."""

from companion.models import ENCOURAGEMENTS, WordingKey
from messaging.models import OutgoingMessage

# They ask nothing, tell nothing that is new, and nobody counts on there being one.
HARMLESS_TWICE = frozenset({*ENCOURAGEMENTS, WordingKey.PAUSED_OVER})


def may_come_twice(message: OutgoingMessage) -> bool:
    """An answer, a question, news or an advocate's own words never do: the advocate is shown."""
    return message.wording in HARMLESS_TWICE and message.reply_to_id is None
