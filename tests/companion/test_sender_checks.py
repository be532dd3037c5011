"""The provider's own answers are tried from a real phone before a panel goes live."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from companion.access.sender_checks import senders_for
from companion.changes.administration import missing_before_live
from companion.models import CaseSubject, Event, EventKind, SenderCheck
from messaging.changes import accept_incoming, mark_handled
from messaging.models import IncomingMessage
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import queries_of
from tests.fakes import new_sid
from tests.signing_in import sign_in

NUMBERS, NUMBER, OTHER = "/administration/numbers/", "+447700900900", "+447700900901"


@pytest.fixture(autouse=True)
def fresh(client: Client, cast: Cast, settings: LazySettings) -> None:
    settings.TWILIO_FROM = [NUMBER, OTHER]
    SenderCheck.objects.all().delete()
    sign_in(client, cast.administrator)


def texted(*words: str, to: str = NUMBER, of: CaseSubject | None = None, **more: str) -> None:
    """Words that came to a number of ours, from a phone that is nobody's unless said otherwise."""
    owner = of.subject.public_id if of else None
    for word in words:
        fields = {"MessageSid": new_sid(), "Body": word, "From": "+447700900998", "To": to, **more}
        accept_incoming(fields)
        text = IncomingMessage.objects.get(provider_id=fields["MessageSid"])
        mark_handled(text, "unknown_number", owner_id=owner)


def says(client: Client, came_back: str, number: str = NUMBER) -> int:
    return client.post(NUMBERS, {"number": number, "came_back": came_back}).status_code


def left(cast: Cast) -> list[str]:
    found = [one for one in missing_before_live(cast.panel) if one.mended_by == "senders"]
    return [one.sentence for one in found]


def test_a_panel_goes_live_once_every_number_was_tried(client: Client, cast: Cast) -> None:
    assert left(cast) == [f"Text HELP, STOP and START to {NUMBER}, {OTHER}."]
    panel = client.get(reverse("administration:panel", args=[cast.panel.public_id]))
    assertContains(panel, f'href="{NUMBERS}">Text HELP, STOP and START to {NUMBER}')
    assertContains(client.get(NUMBERS), "nothing new in the last hour", count=6)
    texted("HELP", " stop ", "Start")
    texted("HELP", "STOP", "stop it", to=OTHER)
    page = client.get(NUMBERS)
    assertContains(page, "reached us at", count=5)
    assertNotContains(page, "998")
    assertNotContains(page, "stop it")
    assert says(client, "ours") == 302
    assert left(cast) == [f"Text HELP, STOP and START to {OTHER}."]
    refused = client.post(NUMBERS, {"number": OTHER, "came_back": "dull"})
    assertContains(refused, "must each reach us first", status_code=422)
    texted("START", to=OTHER)
    assert says(client, "dull", OTHER) == 302
    assert left(cast) == []
    assertContains(client.get(NUMBERS), cast.administrator.name, count=2)
    assert Event.objects.filter(kind=EventKind.SENDER_CHECKED).count() == 2


def test_something_else_undoes_an_earlier_check_and_wants_words_that_came_since(
    client: Client, cast: Cast
) -> None:
    texted("HELP", "STOP", "START", OptOutType="STOP")
    assertContains(client.get(NUMBERS), "acted on it by itself", count=3)
    refused = client.post(NUMBERS, {"number": NUMBER, "came_back": "ours"})
    assertContains(refused, "says that it answered by itself", status_code=422)
    assert says(client, "dull") == 302
    texted("HELP", "STOP", "START", OptOutType="STOP")
    assert says(client, "other") == 302
    assert NUMBER in left(cast)[0]
    assertContains(client.get(NUMBERS), "not ready: something else came back", count=1)
    assert says(client, "ours") == 422
    texted("HELP", "STOP", "START")
    assertContains(client.get(NUMBERS), "acted on it by itself", count=0)
    assert says(client, "ours") == 302
    assert left(cast) == [f"Text HELP, STOP and START to {OTHER}."]


@pytest.mark.parametrize(
    "otherwise",
    [
        lambda texts: texts.update(received_at=timezone.now() - timedelta(minutes=61)),
        lambda texts: texts.update(kind=IncomingMessage.Kind.CALL),
        lambda texts: texts.update(handled_at=None),
    ],
)
def test_only_texts_of_the_last_hour_count(
    client: Client, otherwise: Callable[..., object]
) -> None:
    texted("HELP", "STOP", "START")
    otherwise(IncomingMessage.objects.filter(owner_id=None))
    assert says(client, "ours") == 422
    assert not SenderCheck.objects.exists()


def test_nothing_of_the_people_we_text_is_shown_and_nobody_else_comes_here(
    client: Client, cast: Cast, settings: LazySettings
) -> None:
    texted("STOP", "HELP", of=cast.side)
    assertContains(client.get(NUMBERS), "nothing new in the last hour", count=6)
    for who in ("coordinator", "chair", "advocate", "outsider"):
        stranger = Client()
        sign_in(stranger, getattr(cast, who))
        assert stranger.get(NUMBERS).status_code == 404
        assert says(stranger, "other") == 404
    with pytest.raises(Http404):
        senders_for(cast.coordinator)
    assert not SenderCheck.objects.exists()
    assertContains(client.post(NUMBERS, {"number": "+1"}), "Choose one.", status_code=422)
    before = queries_of(client, NUMBERS)
    texted("HELP", "STOP", "START", to=OTHER)
    factories.tried(cast.administrator)
    settings.TWILIO_FROM = [f"+4477009009{place:02}" for place in range(9)]
    assert queries_of(client, NUMBERS) == before
