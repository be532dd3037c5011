"""What somebody else does between our looking and our writing is neither lost nor undone."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import connection, transaction
from django.utils import timezone

from companion.changes.account import close_account
from companion.changes.administration import PanelFacts, change_panel, end_seat
from companion.changes.agreement import record_agreement, withdraw_consent
from companion.changes.alerting import ask_duty_contact, confirm_duty_test
from companion.changes.answers import Tell, answer_need, tell_in_person
from companion.changes.contact import agree_rule
from companion.changes.emergencies import ask_for_cover, end_cover, end_those_of
from companion.changes.errors import (
    AlreadyDecided,
    NothingToTell,
    NotTheNumber,
    NotWider,
    StillNeeded,
)
from companion.changes.one_time_words import give_one_time_word
from companion.changes.overrides import widen_for_safeguarding
from companion.changes.people import add_side, change_advocate, open_case
from companion.changes.planned import resume_plan
from companion.changes.questions import ask, ask_again, let_go_of_old_questions, settle
from companion.changes.sign_ins import end_other_sign_ins
from companion.changes.words import choose_audience, keep_words, place_words
from companion.models import (
    DutyTest,
    Panel,
    PlannedText,
    Question,
    SignIn,
    Statement,
    Telling,
)
from companion.texting.incoming import handle
from companion.views.session_store import SessionStore
from messaging.changes import accept_incoming, live_number
from messaging.models import IncomingMessage, Number, OutgoingMessage, State
from tests import factories
from tests.cast import Cast
from tests.crossing import before, reads, writes
from tests.fakes import new_sid

pytestmark = pytest.mark.django_db
LATER = timedelta(days=5)


def test_a_text_from_the_old_phone_shows_nothing_of_whose_the_new_one_is(cast: Cast) -> None:
    withdraw_consent(cast.side, acting_user=cast.advocate)
    Number.objects.update(verified_at=None)
    record_agreement(cast.side, acting_user=cast.advocate)
    word = give_one_time_word(cast.side, acting_user=cast.advocate)
    old = live_number(cast.side.subject.public_id)
    assert old is not None
    accept_incoming({"MessageSid": new_sid(), "From": cast.phone, "To": old.sender, "Body": word})
    text = IncomingMessage.objects.get()

    def another_phone() -> None:
        agree_rule(cast.side, factories.reach(), acting_user=cast.advocate)

    with connection.execute_wrapper(before(reads("companion_subject"), another_phone)):
        assert handle([text.public_id]) == 1
    new = live_number(cast.side.subject.public_id)
    assert new is not None and new.pk != old.pk
    assert new.verified_at is None
    text.refresh_from_db()
    assert text.owner_id is None


def asked_long_ago(cast: Cast) -> Question:
    """What a text of theirs is about was asked days ago, and nobody answered."""
    long_ago = timezone.now() - timedelta(days=4)
    text = IncomingMessage.objects.create(
        owner_id=cast.side.subject.public_id,
        provider_id=new_sid(),
        sender_index="theirs",
        fields="{}",
        received_at=long_ago,
        handled_at=long_ago,
    )
    question = ask(cast.side, Question.Kind.MENU, "not_understood", about=text.public_id)
    OutgoingMessage.objects.filter(public_id=question.message).update(
        state=State.ACCEPTED, accepted_at=long_ago, due_at=None
    )
    return question


def let_go_while(cast: Cast, question: Question, act: object) -> Question:
    assert callable(act)
    with connection.execute_wrapper(before(reads("companion_subject"), act)):
        let_go_of_old_questions(timezone.now())
    question.refresh_from_db()
    return question


def test_an_answer_that_comes_as_a_question_is_let_go_counts(cast: Cast) -> None:
    question = asked_long_ago(cast)
    let_go_while(cast, question, lambda: settle(Question.objects.get()))
    assert question.settled_as == Question.Settled.ANSWERED
    assert not cast.side.alerts.exists()


def test_a_question_asked_anew_as_it_is_let_go_stays_open(cast: Cast) -> None:
    question = asked_long_ago(cast)
    let_go_while(cast, question, lambda: ask_again(Question.objects.get(), "not_understood"))
    assert question.settled_at is None


def test_nobody_answered_and_a_human_reads_it(cast: Cast) -> None:
    question = let_go_while(cast, asked_long_ago(cast), lambda: None)
    assert question.settled_as == Question.Settled.EXPIRED
    assert cast.side.alerts.count() == 1


def test_what_the_person_opened_to_all_meanwhile_is_not_narrowed(cast: Cast) -> None:
    said = keep_words(
        cast.side.subject, "He came back", side=cast.side, channel="text", acting_user=None
    )
    as_read = Statement.objects.get()
    choose_audience(said, Statement.Audience.PANEL, acting_user=None)
    agencies = [cast.member.agency]
    with pytest.raises(NotWider):
        widen_for_safeguarding(as_read, "agencies", agencies, "A child", acting_user=cast.advocate)  # type: ignore[arg-type]
    said.refresh_from_db()
    assert said.audience == Statement.Audience.PANEL


def test_words_are_placed_once(cast: Cast) -> None:
    keep_words(cast.side.subject, "He came back", side=None, channel="text", acting_user=None)
    second = add_side(
        open_case(cast.panel, acting_user=cast.coordinator),
        cast.side.subject,
        "victim",
        acting_user=cast.coordinator,
    )
    one, other = Statement.objects.get(), Statement.objects.get()
    place_words(one, cast.side, acting_user=cast.advocate)
    with pytest.raises(AlreadyDecided), transaction.atomic():
        place_words(other, second, acting_user=cast.advocate)
    assert Statement.objects.get().side == cast.side


def test_that_somebody_was_told_is_kept_once(cast: Cast) -> None:
    need, first = factories.need(cast.side, "A flat"), Tell(Telling.When.ADVOCATE_FIRST)
    answer_need(need, "declined", "There is none", first, acting_user=cast.member)
    one, other = Telling.objects.get(), Telling.objects.get()
    tell_in_person(one, acting_user=cast.advocate)
    with pytest.raises(NothingToTell):
        tell_in_person(other, acting_user=cast.other_advocate)
    assert Telling.objects.get().told_by == cast.advocate


def test_to_change_a_panel_takes_back_nothing_that_happened_to_it_meanwhile(cast: Cast) -> None:
    as_read = Panel.objects.get(pk=cast.panel.pk)
    Panel.objects.filter(pk=cast.panel.pk).update(duty_user=cast.member)
    kept = ("staffed_hours", "duty_contact", "phone_checked_on")
    facts = PanelFacts("Hill", "To help", "", *(getattr(as_read, name) for name in kept))
    change_panel(as_read, facts, acting_user=cast.administrator)
    panel = Panel.objects.get(pk=cast.panel.pk)
    assert (panel.name, panel.duty_user) == ("Hill", cast.member)


def test_whose_seat_was_just_taken_away_becomes_no_duty_contact(
    cast: Cast, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAIL_LEAVES = True
    monkeypatch.setattr("companion.changes.alerting._index", lambda test, number: number)
    test = ask_duty_contact(cast.panel, cast.member, acting_user=cast.administrator)
    DutyTest.objects.update(number_index="123456")

    def take_the_seat() -> None:
        end_seat(cast.panel, cast.member, acting_user=cast.administrator)

    with connection.execute_wrapper(before(reads("companion_panel"), take_the_seat)):
        refused = confirm_duty_test(test, "123456", acting_user=cast.member)
    assert isinstance(refused, NotTheNumber)
    cast.panel.refresh_from_db()
    assert cast.panel.duty_user is None


@pytest.mark.parametrize("how", ["planned", "resumed"])
def test_what_is_planned_as_a_permission_ends_waits_for_the_next_advocate(
    cast: Cast, how: str
) -> None:
    if how == "resumed":
        plan = factories.planned(cast.side, cast.advocate)
        PlannedText.objects.update(paused_at=timezone.now(), paused_by=cast.advocate)
        following = (plan.next_on, plan.next_at)
    next_one = factories.user("Dee Advocate", factories.agency("Dee", "voluntary"))

    def appoint_another() -> None:
        until = timezone.now() + LATER
        change_advocate(cast.side, next_one, until, acting_user=cast.coordinator)

    with connection.execute_wrapper(before(reads("companion_subject"), appoint_another)):
        if how == "resumed":
            resume_plan(plan, following, acting_user=cast.advocate)  # type: ignore[arg-type]
        else:
            factories.planned(cast.side, cast.advocate)
    plan = PlannedText.objects.get()
    assert plan.paused_at is not None
    assert plan.paused_by is None


def test_a_sign_in_that_is_ended_while_its_key_changes_is_ended(cast: Cast) -> None:
    begun = SessionStore()
    begun[SESSION_KEY] = str(cast.member.pk)
    begun.save()
    session = SessionStore(begun.session_key)

    def end_all_others() -> None:
        end_other_sign_ins(None, acting_user=cast.member)

    with connection.execute_wrapper(before(writes("companion_signin"), end_all_others)):
        with pytest.raises(SessionInterrupted):
            session.cycle_key()
    assert not SignIn.objects.exists()


def test_a_sign_in_keeps_what_it_holds_under_its_new_key(cast: Cast) -> None:
    session = SessionStore()
    session[SESSION_KEY] = str(cast.member.pk)
    session.save()
    old = session.session_key
    session = SessionStore(old)
    session.cycle_key()
    assert session.session_key != old
    session["more"] = "of it"
    session.save()
    kept = SessionStore(session.session_key)
    assert (kept[SESSION_KEY], kept["more"]) == (str(cast.member.pk), "of it")
    assert [row.session_key for row in SignIn.objects.all()] == [session.session_key]


def test_who_ended_an_emergency_stays_named(cast: Cast) -> None:
    friend = factories.user("Fay Friend", cast.advocate.agency)
    asked = ask_for_cover(cast.side, friend, "Away", acting_user=cast.coordinator)

    def end_it() -> None:
        end_cover(asked, acting_user=cast.chair)

    with connection.execute_wrapper(before(reads("companion_subject"), end_it)):
        end_those_of(friend)
    asked.refresh_from_db()
    assert asked.ended_by == cast.chair


def test_a_closed_account_leads_nothing(cast: Cast) -> None:
    other = factories.user("Deb Coordinator", cast.coordinator.agency)
    factories.seat(cast.panel, other, "coordinator")
    close_account(cast.coordinator, acting_user=cast.administrator)
    with pytest.raises(StillNeeded):
        close_account(other, acting_user=cast.administrator)
