"""The duress word changes nothing on the phone; the code word opens details, and only then."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.models import Alert
from messaging.changes import owner_of
from messaging.delivering import deliver_due
from messaging.handling import handle_waiting
from messaging.models import IncomingMessage
from tests import factories
from tests.cast import Cast
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of
from tests.soak import FACTOR, report
from tests.undone import undone

# How many pairs text at a time, and how many texts each.
AT_ONCE, MOST = 20, 5
# Every pair is two conversations: ten thousand of them by `make soak`, a few in `make test`.
PAIRS = round(10_000 * FACTOR) if FACTOR >= 1 else AT_ONCE
TALLY = Counter[str]()
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
    max_size=MOST,
)


SAME_PAIRS = [
    HealthCheck.function_scoped_fixture,
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.large_base_example,
]


STORY = st.tuples(TEXTS, st.integers(0, 4), st.booleans())
Story = tuple[list[str], int, bool]


@dataclass
class Pair:
    """The phones of two people of whom the same is true; the second is forced."""

    plain: Phone
    forced: Phone

    def text(self, story: Story, number: int) -> bool:
        """Both say the same, the forced one with the duress word in one of the texts."""
        texts, at, first = story
        if number >= len(texts):
            return False
        word = "umbrella" if number == at % len(texts) else ""
        self.plain.posts(texts[number])
        said = f"{word} {texts[number]}" if first else f"{texts[number]} {word}"
        self.forced.posts(said.strip())
        return True


@pytest.fixture
def pairs(cast: Cast, provider: FakeTwilio) -> Iterator[list[Pair]]:
    """Many, so that what they text is handled together, as it is when many text."""
    sides = [
        factories.side(f"Person {at}", cast.panel, cast.advocate, cast.coordinator)
        for at in range(2 * AT_ONCE)
    ]
    for side in sides:
        factories.taking_part(side, cast.advocate)
    phones = [phone_of(side, provider) for side in sides]
    yield [Pair(*both) for both in zip(phones[::2], phones[1::2], strict=True)]
    report("secret words: " + ", ".join(f"{n} {what}" for what, n in TALLY.items()))


@settings(max_examples=4, deadline=None, suppress_health_check=SAME_PAIRS)
@given(stories=st.lists(STORY, min_size=AT_ONCE, max_size=AT_ONCE))
def test_the_duress_word_leaves_no_trace_on_the_phone(
    pairs: list[Pair], stories: list[Story]
) -> None:
    leaves_no_trace(pairs, stories)


@pytest.mark.soak
@settings(max_examples=PAIRS // AT_ONCE, deadline=None, suppress_health_check=SAME_PAIRS)
@given(stories=st.lists(STORY, min_size=AT_ONCE, max_size=AT_ONCE))
def test_ten_thousand_times_over(pairs: list[Pair], stories: list[Story]) -> None:
    leaves_no_trace(pairs, stories)


def leaves_no_trace(pairs: list[Pair], stories: list[Story]) -> None:
    """The phones of each pair show the same after each text, and every forced one is noticed."""
    pairs[0].plain.provider.sent.clear()
    told = list(zip(pairs, stories, strict=True))
    with undone():
        for number in range(MOST):
            texted = [pair.text(story, number) for pair, story in told]
            handle_waiting(60)
            deliver_due(60)
            for pair, story in told:
                assert pair.forced.received() == pair.plain.received(), (story, number)
            TALLY["texts each"] += sum(texted)
        forced = {owner_of(pair.forced.number, pair.forced.sender) for pair in pairs}
        alerted = Alert.objects.filter(kind="duress").values_list("subject__public_id", flat=True)
        assert sorted(alerted) == sorted(forced)
    TALLY["pairs alike on the phone"] += len(pairs)


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
