"""Which texts may come twice, when nobody knows whether they came once."""

from companion.models import WordingKey
from companion.texting.twice import may_come_twice
from messaging.models import OutgoingMessage


def test_only_what_asks_and_tells_nothing_and_answers_nobody_may_come_twice() -> None:
    harmless = {key for key in WordingKey if may_come_twice(OutgoingMessage(wording=key))}
    assert {key for key in harmless if not key.startswith("encourage_")} == {"paused_over"}
    assert len(harmless) == 7
    assert not any(may_come_twice(OutgoingMessage(wording=key, reply_to_id=1)) for key in harmless)
