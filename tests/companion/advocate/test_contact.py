"""Safe contact: agreeing it, the way to the first text, and silence."""

from datetime import time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from companion.changes.absences import begin_absence, correct_death
from companion.changes.alerts import see_alert
from companion.changes.contact import stop_texts
from companion.changes.words import write_to_person
from companion.models import Absence, Alert, CaseSubject, Consent, Event, Hours, SafeContactRule
from companion.texting.incoming import provider_opted_out
from messaging.changes import freeze_number
from messaging.models import Number
from tests import factories
from tests.companion.advocate.conftest import Desk, deliver, rule_form, told_form
from tests.fakes import FakeTwilio
from tests.phone import phone_of
from tests.signing_in import sign_in

REFUSED = "This number cannot be used."


@pytest.fixture
def new(desk: Desk) -> CaseSubject:
    """Somebody who cannot be reached yet."""
    cast = desk.cast
    return factories.side("Noor", cast.panel, cast.advocate, cast.coordinator)


def test_from_nothing_to_the_first_text(desk: Desk, new: CaseSubject, provider: FakeTwilio) -> None:
    assert "Agree safe contact" in desk.read(of=new)
    from_now = rule_form(from_time="00:00", until_time="00:00")
    assert "Record their agreement" in desk.post("rule", new, **from_now)
    assert "Send the invitation" in desk.post("agreement", new, **told_form())
    shown = desk.read("invitation", new)
    assert "They are invited." in desk.post("invitation", new)
    deliver()
    phone = phone_of(new, provider)
    assert len(phone.received()) == 1
    assert phone.received()[0] in shown
    assert "This number has had its invitation." in desk.post("invitation", new)
    phone.texts("yes")
    page = desk.read(of=new)
    assert "They are invited." not in page
    assert "Texts welcome at any hour" in page
    assert Consent.objects.get(side=new).confirmed_at is not None


def test_nobody_is_invited_before_they_agreed(desk: Desk, new: CaseSubject) -> None:
    assert "Record first that the person agreed" in desk.post("invitation", new)
    desk.post("rule", new, **rule_form())
    assert "Record first that the person agreed" in desk.post("invitation", new)


@pytest.mark.parametrize("left_out", sorted(told_form()))
def test_agreement_needs_every_line_to_have_been_said(
    desk: Desk, new: CaseSubject, left_out: str
) -> None:
    ticked = told_form()
    del ticked[left_out]
    page = desk.post("agreement", new, **ticked)
    assert "Nothing goes without this." in page
    assert page.count(" checked") == len(ticked)
    assert not Consent.objects.filter(side=new).exists()


def test_agreement_is_recorded_once(desk: Desk) -> None:
    assert "It is recorded already that they agreed." in desk.post("agreement", **told_form())
    assert Consent.objects.filter(side=desk.side).count() == 1


def test_the_rule_is_kept_as_agreed(desk: Desk, new: CaseSubject) -> None:
    desk.post("rule", new, **rule_form(emergency_reply="on", shared_phone=None))
    rule = SafeContactRule.objects.get(subject=new.subject)
    assert rule.hours == Hours.every_day(time(10), time(14))
    assert (rule.code_word, rule.duress_word) == ("bluebell", "umbrella")
    assert (rule.emergency_reply, rule.shared_phone, rule.withheld_number) == (True, False, True)
    assert (rule.unprompted_a_day, rule.unprompted_a_week) == (1, 3)
    assert rule.confirmed_by == desk.cast.advocate
    assert Number.objects.get(owner_id=new.subject.public_id).digits == "+447700900555"


def test_the_cover_is_chosen_by_its_words_and_the_call_card_keeps_to_it(
    desk: Desk, new: CaseSubject
) -> None:
    assert "There is a message about the club." in desk.read("rule", new)
    assert "a club" in desk.post("rule", new, **rule_form(cover="club"))
    assert "you are ringing about the club" in desk.read("call", new)


def test_a_first_rule_starts_from_the_most_careful_choices(desk: Desk, new: CaseSubject) -> None:
    page = desk.read("rule", new)
    for field in ("shared_phone", "withheld_number"):
        assert " checked" in page.partition(f'name="{field}"')[2].partition(">")[0]
    assert " checked" in page.partition('name="level" value="cover"')[2].partition(">")[0]
    emergency = page.partition('name="emergency_reply"')[2].partition(">")[0]
    assert " checked" not in emergency


def test_changing_the_rule_starts_from_what_stands(desk: Desk) -> None:
    page = desk.read("rule")
    shown, _, folded = page.partition("Show and change number and secret words")
    assert desk.cast.phone not in shown
    assert desk.cast.phone in folded.partition("</details>")[0]
    assert '<details class="govuk-details" open' not in page
    desk.post("rule", **rule_form(number=desk.cast.phone, code_word=""))
    rule = SafeContactRule.objects.get(subject=desk.side.subject)
    assert (rule.code_word, rule.level) == ("", "cover")
    assert Number.objects.live().get(owner_id=desk.side.subject.public_id).verified_at


def test_a_new_number_must_be_shown_to_be_theirs_again(desk: Desk) -> None:
    page = desk.post("rule", **rule_form())
    assert "not shown to be theirs yet" in page
    assert "Send the invitation" in page


@pytest.mark.parametrize("number", ["020 7946 0123", "12", "not a number", "+4477009005550000"])
def test_a_number_that_cannot_be_used_is_refused_in_one_sentence_whatever_the_cause(
    desk: Desk, new: CaseSubject, number: str
) -> None:
    unusable = desk.post("rule", new, **rule_form(number=number))
    taken = desk.post("rule", new, **rule_form(number=desk.cast.other_phone))
    for page, typed in ((unusable, number), (taken, desk.cast.other_phone)):
        assert page.count(REFUSED) == 2  # above the form, and beside the field
        assert typed in page
        assert "Through the school office" in page
    assert not SafeContactRule.objects.filter(subject=new.subject).exists()
    assert not Number.objects.filter(owner_id=new.subject.public_id).exists()


def test_a_refused_number_is_told_in_the_same_bytes(desk: Desk, new: CaseSubject) -> None:
    def page(number: str) -> str:
        answer = desk.post("rule", new, **rule_form(number=number))
        token = answer.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        return answer.replace(number, "").replace(token, "")

    assert page("+442079460123") == page(desk.cast.other_phone)


@pytest.mark.parametrize("field", ["code_word", "duress_word"])
@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("STOP", "This word means something in a text already."),
        ("start", "This word means something in a text already."),
        ("Needs", "This word means something in a text already."),
        ("please", "This word means something in a text already."),
        ("suicide", "This word means something in a text already."),
        ("cat", "Use at least four letters."),
        ("two words", "Use one word, in letters only."),
        ("b1uebell", "Use one word, in letters only."),
        ("blue-bell", "Use one word, in letters only."),
    ],
)
def test_a_secret_word_that_would_be_misread_is_refused(
    desk: Desk, field: str, word: str, said: str
) -> None:
    page = desk.post("rule", **rule_form(number=desk.cast.phone, **{field: word}))
    assert said in page
    assert f'value="{word}"' in page
    assert " open>" in page
    rule = SafeContactRule.objects.get(subject=desk.side.subject)
    assert (rule.code_word, rule.duress_word) == ("bluebell", "umbrella")


def test_the_two_secret_words_differ(desk: Desk) -> None:
    page = desk.post("rule", **rule_form(number=desk.cast.phone, duress_word="BlueBell"))
    assert "Choose a duress word that is not the code word." in page
    assert 'value="BlueBell"' in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"number": ""}, "Enter their mobile number."),
        ({"level": "when_asked", "code_word": ""}, "Without a code word they cannot ask"),
        ({"level": ""}, "This field is required."),
        ({"level": "everything"}, "Select a valid choice"),
        ({"from_time": "ten"}, "Enter a time such as 10:00."),
        ({"until_time": ""}, "Enter a time such as 10:00."),
        (
            {"level": "safe_hours", "until_time": "10:30"},
            "Details need safe hours longer than half an hour",
        ),
        ({"unprompted_a_day": "-1"}, "Enter a number from 0 to 100."),
        ({"unprompted_a_week": "many"}, "Enter a number from 0 to 500."),
    ],
)
def test_a_rule_that_is_not_whole_is_refused_and_nothing_typed_is_lost(
    desk: Desk, new: CaseSubject, wrong: dict[str, Any], said: str
) -> None:
    page = desk.post("rule", new, **rule_form(**wrong))
    assert said in page
    assert "Through the school office" in page
    assert "Her sister Ana" in page
    assert not SafeContactRule.objects.filter(subject=new.subject).exists()


def test_hours_over_midnight_are_as_good_as_others(desk: Desk, new: CaseSubject) -> None:
    night = rule_form(level="safe_hours", from_time="22:00", until_time="01:00")
    assert "22:00–01:00" in desk.post("rule", new, **night)


def test_each_day_may_have_hours_of_its_own(desk: Desk, new: CaseSubject) -> None:
    own = {"days": "own", "monday": "9-11:30, 18.00 to 20:00", "friday": "All day"}
    page = desk.post("rule", new, **rule_form(**own))
    assert "Mon 09:00–11:30, 18:00–20:00" in page
    assert "Tue–Thu no texts" in page
    rule = SafeContactRule.objects.get(subject=new.subject)
    assert rule.hours.rows()[0] == [["09:00", "11:30"], ["18:00", "20:00"]]
    assert rule.hours.rows()[4] == [["00:00", "00:00"]]
    again = desk.read("rule", new)
    assert 'value="09:00–11:30, 18:00–20:00"' in again
    assert 'value="all day"' in again
    assert '<details class="govuk-details" open' in again


@pytest.mark.parametrize("typed", ["nine to five", "25-26", "10:00-12:75", "10"])
def test_hours_of_a_day_that_are_none_are_said_to_be_wrong(
    desk: Desk, new: CaseSubject, typed: str
) -> None:
    page = desk.post("rule", new, **rule_form(days="own", tuesday=typed))
    assert "Write hours such as 10:00–12:00" in page
    assert f'value="{typed}"' in page
    assert not SafeContactRule.objects.filter(subject=new.subject).exists()
    assert "Enter hours for one day at least." in desk.post("rule", new, **rule_form(days="own"))


def test_what_the_duress_word_does_is_agreed_and_stands_where_it_is_needed(
    desk: Desk, provider: FakeTwilio
) -> None:
    agreed = rule_form(
        number=desk.cast.phone,
        duress_triggers="hold",
        duress_plan="Ring Ana, never me",
        level="safe_hours",
        from_time="00:00",
        until_time="00:00",
        unprompted_a_day="9",
        unprompted_a_week="9",
    )
    assert "Ring Ana, never me" in desk.post("rule", **agreed)
    deliver()
    phone = phone_of(desk.side, provider)
    assert phone.texts("umbrella CALL") == phone.texts("CALL")
    assert "Ring Ana, never me" in desk.today()
    coordinator = Client()
    sign_in(coordinator, desk.cast.coordinator)
    assertContains(coordinator.get("/panel/"), "Ring Ana, never me")
    write_to_person(desk.side, "The keys are here.", acting_user=desk.cast.advocate)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert phone.waits() == []
        assert "They used their duress word." in desk.read()
        see_alert(Alert.objects.get(kind="duress"), acting_user=desk.cast.advocate)
        assert phone.waits() == ["The keys are here."]


def test_when_no_sender_is_left_the_form_says_so(
    desk: Desk, new: CaseSubject, settings: Any
) -> None:
    settings.TWILIO_FROM = []
    page = desk.post("rule", new, **rule_form())
    assert "There is no free number to text this person from." in page
    assert "Through the school office" in page


def test_going_through_the_rule_again_starts_its_time_anew(desk: Desk) -> None:
    SafeContactRule.objects.update(confirmed_at=timezone.now() - timedelta(days=100))
    assert "It is too long since safe contact was gone through" in desk.read()
    assert "Texts welcome" in desk.post("confirm_rule")


def test_what_they_agreed_to_is_shown_and_renewed_before_it_runs_out(
    desk: Desk, new: CaseSubject
) -> None:
    page = desk.read()
    for line in (
        "What they agreed to",
        "That a court may ask for it",
        "Said yes to the invitation",
    ):
        assert line in page
    assert "Nothing yet, or they no longer agree." in desk.read(of=new)
    assert desk.client.get(desk.address("renew_agreement", new)).status_code == 404
    task = desk.address("renew_agreement")
    consent = Consent.objects.filter(side=desk.side)
    consent.update(expires_at=timezone.now() + timedelta(weeks=4, hours=1))
    assert task not in desk.client.get(reverse("advocate:today")).content.decode()
    consent.update(expires_at=timezone.now() + timedelta(weeks=4))
    assert task in desk.client.get(reverse("advocate:today")).content.decode()
    consent.update(expires_at=timezone.now())
    page = desk.read()
    assert "Texts welcome" not in page
    assert "It is too long since they agreed." in page
    half = told_form()
    del half["agreed"]
    assert "Nothing goes without this." in desk.post("renew_agreement", **half)
    assert consent.get().expired
    assert "Texts welcome" in desk.post("renew_agreement", **told_form())
    assert task not in desk.client.get(reverse("advocate:today")).content.decode()
    assert consent.get().expires_at > timezone.now() + timedelta(days=364)
    assert consent.get().recorded_by == desk.cast.advocate


def test_without_a_rule_there_is_nothing_to_confirm_pause_or_stop(
    desk: Desk, new: CaseSubject
) -> None:
    for name in ("confirm_rule", "pause", "stop", "start"):
        assert desk.client.get(desk.address(name, new)).status_code == 404
        assert desk.client.post(desk.address(name, new), {"days": "1"}).status_code == 404
    assert desk.client.post(desk.address("end_pause", new)).status_code == 404
    assert desk.client.get(desk.address("pause")).status_code == 200


def test_a_pause_has_an_end_and_may_end_early(desk: Desk) -> None:
    assert "Choose how long." in desk.post("pause")
    page = desk.post("pause", days="3")
    assert "Texts are paused." in page
    until = SafeContactRule.objects.get(subject=desk.side.subject).paused_until
    assert until is not None
    assert timedelta(days=2) < until - timezone.now() <= timedelta(days=3)
    assert "Texts welcome" in desk.post("end_pause")


def test_texts_stop_and_start_again_only_with_the_person(desk: Desk, provider: FakeTwilio) -> None:
    assert "Texts are stopped." in desk.post("stop")
    assert "Start texts again" in desk.read()
    assert "Speak with them first." in desk.post("start")
    assert SafeContactRule.objects.get(subject=desk.side.subject).stopped_at
    assert "Texts welcome" in desk.post("start", gone_through="on")


def test_a_frozen_phone_is_started_again_in_the_same_way(desk: Desk) -> None:
    freeze_number(desk.side.subject.public_id, "wrong_person")
    assert "Somebody else may have this phone." in desk.read("start")
    assert "Texts welcome" in desk.post("start", gone_through="on")


def test_after_stop_the_other_way_is_shown_first(desk: Desk) -> None:
    desk.post("rule", **rule_form(number=desk.cast.phone))
    stop_texts(desk.side.subject, acting_user=None)
    assert "Through the school office" in desk.read("start")


def test_where_they_are_is_recorded_and_ended_by_the_advocate_or_the_coordinator(
    desk: Desk, provider: FakeTwilio
) -> None:
    assert "Choose one." in desk.post("whereabouts")
    certain = desk.post("whereabouts", kind="dead", reason="Her sister rang.")
    assert "Tick this too, or choose where they are." in certain
    assert "Her sister rang." in certain
    page = desk.post("whereabouts", kind="hospital", reason="Her sister rang.")
    assert "They are recorded as in hospital" in page
    assert "Speak with them where they are." in page
    coordinator = Client()
    sign_in(coordinator, desk.cast.coordinator)
    address = reverse("panel:whereabouts", args=[desk.side.public_id])
    assertContains(coordinator.get(address), "Her sister rang.")
    coordinator.post(address, {"reason": "Seen at home."})
    assert "They are recorded" not in desk.read()
    kept = Absence.objects.get()
    assert (kept.ended_by, kept.ended_because) == (desk.cast.coordinator, "Seen at home.")


def test_a_death_recorded_by_mistake_is_taken_back_and_texts_wait_for_the_person(
    desk: Desk,
) -> None:
    desk.post("whereabouts", kind="dead", reason="The coroner wrote.", for_good="on")
    assert "Nothing is texted, and their records are on legal hold." in desk.read("whereabouts")
    certain = desk.post("whereabouts", reason="I spoke with her.")
    assert "Tick this too, if you are certain." in certain and "I spoke with her." in certain
    assert Absence.objects.get().ended_at is None
    page = desk.post("whereabouts", reason="I spoke with her.", alive="on")
    assert "They are recorded" not in page and "Start texts again" in page
    assert "Somebody else may have this phone." in desk.read("start")
    kept = Absence.objects.get()
    assert (kept.by_mistake, kept.ended_by) == (True, desk.cast.advocate)
    assert (kept.reason, kept.ended_because) == ("The coroner wrote.", "I spoke with her.")
    assert Event.objects.filter(kind="death_corrected", about_id=kept.public_id).exists()
    assert "Texts welcome" in desk.post("start", gone_through="on")


def test_only_who_sees_the_person_takes_a_death_back(desk: Desk) -> None:
    begin_absence(desk.side, "dead", "The coroner wrote.", acting_user=desk.cast.advocate)
    address, browser = reverse("panel:whereabouts", args=[desk.side.public_id]), Client()
    said = {"reason": "She came to the desk.", "alive": "on"}
    for user in (desk.cast.outsider, desk.cast.member, desk.cast.other_advocate):
        sign_in(browser, user)
        assert browser.post(address, said).status_code == 404
    sign_in(browser, desk.cast.other_advocate)
    assert browser.post(desk.address("whereabouts"), said).status_code == 404
    assert Absence.objects.get().ended_at is None
    sign_in(browser, desk.cast.coordinator)
    assertContains(browser.post(address, said, follow=True), "Texts begin again once")
    assert Absence.objects.get().by_mistake


def test_a_coordinator_who_takes_a_death_back_lets_every_advocate_of_theirs_know(
    desk: Desk,
) -> None:
    alerts = Alert.objects.filter(kind="alive", side=desk.side)
    for times in (1, 2):
        begin_absence(desk.side, "dead", "The coroner wrote.", acting_user=desk.cast.coordinator)
        correct_death(desk.side, "She came to the desk.", acting_user=desk.cast.coordinator)
        assert "Recorded as dead by mistake" in desk.today()
        see_alert(alerts.get(seen_at=None), acting_user=desk.cast.advocate)
        assert "Recorded as dead by mistake" not in desk.today()
        assert alerts.count() == times
    begin_absence(desk.side, "dead", "The coroner wrote.", acting_user=desk.cast.advocate)
    correct_death(desk.side, "I spoke with her.", acting_user=desk.cast.advocate)
    assert not alerts.filter(seen_at=None).exists()


def test_a_phone_silent_for_long_is_started_again_like_a_frozen_one(desk: Desk) -> None:
    Number.objects.update(verified_at=timezone.now() - timedelta(days=91))
    page = desk.read()
    assert "Nothing has come from this phone for three months." in page
    assert "Start texts again" in page
    desk.post("start", gone_through="on")
    assert "Start texts again" not in desk.read()


def test_the_provider_saying_stop_again_is_seen_again(desk: Desk) -> None:
    alerts = Alert.objects.filter(kind="stopped", side=desk.side)
    for times in (1, 2):
        provider_opted_out(desk.side.subject.public_id)
        provider_opted_out(desk.side.subject.public_id)
        assert alerts.count() == times
        assert "Stopped texts" in desk.today()
        see_alert(alerts.get(seen_at=None), acting_user=desk.cast.advocate)
