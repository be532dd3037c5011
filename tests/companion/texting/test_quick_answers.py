"""An answer may overtake our own note that its question was taken."""

from datetime import timedelta

import pytest

from companion.models import Need
from messaging.delivering import deliver_due
from messaging.handling import handle_waiting
from messaging.models import IncomingMessage, OutgoingMessage
from tests.cast import Cast
from tests.fakes import FakeTwilio
from tests.phone import phone_of


@pytest.mark.parametrize(
    ("came_after", "counts"),
    [
        (timedelta(seconds=-1), False),
        (timedelta(0), True),
        (timedelta(seconds=1), True),
        (timedelta(seconds=3), True),
    ],
)
def test_it_counts_from_the_moment_its_question_left_us(
    cast: Cast, provider: FakeTwilio, came_after: timedelta, counts: bool
) -> None:
    phone = phone_of(cast.side, provider)
    phone.texts("NEED help with the rent")
    asked = OutgoingMessage.objects.get(wording="need_importance")
    assert asked.claimed_at
    OutgoingMessage.objects.filter(pk=asked.pk).update(
        accepted_at=asked.claimed_at + timedelta(seconds=2)
    )
    phone.posts("4")
    IncomingMessage.objects.filter(handled_at=None).update(
        received_at=asked.claimed_at + came_after
    )
    handle_waiting(5)
    deliver_due(5)
    assert Need.objects.get().importance == (4 if counts else None)


def test_what_the_provider_never_took_asked_nothing(cast: Cast, provider: FakeTwilio) -> None:
    phone = phone_of(cast.side, provider)
    phone.texts("NEED help with the rent")
    OutgoingMessage.objects.filter(wording="need_importance").update(
        state="failed", reason="unreachable", accepted_at=None, provider_id=None
    )
    phone.texts("4")
    assert Need.objects.get().importance is None
