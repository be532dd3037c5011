"""Two people at one moment: neither change is lost, undone or refused, and no rule is got round."""

from datetime import timedelta

from django.conf import LazySettings
from django.db import transaction
from django.utils import timezone

from companion.changes.actions import Plan, agree_action
from companion.changes.agreement import invite, renew_agreement, withdraw_consent
from companion.changes.alerting import tell_of_alerts
from companion.changes.alerts import raise_alert, see_alert
from companion.changes.answers import Tell
from companion.changes.contact import agree_rule
from companion.changes.emergencies import ask_for_cover, confirm_cover
from companion.changes.errors import AlreadyInvited, ConflictOfInterest, HasLeft, Refused
from companion.changes.holding import hold
from companion.changes.meetings import call_meeting, freeze_summaries, set_agenda
from companion.changes.people import Newcomer, begin_case, change_advocate, leave_case
from companion.changes.reviews import Decided, decide_review
from companion.history import gathering, record
from companion.models import (
    ActionKind,
    Advocacy,
    Alert,
    CaseSubject,
    Consent,
    Emergency,
    EventKind,
    Question,
    User,
)
from messaging.changes import compose, release
from messaging.models import Number, OutgoingMessage, State
from tests import factories
from tests.cast import Cast
from tests.crossing import FOR_REAL, crossed, locks, reads, touches, writes

pytestmark = FOR_REAL
LATER = timedelta(days=5)


def colleague(of: User) -> User:
    return factories.user("Fay Friend", of.agency)


def line(side: CaseSubject) -> None:
    """One line of this person's history, as whatever is done about them leaves it."""
    chain = side.subject.public_id
    record(EventKind.PAUSED, about=side, chain=chain, acting_user=None)


def sides_against_the_order_of_chains(cast: Cast) -> tuple[CaseSubject, CaseSubject]:
    """Two that a meeting goes through in one order, and histories are locked in the other."""
    first = second = cast.side
    while second.subject.public_id >= first.subject.public_id:
        first, second = second, factories.side("Lee", cast.panel, cast.advocate, cast.coordinator)
    return first, second


def test_going_through_an_agreement_again_never_brings_back_what_was_withdrawn(cast: Cast) -> None:
    for one, other in ((renew_agreement, withdraw_consent), (withdraw_consent, renew_agreement)):
        Consent.objects.update(withdrawn_at=None)
        ended = crossed(
            lambda one=one: one(cast.side, acting_user=cast.advocate),  # type: ignore[misc]
            touches("companion_consent"),
            lambda other=other: other(cast.side, acting_user=cast.advocate),  # type: ignore[misc]
        )
        assert all(error is None or isinstance(error, Refused) for error in ended)
        assert not Consent.objects.standing().filter(side=cast.side).exists()


def test_a_number_has_one_invitation_whoever_presses_twice(cast: Cast) -> None:
    agree_rule(cast.side, factories.reach(), acting_user=cast.advocate)  # a new phone

    def press() -> None:
        invite(cast.side, acting_user=cast.advocate)

    first, second = crossed(press, reads("companion_question"), press)
    assert first is None
    assert isinstance(second, AlreadyInvited)
    assert Question.objects.filter(kind=Question.Kind.CONSENT).count() == 1


def test_one_user_is_never_given_two_people_kept_apart(cast: Cast) -> None:
    both = colleague(cast.advocate)
    until = timezone.now() + LATER
    first, second = crossed(
        lambda: change_advocate(cast.side, both, until, acting_user=cast.coordinator),
        writes("companion_advocacy"),
        lambda: change_advocate(cast.other_side, both, until, acting_user=cast.other_member),
    )
    assert first is None
    assert isinstance(second, ConflictOfInterest)
    assert Advocacy.objects.standing().get(advocate=both).side == cast.side


def test_nor_one_of_them_to_act_for_in_an_emergency(cast: Cast) -> None:
    both = colleague(cast.advocate)
    asked = ask_for_cover(cast.side, both, "Cannot be reached", acting_user=cast.coordinator)
    until = timezone.now() + LATER
    first, second = crossed(
        lambda: confirm_cover(asked, acting_user=cast.chair),
        writes("companion_emergency"),
        lambda: change_advocate(cast.other_side, both, until, acting_user=cast.other_member),
    )
    assert first is None
    assert isinstance(second, ConflictOfInterest)
    assert Emergency.objects.standing().filter(colleague=both).exists()


def test_two_people_kept_apart_get_two_senders(cast: Cast) -> None:
    Number.objects.all().delete()
    ended = crossed(
        lambda: agree_rule(cast.side, factories.reach(), acting_user=cast.advocate),
        writes("messaging_number"),
        lambda: agree_rule(cast.other_side, factories.reach(), acting_user=cast.other_advocate),
    )
    assert ended == [None, None]
    assert len(set(Number.objects.live().values_list("sender", flat=True))) == 2


def test_nothing_is_agreed_for_whoever_is_leaving(cast: Cast) -> None:
    plan = Plan("A flat", ActionKind.SUPPORT, cast.member, timezone.localdate() + LATER)

    def agree() -> None:
        agree_action(cast.side, plan, [], Tell("now"), acting_user=cast.member)

    def leave() -> None:
        leave_case(cast.side, acting_user=cast.coordinator)

    assert crossed(agree, locks("companion_panelcase"), leave) == [None, None]
    assert not Question.objects.unsettled().filter(side=cast.side).exists()
    CaseSubject.objects.update(left_at=None)
    first, second = crossed(leave, locks("companion_casesubject"), agree)
    assert first is None
    assert isinstance(second, HasLeft)


def test_looking_at_the_duress_word_waits_for_nobody_who_waits_for_it(cast: Cast) -> None:
    raise_alert(cast.side.subject, Alert.Kind.DURESS, side=cast.side)
    text = compose(cast.side.subject.public_id, "advocate_words", own_words="Well done")
    OutgoingMessage.objects.update(state=State.WITHHELD, reason="duress")

    def handle_a_text() -> None:
        owner_id = cast.side.subject.public_id
        with transaction.atomic(), gathering():
            hold(owner_id)
            release(owner_id)
            line(cast.side)

    alert = Alert.objects.get()
    ended = crossed(
        lambda: see_alert(alert, acting_user=cast.advocate),
        locks("companion_chain"),
        handle_a_text,
    )
    assert ended == [None, None]
    text.refresh_from_db()
    assert text.state == State.QUEUED


def test_another_advocate_is_appointed_while_it_is_told_that_one_was_asked_for(
    cast: Cast, settings: LazySettings
) -> None:
    settings.MAIL_LEAVES = True
    raise_alert(cast.side.subject, Alert.Kind.CHANGE_ADVOCATE, side=cast.side)
    Alert.objects.update(raised_at=timezone.now() - LATER)
    until = timezone.now() + LATER
    ended = crossed(
        lambda: change_advocate(
            cast.side, colleague(cast.advocate), until, acting_user=cast.coordinator
        ),
        locks("companion_chain"),
        lambda: tell_of_alerts(timezone.now()),
    )
    assert ended == [None, None]
    assert Alert.objects.get().seen_by == cast.coordinator


def test_what_a_meeting_reads_is_kept_while_texts_of_its_people_come(cast: Cast) -> None:
    first, second = sides_against_the_order_of_chains(cast)
    meeting = call_meeting(cast.panel, timezone.localdate() + LATER, acting_user=cast.coordinator)
    set_agenda(meeting, [first.panel_case, second.panel_case], acting_user=cast.coordinator)
    contents = {first.pk: "{}", second.pk: "{}"}

    def handle_texts() -> None:
        with transaction.atomic(), gathering():
            line(first)
            line(second)

    ended = crossed(
        lambda: freeze_summaries(meeting, contents, acting_user=cast.coordinator),
        locks("companion_chain"),
        handle_texts,
    )
    assert ended == [None, None]
    assert meeting.summaries.count() == 2


def test_a_case_begins_for_somebody_whose_other_case_is_decided(cast: Cast) -> None:
    until = timezone.now() + LATER
    known = Newcomer("Jay", "victim", cast.advocate, until, known=cast.side.subject)
    decided = Decided("continue", "It helps")
    ended = crossed(
        lambda: begin_case(cast.panel, known, acting_user=cast.coordinator),
        locks("companion_chain"),
        lambda: decide_review(cast.side.panel_case, decided, acting_user=cast.coordinator),
    )
    assert ended == [None, None]
