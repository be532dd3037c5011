"""The duress word changes nothing on the phone; the code word opens details, and only then."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.models import Alert
from messaging.models import IncomingMessage
from tests import factories
from tests.cast import Cast
from tests.fakes import FakeTwilio
from tests.phone import phone_of

FACTOR = float(os.environ.get("FACTOR") or 0.1)
# Every pair is two conversations: ten thousand of them by `make soak`, a few in `make test`.
PAIRS = round(10_000 * FACTOR) if FACTOR >= 1 else 15
TEXTS = st.lists(
    st.sampled_from(
        [
            "NEED a flat",
            "5",
            "2",
            "1",
            "yes",
            "call me",
            "hello there",
            "",
            "4 2",
            "who knows",
            "GOAL a job",
            "7 2",
            "PLAN",
            "WHO",
            "pause 2",
            "help",
            "stop it",
            "UNDO",
            "no I meant 2",
            "1. call me",
            "yes but\nnot today",
            "po polsku",
            "tak",
            "ok?",
        ]
    ),
    min_size=1,
    max_size=5,
)


SAME_CAST = [HealthCheck.function_scoped_fixture]


@settings(max_examples=15, deadline=None, suppress_health_check=SAME_CAST)
@given(texts=TEXTS, at=st.integers(0, 4), first=st.booleans())
def test_the_duress_word_leaves_no_trace_on_the_phone(
    cast: Cast, provider: FakeTwilio, texts: list[str], at: int, first: bool
) -> None:
    leaves_no_trace(cast, provider, texts, at, first)


@pytest.mark.soak
@settings(max_examples=PAIRS, deadline=None, suppress_health_check=SAME_CAST)
@given(texts=TEXTS, at=st.integers(0, 4), first=st.booleans())
def test_ten_thousand_times_over(
    cast: Cast, provider: FakeTwilio, texts: list[str], at: int, first: bool
) -> None:
    leaves_no_trace(cast, provider, texts, at, first)


def leaves_no_trace(
    cast: Cast, provider: FakeTwilio, texts: list[str], at: int, first: bool
) -> None:
    """Two people say the same, one with the duress word in one of the texts."""
    sides = [
        factories.side(name, cast.panel, cast.advocate, cast.coordinator) for name in ("A", "B")
    ]
    for side in sides:
        factories.taking_part(side, cast.advocate)
    plain, forced = (phone_of(side, provider) for side in sides)
    for place, text in enumerate(texts):
        word = "" if place != at % len(texts) else "umbrella"
        said = f"{word} {text}" if first else f"{text} {word}"
        assert forced.texts(said.strip()) == plain.texts(text)
    raised = Alert.objects.filter(kind="duress")
    assert [alert.subject_id for alert in raised.filter(subject=sides[1].subject)] == [
        sides[1].subject_id
    ]
    assert not raised.filter(subject=sides[0].subject).exists()


def test_the_duress_word_alone_is_like_a_text_not_understood(
    cast: Cast, provider: FakeTwilio
) -> None:
    phone = phone_of(cast.side, provider)
    assert phone.texts("Umbrella!") == [
        "Thank you, we have kept your words. What are they about? Reply 1 something I need, "
        "2 something I want to change, 3 something you agreed, 4 a message for my advocate."
    ]
    assert Alert.objects.get().kind == "duress"


@pytest.fixture
def asking(cast: Cast) -> Cast:
    """The person wants details only when they text their code word."""
    cast.side = factories.side("Lee", cast.panel, cast.advocate, cast.coordinator)
    factories.taking_part(cast.side, cast.advocate, level="when_asked", code_word="bluebell")
    return cast


def test_details_come_only_in_answer_to_the_code_word(asking: Cast, provider: FakeTwilio) -> None:
    phone = phone_of(asking.side, provider)
    factories.action(asking.side, asking.member, asking.chair)
    assert phone.waits() == ["Your booking has been made. Reply 1 ok, 2 change, 3 no."]
    assert "Visit the flat together" in phone.texts("Bluebell")[0]
    assert phone.texts("1") == ["Thanks, your reply is saved."]
    assert Alert.objects.get().kind == "code_word"


def test_another_word_opens_nothing(asking: Cast, provider: FakeTwilio) -> None:
    phone = phone_of(asking.side, provider)
    factories.action(asking.side, asking.member, asking.chair)
    phone.waits()
    assert "Visit" not in phone.texts("bluebells")[0]


def test_secret_words_are_struck_out_of_what_is_kept_for_others(
    cast: Cast, provider: FakeTwilio
) -> None:
    phone_of(cast.side, provider).texts("NEED a flat umbrella bluebell")
    from companion.models import Statement

    assert Statement.objects.get().words == "NEED a flat"
    assert IncomingMessage.objects.get().body == "NEED a flat umbrella bluebell"
