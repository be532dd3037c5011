"""A person with something on every part of their page, and their advocate signed in."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companion.changes.actions import mark_done
from companion.changes.alerts import raise_alert
from companion.changes.answers import Tell, answer_need
from companion.changes.words import keep_words
from companion.models import AgreedAction, Alert, CaseSubject, Need, NeedArea, Statement, Telling
from messaging import twilio
from messaging.delivering import deliver_due
from tests import factories
from tests.cast import Cast, make_cast
from tests.fakes import FakeTwilio
from tests.photograph import Photographer
from tests.signing_in import sign_in

WORDS = "somewhere safe to live with my kids"


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> FakeTwilio:
    """The stand-in at the one seam."""
    fake = FakeTwilio()
    monkeypatch.setattr(twilio, "send", fake.send)
    monkeypatch.setattr(twilio, "find", fake.find)
    return fake


def deliver() -> None:
    """Let the worker work until nothing more can leave."""
    for _ in range(10):
        deliver_due(5)


@dataclass
class Desk:
    """One side in the middle of its story, and a browser in the hand of its advocate."""

    cast: Cast
    client: Client
    need: Need
    other: Statement
    to_tell: Telling
    open_action: AgreedAction
    done_action: AgreedAction
    alert: Alert

    @property
    def side(self) -> CaseSubject:
        """The side that all of it is about."""
        return self.cast.side

    def address(self, name: str, of: object | None = None) -> str:
        """The address of a page about the side, or about one of its records."""
        record = of or self.side
        return reverse(f"advocate:{name}", args=[record.public_id])  # type: ignore[attr-defined]

    def post(self, name: str, of: object | None = None, **data: object) -> str:
        """Send a form and read the page that follows."""
        answer = self.client.post(self.address(name, of), data, follow=True)
        assert answer.status_code == 200
        return answer.content.decode()

    def today(self) -> str:
        """Read the list of what waits."""
        return self.client.get("/advocate/").content.decode()

    def read(self, name: str = "person", of: object | None = None) -> str:
        """Read a page."""
        answer = self.client.get(self.address(name, of))
        assert answer.status_code == 200
        return answer.content.decode()


@dataclass
class Told:
    """A need answered in part, an action to agree, one that is done, and a call asked for."""

    cast: Cast
    need: Need
    other: Statement
    to_tell: Telling
    open_action: AgreedAction
    done_action: AgreedAction
    alert: Alert


def _tell() -> Told:
    cast = make_cast()
    NeedArea.objects.get_or_create(name="Housing", defaults={"position": 1})
    need = factories.need(cast.side, WORDS)
    other = keep_words(
        cast.side.subject, "the school says no", side=cast.side, channel="text", acting_user=None
    )
    answer = answer_need(
        need, "partly", "A flat is free from May.", Tell("advocate_first"), acting_user=cast.member
    )
    done = factories.action(cast.side, cast.member, cast.coordinator, "Change the locks")
    mark_done(done, "New locks on both doors.", acting_user=cast.member)
    raise_alert(cast.side.subject, Alert.Kind.CALL, side=cast.side)
    return Told(
        cast,
        need,
        other,
        Telling.objects.get(answer=answer),
        factories.action(cast.side, cast.member, cast.coordinator),
        AgreedAction.objects.get(pk=done.pk),
        Alert.objects.get(),
    )


_photographer = Photographer(_tell)


@pytest.fixture
def told(db: None) -> Told:
    """One side in the middle of its story."""
    made: Told = _photographer()
    return made


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: None) -> Cast:
    """Everybody; those of the story where a test asks for that too."""
    if "told" in request.fixturenames:
        story: Told = request.getfixturevalue("told")
        return story.cast
    return make_cast()


@pytest.fixture
def desk(client: Client, told: Told) -> Desk:
    """One side in the middle of its story, and its advocate signed in."""
    sign_in(client, told.cast.advocate)
    return Desk(client=client, **vars(told))


def rule_form(**changes: object) -> dict[str, object]:
    """Every field of the safe contact form, as a browser sends it; None leaves one out."""
    usual: dict[str, object] = {
        "number": "07700 900555",
        "code_word": "bluebell",
        "duress_word": "umbrella",
        "duress_triggers": "alert",
        "level": "cover",
        "cover": "booking",
        "days": "same",
        "from_time": "10:00",
        "until_time": "14:00",
        "shared_phone": "on",
        "withheld_number": "on",
        "other_way": "Through the school office",
        "who_is_safe": "Her sister Ana",
        "who_is_not_safe": "Whoever lives with her",
        "unprompted_a_day": "1",
        "unprompted_a_week": "3",
    }
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def need_form(**changes: object) -> dict[str, object]:
    """Every field of the form for a need."""
    usual: dict[str, object] = {
        "words": "I want my own front door.",
        "channel": "in_person",
        "area": "",
        "importance": "4",
        "audience": "panel",
    }
    return {**usual, **changes}


def plan_form(**changes: object) -> dict[str, object]:
    """Every field of the form for a planned text: once, tomorrow at noon."""
    usual: dict[str, object] = {
        "say": "own",
        "words": "Shall we walk to the library together?",
        "first_day": (timezone.localdate() + timedelta(days=1)).isoformat(),
        "at": "12:00",
        "repeats": "once",
        "last_day": "",
        "number": "",
    }
    return {**usual, **changes}


def told_form() -> dict[str, object]:
    """Everything a person is told before they agree, ticked."""
    names = "readers passed_on courts crimes when_read cost freedom agreed"
    return dict.fromkeys(names.split(), "on")
