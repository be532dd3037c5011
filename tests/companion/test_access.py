"""Who may see what: each refusal beside the success it is set against."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.utils import timezone

from companion.access.actions import my_actions, panel_actions
from companion.access.contact import alerts_for, conversation
from companion.access.panels import cases_for, panel_sides
from companion.access.people import my_sides
from companion.access.words import my_needs, my_statements, panel_needs, unplaced_statements
from companion.changes.alerts import raise_alert
from companion.changes.contact import agree_rule
from companion.changes.errors import (
    ConflictOfInterest,
    NoSenderLeft,
    OneAdvocateForBoth,
    PeopleKeptApart,
    TogetherInACase,
)
from companion.changes.people import (
    add_side,
    appoint_advocate,
    bring_in,
    change_advocate,
    end_advocacy,
    keep_apart,
    leave_case,
    open_case,
)
from companion.changes.words import choose_audience, keep_words
from companion.models import Advocacy, Membership, User
from messaging.models import Number
from tests import factories
from tests.cast import Cast

NEXT_YEAR = timedelta(days=365)


def sees_nothing(user: User) -> bool:
    """Whether no door of access/ opens on anything for this user."""
    return not any(
        reader(user).exists()
        for reader in (
            my_sides,
            my_needs,
            my_statements,
            unplaced_statements,
            my_actions,
            panel_sides,
            panel_needs,
            panel_actions,
            cases_for,
            alerts_for,
        )
    )


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """Both people have a need, an action and an alert."""
    for side, member in ((cast.side, cast.member), (cast.other_side, cast.other_member)):
        factories.need(side, "a flat")
        factories.action(side, member, member)
        raise_alert(side.subject, "duress", side=side)
    return cast


def test_those_with_no_part_in_a_case_see_nothing(busy: Cast) -> None:
    for nobody in (busy.outsider, busy.administrator, busy.editor_like):
        assert sees_nothing(nobody)
    assert not sees_nothing(busy.advocate)


def test_the_advocate_sees_their_own_person_and_learns_nothing_of_the_other(busy: Cast) -> None:
    assert list(my_sides(busy.advocate)) == [busy.side]
    assert {need.side for need in my_needs(busy.advocate)} == {busy.side}
    assert {action.side for action in my_actions(busy.advocate)} == {busy.side}
    assert {alert.side for alert in alerts_for(busy.advocate)} == {busy.side}
    assert not panel_sides(busy.advocate).exists()


def test_the_other_advocate_likewise(busy: Cast) -> None:
    assert list(my_sides(busy.other_advocate)) == [busy.other_side]
    assert {alert.side for alert in alerts_for(busy.other_advocate)} == {busy.other_side}


def test_an_advocate_on_the_other_ones_panel_is_still_barred(busy: Cast) -> None:
    factories.seat(busy.other_panel, busy.advocate)
    assert not cases_for(busy.advocate).exists()
    assert not panel_needs(busy.advocate).exists()
    factories.seat(busy.other_panel, busy.outsider)
    assert cases_for(busy.outsider).count() == 1


def test_a_former_advocate_stays_barred_from_the_other(busy: Cast) -> None:
    end_advocacy(busy.side, acting_user=busy.coordinator)
    factories.seat(busy.other_panel, busy.advocate)
    assert sees_nothing(busy.advocate)


def test_a_coordinator_of_both_panels_sees_both(busy: Cast) -> None:
    factories.seat(busy.other_panel, busy.coordinator, "coordinator")
    assert set(panel_sides(busy.coordinator)) == {busy.side, busy.other_side}


def test_revoked_and_expired_permission_counts_at_once(busy: Cast) -> None:
    Advocacy.objects.filter(side=busy.other_side).update(
        started_at=timezone.now() - NEXT_YEAR, expires_at=timezone.now()
    )
    end_advocacy(busy.side, acting_user=busy.coordinator)
    assert sees_nothing(busy.advocate)
    assert sees_nothing(busy.other_advocate)


def test_an_ended_seat_counts_at_once(busy: Cast) -> None:
    assert panel_needs(busy.member).exists()
    Membership.objects.filter(user=busy.member).update(ended_at=timezone.now())
    assert sees_nothing(busy.member)


def test_the_panel_reads_only_what_was_shared(cast: Cast) -> None:
    statement = factories.need(cast.side, "my advocate only", "advocate").statement
    assert not panel_needs(cast.member).exists()
    assert not panel_needs(cast.coordinator).exists()
    housing = cast.member.agency
    assert housing is not None
    choose_audience(statement, "agencies", agencies=[housing], acting_user=None)
    assert panel_needs(cast.member).exists()
    assert not panel_needs(cast.chair).exists()
    choose_audience(statement, "panel", acting_user=None)
    assert panel_needs(cast.chair).exists()


def test_a_worker_or_agency_named_never_sees_anything(busy: Cast) -> None:
    busy.side.never_users.add(busy.chair)
    assert busy.member.agency is not None
    busy.side.never_agencies.add(busy.member.agency)
    assert sees_nothing(busy.chair)
    assert sees_nothing(busy.member)
    assert not sees_nothing(busy.coordinator)


def test_a_conversation_is_the_advocates_alone_and_of_one_side(busy: Cast) -> None:
    assert conversation(busy.advocate, busy.side)
    assert all(
        text.thread == busy.side.public_id for text in conversation(busy.advocate, busy.side)
    )


def test_a_second_advocate_does_not_read_the_other_side_of_one_person(cast: Cast) -> None:
    """A person who is both has two separate sides."""
    case = open_case(cast.other_panel, acting_user=cast.other_member)
    second = add_side(case, cast.side.subject, "offender", acting_user=cast.other_member)
    helper = factories.user("Second Helper")
    appoint_advocate(second, helper, timezone.now() + NEXT_YEAR, acting_user=cast.other_member)
    factories.need(cast.side, "as the one harmed")
    keep_words(cast.side.subject, "unclear", side=None, channel="text", acting_user=None)
    assert not my_needs(helper).exists()
    assert not unplaced_statements(helper).exists()
    assert [words.words for words in unplaced_statements(cast.advocate)] == ["unclear"]


def test_nobody_speaks_for_two_people_kept_apart(cast: Cast) -> None:
    end_advocacy(cast.other_side, acting_user=cast.coordinator)
    with pytest.raises(ConflictOfInterest):
        appoint_advocate(
            cast.other_side,
            cast.advocate,
            timezone.now() + NEXT_YEAR,
            acting_user=cast.coordinator,
        )


def test_people_kept_apart_never_share_a_case_or_a_sender(cast: Cast) -> None:
    with pytest.raises(PeopleKeptApart):
        add_side(
            cast.side.panel_case, cast.other_side.subject, "offender", acting_user=cast.coordinator
        )
    senders = set(Number.objects.live().values_list("sender", flat=True))
    assert len(senders) == 2


def test_people_in_one_case_are_kept_apart_once_one_of_them_has_left_it(cast: Cast) -> None:
    housemate = bring_in("Housemate")
    side = add_side(cast.side.panel_case, housemate, "family", acting_user=cast.coordinator)
    helper = factories.user("Helper of the Housemate")
    appoint_advocate(side, helper, timezone.now() + NEXT_YEAR, acting_user=cast.coordinator)
    with pytest.raises(TogetherInACase):
        keep_apart(cast.side.subject, housemate, acting_user=cast.coordinator)
    leave_case(side, acting_user=cast.coordinator)
    keep_apart(cast.side.subject, housemate, acting_user=cast.coordinator)
    with pytest.raises(PeopleKeptApart):
        add_side(cast.side.panel_case, housemate, "family", acting_user=cast.coordinator)
    with pytest.raises(ConflictOfInterest):
        appoint_advocate(cast.side, helper, timezone.now() + NEXT_YEAR, acting_user=cast.chair)


def test_who_speaks_for_one_and_spoke_for_the_other_is_changed_first(cast: Cast) -> None:
    """Afterwards the former advocate of both finds neither."""
    case = open_case(cast.panel, acting_user=cast.coordinator)
    other = add_side(case, bring_in("Housemate"), "offender", acting_user=cast.coordinator)
    until = timezone.now() + NEXT_YEAR
    appoint_advocate(other, cast.advocate, until, acting_user=cast.coordinator)
    for change in (None, other, cast.side):
        if change:
            next_one = factories.user(f"Helper {change.pk}")
            change_advocate(change, next_one, until, acting_user=cast.coordinator)
        if change != cast.side:
            for pair in permutations((other.subject, cast.side.subject)):
                with pytest.raises(OneAdvocateForBoth):
                    keep_apart(*pair, acting_user=cast.coordinator)
    keep_apart(other.subject, cast.side.subject, acting_user=cast.coordinator)
    assert not my_sides(cast.advocate).filter(subject__in=[other.subject, cast.side.subject])


def test_a_household_never_shares_a_sender_and_is_refused_one_too_many(cast: Cast) -> None:
    """The pool of the tests has four numbers."""
    used = {Number.objects.live().get(owner_id=cast.side.subject.public_id).sender}
    for name in ("One", "Two", "Three", "Four"):
        person = bring_in(name)
        side = add_side(cast.side.panel_case, person, "family", acting_user=cast.coordinator)
        if name == "Four":
            with pytest.raises(NoSenderLeft):
                agree_rule(side, factories.reach(), acting_user=cast.advocate)
            continue
        agree_rule(side, factories.reach(), acting_user=cast.advocate)
        used.add(Number.objects.live().get(owner_id=person.public_id).sender)
    assert len(used) == 4
