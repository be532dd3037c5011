"""The gate: each reason holds a text back, is shown, and lets go when it ends."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from companion.changes.absences import begin_absence, correct_death, end_absence
from companion.changes.agreement import invite, renew_agreement, withdraw_consent
from companion.changes.answers import Tell, answer_need
from companion.changes.contact import agree_rule, confirm_rule, freeze, pause_texts, start_texts
from companion.changes.errors import DeathStands, NotAway
from companion.changes.words import write_to_person
from companion.models import Alert, CaseSubject, Hours, Subject
from companion.texting.gate import decide
from companion.texting.reasons import IN_WORDS, WHAT_TO_DO, Reason
from messaging.changes import live_number
from messaging.delivering import deliver_due
from messaging.gate import Send, Withhold
from messaging.models import IncomingMessage, Number, OutgoingMessage
from tests import factories
from tests.cast import Cast, make_cast
from tests.fakes import FakeTwilio
from tests.phone import phone_of

NOON = datetime(2026, 6, 3, 11, 0, tzinfo=UTC)  # 12:00 in London


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office(clock: time_machine.Traveller, db: None) -> Cast:
    """Safe from ten to four, one text a day and three a week."""
    return make_cast()


def hours(cast: Cast, **changes: object) -> None:
    usual: dict[str, object] = {"hours": Hours.every_day(time(10), time(16)), **changes}
    agree_rule(cast.side, factories.reach(cast.phone, **usual), acting_user=cast.advocate)


def write(side: CaseSubject, cast: Cast, words: str = "The keys are here.") -> OutgoingMessage:
    write_to_person(side, words, acting_user=cast.advocate)
    return OutgoingMessage.objects.latest("pk")


def verdict(message: OutgoingMessage) -> str:
    answer = decide(OutgoingMessage.objects.get(pk=message.pk))
    return answer.reason if isinstance(answer, Withhold) else "send"


def test_every_reason_has_words_for_the_advocate() -> None:
    assert set(Reason) <= set(IN_WORDS)
    final = {Reason.DEAD, Reason.NOT_TOLD, Reason.REPLACED, Reason.SETTLED}
    assert set(Reason) - final == set(WHAT_TO_DO)
    assert all(words.endswith(".") for words in IN_WORDS.values())


def test_outside_the_safe_hours_a_text_is_withheld_and_goes_when_they_begin(
    office: Cast, provider: FakeTwilio, clock: time_machine.Traveller
) -> None:
    hours(office)
    clock.move_to(NOON.replace(hour=20))
    message = write(office.side, office)
    deliver_due(5)
    message.refresh_from_db()
    assert (message.state, message.reason) == ("withheld", "outside_hours")
    assert message.due_at == datetime(2026, 6, 4, 9, 0, tzinfo=UTC)
    clock.move_to(datetime(2026, 6, 4, 9, 0, 1, tzinfo=UTC))
    from messaging.changes import sweep_states

    sweep_states()
    deliver_due(5)
    assert phone_of(office.side, provider).received() == ["The keys are here."]


def test_a_reply_outside_the_hours_goes_in_cover_words_only(
    office: Cast, provider: FakeTwilio, clock: time_machine.Traveller
) -> None:
    hours(office)
    clock.move_to(NOON.replace(hour=22))
    came = phone_of(office.side, provider).texts("NEED a flat")
    assert came == [
        "Thanks, that is noted. How keen are you on this booking? Reply 1 (not very) to 5 (very)."
    ]


def test_a_reply_that_is_late_waits_for_the_hours(
    office: Cast, provider: FakeTwilio, clock: time_machine.Traveller
) -> None:
    hours(office)
    clock.move_to(NOON.replace(hour=22))
    phone = phone_of(office.side, provider)
    from messaging.changes import accept_incoming
    from messaging.handling import handle_waiting
    from tests.messaging.provider import text_fields

    accept_incoming(text_fields("NEED a flat", **{"From": phone.number, "To": phone.sender}))
    handle_waiting(5)
    clock.shift(timedelta(minutes=6))
    assert phone.waits() == []
    assert OutgoingMessage.objects.get().reason == "outside_hours"


def test_no_detail_leaves_in_the_last_half_hour(
    office: Cast, clock: time_machine.Traveller
) -> None:
    hours(office)
    clock.move_to(NOON.replace(hour=14, minute=31))
    assert verdict(write(office.side, office)) == "window_ends"


def test_the_provider_may_try_only_until_the_window_ends(
    office: Cast, clock: time_machine.Traveller
) -> None:
    hours(office)
    sent = decide(write(office.side, office))
    assert isinstance(sent, Send)
    assert sent.valid_for == 4 * 3600


def test_the_budget_is_kept_and_the_next_text_waits(office: Cast, provider: FakeTwilio) -> None:
    hours(office, unprompted_a_day=1, unprompted_a_week=3)
    write(office.side, office, "one")
    deliver_due(5)
    second = write(office.side, office, "two")
    deliver_due(5)
    second.refresh_from_db()
    assert (second.reason, second.due_at) == ("budget", NOON + timedelta(days=1))


def test_the_week_has_a_budget_too(
    office: Cast, provider: FakeTwilio, clock: time_machine.Traveller
) -> None:
    hours(office, unprompted_a_day=1, unprompted_a_week=3)
    for _ in range(3):
        write(office.side, office)
        deliver_due(5)
        clock.shift(timedelta(days=1, minutes=1))
    assert verdict(write(office.side, office)) == "budget"


def test_a_rule_not_gone_through_for_ninety_days_holds_everything(
    office: Cast, provider: FakeTwilio, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(days=60))
    phone_of(office.side, provider).texts("hello")
    clock.shift(timedelta(days=31))
    message = write(office.side, office)
    assert verdict(message) == "rule_old"
    confirm_rule(office.side, acting_user=office.advocate)
    assert verdict(message) == "send"


def test_a_phone_from_which_nothing_came_for_ninety_days_gets_nothing_until_it_is_checked(
    office: Cast, provider: FakeTwilio, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(days=89))
    confirm_rule(office.side, acting_user=office.advocate)
    message = write(office.side, office)
    assert verdict(message) == "send"
    clock.shift(timedelta(days=2))
    assert verdict(message) == "silent"
    start_texts(office.side, acting_user=office.advocate)
    assert verdict(message) == "send"


@pytest.mark.parametrize("kind", ["custody", "hospital", "missing"])
def test_while_somebody_cannot_read_their_own_texts_nothing_leaves_not_even_a_reply(
    office: Cast, provider: FakeTwilio, kind: str
) -> None:
    begin_absence(office.side, kind, "Her sister rang.", acting_user=office.advocate)
    message = write(office.side, office)
    phone = phone_of(office.side, provider)
    assert phone.texts("NEED a flat") == []
    assert verdict(message) == kind
    assert Alert.objects.filter(kind="message", subject=office.side.subject).exists()
    end_absence(office.side, "I saw her, with her phone.", acting_user=office.advocate)
    assert phone.waits() == ["The keys are here."]


def test_a_death_ends_all_texts_for_good_and_sets_a_legal_hold(
    office: Cast, provider: FakeTwilio
) -> None:
    begin_absence(office.side, "dead", "The coroner wrote.", acting_user=office.coordinator)
    message = write(office.side, office)
    assert verdict(message) == "dead"
    with pytest.raises(DeathStands):
        end_absence(office.side, "A mistake", acting_user=office.coordinator)
    start_texts(office.side, acting_user=office.advocate)
    assert verdict(message) == "dead"
    assert phone_of(office.side, provider).waits() == []
    assert Subject.objects.get(pk=office.side.subject_id).legal_hold_since is not None


def test_after_a_death_recorded_by_mistake_nothing_goes_before_the_person_was_spoken_with(
    office: Cast, provider: FakeTwilio
) -> None:
    begin_absence(office.side, "hospital", "Her sister rang.", acting_user=office.advocate)
    with pytest.raises(NotAway):
        correct_death(office.side, "She is well.", acting_user=office.advocate)
    end_absence(office.side, "She is home.", acting_user=office.advocate)
    begin_absence(office.side, "dead", "A letter came.", acting_user=office.coordinator)
    message = write(office.side, office)
    phone = phone_of(office.side, provider)
    correct_death(office.side, "I spoke with her.", acting_user=office.advocate)
    assert verdict(message) == "number_frozen"
    assert phone.texts("hello") == [] and phone.waits() == []
    assert Subject.objects.get(pk=office.side.subject_id).legal_hold_since is None
    start_texts(office.side, acting_user=office.advocate)
    assert "The keys are here." in phone.waits()


def test_the_emergency_wording_goes_before_their_yes_where_chosen_and_never_after_a_no(
    office: Cast, provider: FakeTwilio
) -> None:
    new = factories.side("Noor", office.panel, office.advocate, office.coordinator)
    factories.reachable(new, office.advocate, emergency_reply=True)
    phone = phone_of(new, provider)
    assert phone.texts("help me he is here")[0].startswith("If you are in danger now, call 999.")
    assert phone.texts("NEED a flat") == []
    withdraw_consent(new, acting_user=office.advocate)
    assert phone.texts("help me he is here") == []


def test_an_invitation_is_for_one_number_and_never_follows_to_another(
    office: Cast, provider: FakeTwilio
) -> None:
    new = factories.side("Noor", office.panel, office.advocate, office.coordinator)
    factories.reachable(new, office.advocate)
    invite(new, acting_user=office.advocate)
    agree_rule(new, factories.reach("+447700900778"), acting_user=office.advocate)
    phone = phone_of(new, provider)
    assert phone.waits() == []
    invite(new, acting_user=office.advocate)
    assert len(phone.waits()) == 1


def test_a_pause_is_silence_until_it_ends(office: Cast, clock: time_machine.Traveller) -> None:
    until = timezone.now() + timedelta(days=3)
    pause_texts(office.side, until, acting_user=office.advocate)
    message = write(office.side, office)
    assert verdict(message) == "paused"
    clock.move_to(until + timedelta(seconds=1))
    assert verdict(message) == "send"


def test_a_withdrawn_consent_ends_texting(office: Cast) -> None:
    message = write(office.side, office)
    withdraw_consent(office.side, acting_user=office.advocate)
    assert verdict(message) == "no_consent"


def test_an_agreement_that_ran_out_holds_everything_until_it_was_gone_through_again(
    office: Cast, provider: FakeTwilio
) -> None:
    message = write(office.side, office)
    office.side.consents.update(expires_at=timezone.now())
    assert verdict(message) == "consent_old"
    assert phone_of(office.side, provider).texts("PLAN") == []
    renew_agreement(office.side, acting_user=office.advocate)
    assert verdict(message) == "send"


def test_a_frozen_number_gets_nothing(office: Cast) -> None:
    message = write(office.side, office)
    freeze(office.side.subject, "wrong_person")
    assert verdict(message) == "number_frozen"


def test_a_changed_number_must_be_confirmed_anew(office: Cast) -> None:
    message = write(office.side, office)
    hours(office)
    agree_rule(office.side, factories.reach("+447700900777"), acting_user=office.advocate)
    assert verdict(message) == "number_unverified"


def test_a_sender_shared_across_a_partition_sends_nothing(office: Cast) -> None:
    message = write(office.side, office)
    number, other = (
        live_number(side.subject.public_id) for side in (office.side, office.other_side)
    )
    assert number is not None and other is not None
    assert number.sender != other.sender
    Number.objects.filter(pk=other.pk).update(sender=number.sender)
    assert verdict(message) == "partition"


def test_a_text_about_someone_elses_action_never_leaves(office: Cast) -> None:
    action = factories.action(office.other_side, office.other_member, office.other_member)
    message = OutgoingMessage(
        owner_id=office.side.subject.public_id,
        thread=office.side.public_id,
        wording="action_agreed",
        about=action.public_id,
    )
    assert decide(message) == Withhold(Reason.PARTITION)


def test_at_cover_level_an_advocates_words_never_show(office: Cast, provider: FakeTwilio) -> None:
    hours(office, level="cover")
    write(office.side, office, "Court is on Monday")
    deliver_due(5)
    assert phone_of(office.side, provider).received() == [
        "There is a message about your booking. Reply CALL and we will ring you."
    ]
    assert IncomingMessage.objects.count() == 0


def test_another_cover_is_in_force_for_the_next_text(office: Cast, provider: FakeTwilio) -> None:
    hours(office, level="cover")
    write(office.side, office)
    hours(office, level="cover", cover="library")
    phone = phone_of(office.side, provider)
    assert phone.waits() == [
        "There is a message about your library books. Reply CALL and we will ring you."
    ]
    assert phone.texts("CALL") == ["Thanks, we will ring you about your books."]


def test_a_text_does_not_wait_behind_one_that_is_withheld(
    office: Cast, provider: FakeTwilio
) -> None:
    need = factories.need(office.side, "a flat")
    answer_need(need, "declined", "No.", Tell("advocate_first"), acting_user=office.chair)
    write(office.side, office, "The keys are here.")
    deliver_due(5)
    assert phone_of(office.side, provider).received() == ["The keys are here."]
