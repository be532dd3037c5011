"""What is perhaps about danger, or asks for a call: the advocate gets an email, nobody is woken."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from companion.changes.alerts import raise_alert, see_alert
from companion.models import Alert, Event, EventKind
from companion.tasks import tell
from tests.cast import Cast
from tests.companion.test_urgent_alerts import after, an_alert, clock, on_duty  # noqa: F401
from tests.fakes import FakeTwilio
from tests.phone import phone_of
from tests.signing_in import sign_in

Kind = Alert.Kind
PERHAPS = "he is sat in his car over the road again"


def test_the_advocate_hears_at_once_the_coordinator_when_an_hour_went_by(
    cast: Cast,
    clock: Any,  # noqa: F811
) -> None:
    on_duty(cast)
    alert = an_alert(cast, Kind.READ_SOON)
    assert after(clock, 0) == ["amal"]
    assert after(clock, 59) == []
    assert after(clock, 1) == after(clock, 60) == ["amal", "cora"]
    see_alert(alert, acting_user=cast.advocate)
    assert after(clock, 60) == after(clock, 24 * 60) == []
    escalated = Event.objects.filter(about_id=alert.public_id, kind=EventKind.ALERT_ESCALATED)
    assert escalated.count() == 2


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        (Kind.CALL, "amal"),
        (Kind.STOPPED, "amal"),
        (Kind.START, "amal"),
        (Kind.HOURS, "amal"),
        (Kind.WRONG_NUMBER, "amal"),
        (Kind.CHANGE_ADVOCATE, "cora"),
    ],
)
def test_who_waits_until_somebody_acts_waits_for_one_alone_and_not_unseen(
    cast: Cast,
    clock: Any,  # noqa: F811
    kind: str,
    who: str,
) -> None:
    on_duty(cast)
    an_alert(cast, kind)
    assert [after(clock, minutes) for minutes in (0, 23 * 60, 60)] == [[who], [], [who]]


@pytest.mark.parametrize(
    ("kinds", "word"),
    [([Kind.READ_SOON], "soon"), ([Kind.CALL], "soon"), ([Kind.CALL, Kind.DURESS], "cannot wait")],
)
def test_the_email_is_as_urgent_as_the_most_urgent_of_what_waits(
    cast: Cast, kinds: list[str], word: str
) -> None:
    for kind in kinds:
        an_alert(cast, kind)
    tell()
    (email,) = [email for email in mail.outbox if email.to == [cast.advocate.email]]
    assert word in email.body
    for secret in ("Jay", "Hill Town", "danger", "call"):
        assert secret not in str(email.message())


def test_the_urgent_ones_leave_first(
    cast: Cast,
    clock: Any,  # noqa: F811
) -> None:
    raise_alert(cast.other_side.subject, Kind.CALL, side=cast.other_side)
    an_alert(cast, Kind.IN_DANGER)
    tell()
    assert [email.to[0] for email in mail.outbox] == [
        cast.advocate.email,
        cast.other_advocate.email,
    ]


def test_it_stands_before_a_call_with_its_words_and_what_to_do(
    client: Client, cast: Cast, provider: FakeTwilio
) -> None:
    an_alert(cast, Kind.CALL)
    phone_of(cast.side, provider).texts(PERHAPS)
    alert = Alert.objects.get(kind=Kind.READ_SOON)
    tell()
    sign_in(client, cast.advocate)
    today = client.get("/advocate/").content.decode()
    assert today.index("may be about danger") < today.index("Asks for a call")
    page = f"/advocate/alerts/{alert.public_id}/"
    assert page in today
    shown = client.get(page).content.decode()
    for words in (PERHAPS, "Read the words", "ring 999", "1 email, sent"):
        assert words in shown
    assert (
        "may be about danger"
        in client.get(f"/advocate/people/{cast.side.public_id}/").content.decode()
    )
    assert "is on it since" in client.post(page, follow=True).content.decode()
    alert.refresh_from_db()
    assert alert.seen_by == cast.advocate


def test_the_coordinator_sees_that_there_is_one_and_never_the_words(
    client: Client, cast: Cast, provider: FakeTwilio
) -> None:
    on_duty(cast)
    phone_of(cast.side, provider).texts(PERHAPS)
    alert = Alert.objects.get(kind=Kind.READ_SOON)
    page = f"/panel/alerts/{alert.public_id}/"
    sign_in(client, cast.coordinator)
    assert page not in client.get("/panel/").content.decode()
    alert.raised_at -= Alert.FIRST_TO_READ
    alert.save()
    assert page in client.get("/panel/").content.decode()
    shown = client.get(page).content.decode()
    assert "speaks for them and reads the words" in shown and "sat in" not in shown
    for user in (cast.member, cast.outsider):
        other = Client()
        sign_in(other, user)
        assert other.get(page).status_code == other.post(page).status_code == 404
        assert page not in other.get("/panel/").content.decode()


def test_where_nobody_speaks_for_them_the_coordinator_sees_and_hears_at_once(
    client: Client,
    cast: Cast,
    clock: Any,  # noqa: F811
) -> None:
    cast.side.advocacies.update(ended_at=timezone.now())
    alert = an_alert(cast, Kind.READ_SOON)
    assert after(clock, 0) == ["cora"]
    sign_in(client, cast.coordinator)
    assert f"/panel/alerts/{alert.public_id}/" in client.get("/panel/").content.decode()


def test_the_phone_gets_what_it_would_have_got(cast: Cast, provider: FakeTwilio) -> None:
    """Nobody who reads the phone can see that a human was called."""
    one, another = phone_of(cast.side, provider), phone_of(cast.other_side, provider)
    assert one.texts(PERHAPS) == another.texts("the bus is late again today")
    assert [alert.kind for alert in Alert.objects.all()] == [Kind.READ_SOON]
