"""PLAN, WHO, PAUSE, HELP: what is said, and above all what is not."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.changes.actions import answer_action, give_feedback, mark_done
from companion.changes.answers import Tell, tell_in_person
from companion.changes.contact import pause_texts
from companion.changes.words import write_to_person
from companion.models import AgreedAction, Alert, Event, SafeContactRule, Telling
from companion.tasks import end_pauses
from messaging.changes import sweep_states
from messaging.models import OutgoingMessage
from tests import factories
from tests.cast import Cast, make_cast
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of

NOON = datetime(2026, 6, 3, 11, 0, tzinfo=UTC)
SOON = date(2026, 12, 4)
UNTOLD = Tell("not_told", "It would warn somebody.", date(2027, 1, 1))
NOTHING = ["There is nothing to show you just now. Text CALL if you want to talk about it."]


@pytest.fixture
def phone(cast: Cast, provider: FakeTwilio) -> Phone:
    return phone_of(cast.side, provider)


@pytest.fixture
def at_cover(cast: Cast, provider: FakeTwilio) -> Phone:
    SafeContactRule.objects.filter(subject=cast.side.subject).update(level="cover")
    return phone_of(cast.side, provider)


def agreed(cast: Cast, what: str, **plan: object) -> AgreedAction:
    return factories.action(cast.side, cast.member, cast.chair, what, due_on=SOON, **plan)


def plan_texts(phone: Phone, said: str = "PLAN") -> list[str]:
    """What PLAN alone brings: everything that waited has come before."""
    while phone.waits():
        pass
    return phone.texts(said)


def test_plan_tells_each_action_with_its_state_newest_first(cast: Cast, phone: Phone) -> None:
    said_yes = agreed(cast, "See the flat")
    answer_action(said_yes, "agree", acting_user=None)
    agreed(cast, "Change the locks")
    done = agreed(cast, "Ring the school")
    mark_done(done, acting_user=cast.member)
    give_feedback(done, "yes", helped=4, acting_user=None)
    assert plan_texts(phone) == [
        "Housing team, by Fri 4 Dec:\nRing the school\nDone. You said it helped: 4 of 5.",
        "Housing team, by Fri 4 Dec:\nChange the locks\nWaiting for your answer.",
        "Housing team, by Fri 4 Dec:\nSee the flat\nYou said yes.",
    ]


def test_plan_tells_three_at_most(cast: Cast, phone: Phone) -> None:
    for number in range(5):
        agreed(cast, f"Step {number}")
    brought = [text.split("\n")[1] for text in plan_texts(phone) if "by Fri 4 Dec:" in text]
    assert brought[:3] == ["Step 4", "Step 3", "Step 2"]
    assert OutgoingMessage.objects.filter(wording="plan_action").count() == 3


def test_a_legal_requirement_in_the_plan_says_that_it_is_one(cast: Cast, phone: Phone) -> None:
    requirement = agreed(cast, "See your officer", statutory=True)
    answer_action(requirement, "no", acting_user=None)
    assert plan_texts(phone)[0].endswith("See your officer\nSet by law. You said no.")


@pytest.mark.parametrize(
    ("happened", "helped", "state"),
    [
        ("partly", 2, "Partly done. You said it helped: 2 of 5."),
        ("no", None, "You said it did not happen."),
        (None, None, "Said to be done."),
    ],
)
def test_what_is_done_is_told_in_their_own_account(
    cast: Cast, phone: Phone, happened: str | None, helped: int | None, state: str
) -> None:
    action = agreed(cast, "Visit")
    mark_done(action, acting_user=cast.member)
    if happened:
        give_feedback(action, happened, helped=helped, acting_user=None)
    assert plan_texts(phone)[0].endswith(f"Visit\n{state}")


def test_an_empty_plan_and_one_of_untold_actions_read_the_same(cast: Cast, phone: Phone) -> None:
    assert phone.texts("plan") == NOTHING
    agreed(cast, "Watch the house", tell=UNTOLD)
    agreed(cast, "Speak with the landlord", tell=Tell("advocate_first"))
    assert phone.texts("plan") == NOTHING
    tell_in_person(Telling.objects.get(when="advocate_first"), acting_user=cast.advocate)
    assert "Speak with the landlord" in plan_texts(phone)[0]


def test_an_action_that_is_no_longer_to_be_told_is_held_at_the_gate(
    cast: Cast, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = agreed(cast, "Watch the house")
    phone.waits()
    import tests.phone

    monkeypatch.setattr(tests.phone, "deliver_due", lambda count: None)
    phone.texts("PLAN")
    monkeypatch.undo()
    Telling.objects.filter(agreed_action=action).update(when="advocate_first")
    assert not any("Watch the house" in text for text in phone.waits())
    assert OutgoingMessage.objects.get(wording="plan_action").reason == "advocate_first"


def test_a_plan_at_cover_level_is_one_dull_text_that_offers_a_call(
    cast: Cast, at_cover: Phone
) -> None:
    agreed(cast, "See the flat")
    agreed(cast, "Change the locks")
    at_cover.waits()
    assert plan_texts(at_cover)[0] == "Your booking is in our list. Reply CALL to talk about it."
    assert OutgoingMessage.objects.filter(wording="plan_action").count() == 1


def test_who_counts_what_the_panel_can_read(cast: Cast, phone: Phone) -> None:
    assert "Nobody else can read them unless you say so." in phone.texts("WHO")[0]
    factories.need(cast.side, "a flat")
    factories.goal(cast.side, "a job")
    factories.need(cast.side, "only for Amal", audience="advocate")
    assert phone.texts("who can see what I said?") == [
        "Your texts are read by your advocate. The panel can read 2 of the things you told us.\n"
        "The law can make us pass things on to keep a child or anyone safe. "
        "Text CALL to talk about it."
    ]
    factories.need(cast.side, "a doctor", audience="agencies")
    assert "some of the panel 1 more." in phone.texts("WHO")[0]
    assert not Alert.objects.exists()


def test_who_at_cover_level_asks_the_advocate_to_call(at_cover: Phone) -> None:
    assert at_cover.texts("WHO") == ["Thanks. We will ring you about your booking."]
    assert Alert.objects.get().kind == "call"


def test_help_says_what_can_be_texted_and_the_advocate_hears_of_it(phone: Phone) -> None:
    assert "In danger call 999." in phone.texts("HELP")[0]
    assert phone.texts("info")[0].startswith("Tell us what you need or want: start with I need")
    assert set(Alert.objects.values_list("kind", flat=True)) == {"message"}


def test_help_at_cover_level_gives_nothing_away(at_cover: Phone) -> None:
    assert at_cover.texts("help please") == [
        "Text CALL and we will ring you. Text STOP to end these texts."
    ]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def june(clock: time_machine.Traveller, db: None) -> Cast:
    return make_cast()


@pytest.mark.parametrize(
    ("said", "days", "until"),
    [
        ("PAUSE", 3, "Sat 6 Jun"),
        ("pause 1", 1, "Thu 4 Jun"),
        ("Pause 1W", 7, "Wed 10 Jun"),
        ("pause two weeks please", 14, "Wed 17 Jun"),
        ("PAUSE 3 days", 3, "Sat 6 Jun"),
        ("pause 99", 28, "Wed 1 Jul"),
    ],
)
def test_pause_is_silence_for_that_long_and_says_so_once(
    june: Cast, provider: FakeTwilio, said: str, days: int, until: str
) -> None:
    phone = phone_of(june.side, provider)
    assert phone.texts(said) == [
        f"Thank you. We will be quiet until {until}. You can text us before then if you want to."
    ]
    rule = SafeContactRule.objects.get(subject=june.side.subject)
    assert rule.paused_until == NOON + timedelta(days=days)
    write_to_person(june.side, "See you soon.", acting_user=june.advocate)
    assert phone.waits() == []
    assert phone.texts("PLAN") == []
    assert Event.objects.filter(kind="paused", actor="subject").count() == 1


def test_pause_in_a_sentence_is_no_keyword(phone: Phone) -> None:
    assert "What are they about?" in phone.texts("pause for thought is what I need")[0]
    assert not SafeContactRule.objects.exclude(paused_until=None).exists()


def test_a_text_never_shortens_a_pause_and_brings_no_reply(
    june: Cast, provider: FakeTwilio
) -> None:
    """The advocate may have gone silent because somebody else holds the phone."""
    phone, until = phone_of(june.side, provider), NOON + timedelta(days=14)
    pause_texts(june.side, until, acting_user=june.advocate)
    assert phone.texts("PAUSE 1") == []
    rule = SafeContactRule.objects.get(subject=june.side.subject)
    assert rule.paused_until == until
    assert phone.texts("PAUSE 3W") == []
    rule.refresh_from_db()
    assert rule.paused_until == NOON + timedelta(days=21)


@pytest.mark.parametrize(("level", "said"), [("safe_hours", 1), ("when_asked", 0), ("cover", 0)])
def test_the_end_of_a_pause_is_said_once_and_only_where_texts_are_always_welcome(
    june: Cast, provider: FakeTwilio, clock: time_machine.Traveller, level: str, said: int
) -> None:
    SafeContactRule.objects.filter(subject=june.side.subject).update(level=level)
    phone = phone_of(june.side, provider)
    phone.texts("PAUSE 1")
    write_to_person(june.side, "See you soon.", acting_user=june.advocate)
    end_pauses()
    assert phone.waits() == []
    clock.shift(timedelta(days=1, seconds=1))
    end_pauses()
    end_pauses()
    sweep_states()
    came = phone.waits() + phone.waits()
    assert sum("reminders have started again" in text for text in came) == said
    assert len(came) == said + 1


def test_the_end_of_a_pause_after_stop_is_silent(
    june: Cast, provider: FakeTwilio, clock: time_machine.Traveller
) -> None:
    phone = phone_of(june.side, provider)
    phone.texts("PAUSE 1")
    phone.texts("STOP")
    clock.shift(timedelta(days=2))
    end_pauses()
    assert phone.waits() == []
    assert not OutgoingMessage.objects.filter(wording="paused_over").exists()


SAID = st.lists(
    st.sampled_from(["PLAN", "WHO", "HELP", "GOAL a job", "7 2", "NEED a flat", "1"]),
    min_size=1,
    max_size=4,
)
TELLINGS = st.lists(st.sampled_from([UNTOLD, Tell("advocate_first"), Tell("now")]), max_size=4)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=SAID, tells=TELLINGS)
def test_what_is_not_told_leaves_no_trace_in_any_reply(
    cast: Cast, provider: FakeTwilio, said: list[str], tells: list[Tell]
) -> None:
    """Two people say the same; only one has actions that are not told beside those that are."""
    sides = [factories.side(name, cast.panel, cast.advocate, cast.coordinator) for name in "AB"]
    for side in sides:
        factories.taking_part(side, cast.advocate)
        for number, tell in enumerate(tells):
            hidden = tell.when != "now"
            if side is sides[0] and hidden:
                continue
            what = f"secret {number}" if hidden else f"open {number}"
            action = factories.action(side, cast.member, cast.chair, what, tell=tell)
            if hidden:
                mark_done(action, acting_user=cast.member)
    plain, watched = (phone_of(side, provider) for side in sides)
    while plain.waits() + watched.waits():
        pass
    for text in said:
        for phone in (plain, watched):
            phone.texts(text)
            while phone.waits():
                pass
    assert watched.received() == plain.received()
    assert not any("secret" in reply for reply in watched.received())
