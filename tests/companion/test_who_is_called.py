"""Whom an alert, or an emergency, is there for: the right ones on one set-up, and nobody else."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.http import Http404
from django.utils import timezone

from companion.access import contact, emergencies
from companion.changes.alerts import raise_alert, see_alert
from companion.changes.emergencies import ask_for_cover, confirm_cover, end_cover
from companion.changes.people import add_side, appoint_advocate, end_advocacy, open_case
from companion.models import Alert, CaseSubject, Emergency, Membership, Notice, User
from tests import factories
from tests.cast import Cast
from tests.companion.finding import change

HOUR = timedelta(hours=1)
KINDS = ("call", "duress", "in_danger", "change_advocate")

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """The member is the duty contact; a second person is served by the same people."""
    panel = cast.side.panel_case.panel
    panel.duty_user = cast.member
    panel.save()
    return cast


@pytest.fixture
def colleague(cast: Cast) -> User:
    return factories.user("Ari Colleague", cast.advocate.agency)


@pytest.fixture
def second_side(cast: Cast) -> CaseSubject:
    """Another side of the same person, at the other panel, with an advocate of its own."""
    case = open_case(cast.other_panel, acting_user=cast.other_member)
    side = add_side(case, cast.side.subject, "offender", acting_user=cast.other_member)
    until = timezone.now() + timedelta(days=9)
    helper = factories.user("Second Helper", factories.agency("Bridge"))
    appoint_advocate(side, helper, until, acting_user=cast.other_member)
    return side


def test_an_alert_is_there_for_whom_it_concerns_by_its_kind(
    cast: Cast, second_side: CaseSubject
) -> None:
    subject = cast.side.subject
    for side in (cast.side, None):
        for kind in KINDS:
            raise_alert(subject, kind, side=side)
    raise_alert(cast.other_side.subject, "duress", side=cast.other_side)
    raise_alert(subject, "duress", side=second_side)
    ana = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    helper = User.objects.get(name="Second Helper")
    factories.seat(cast.other_panel, factories.user("Lin Leader"), "coordinator")
    leads_there = User.objects.get(name="Lin Leader")

    def kinds(user: User, on_a_side: bool) -> set[str]:
        of = {"side": cast.side} if on_a_side else {"side__isnull": True}
        found = contact.alerts_for(user).filter(subject=subject, **of)
        return {alert.kind for alert in found}

    def there(user: User) -> bool:
        return contact.alerts_for(user).filter(side=second_side).exists()

    urgent = {"duress", "in_danger"}
    for user, of_side, of_none in (
        (cast.advocate, urgent | {"call"}, urgent | {"call"}),
        (helper, set(), urgent | {"call"}),
        (cast.coordinator, urgent | {"change_advocate"}, urgent | {"change_advocate"}),
        (leads_there, set(), urgent | {"change_advocate"}),
        (cast.member, urgent, urgent),
        (cast.chair, set(), set()),
        (cast.other_member, set(), set()),
        (cast.outsider, set(), set()),
    ):
        assert (kinds(user, True), kinds(user, False)) == (of_side, of_none), user
    assert [user for user in vars(cast).values() if isinstance(user, User) and there(user)] == []
    assert there(helper) and there(leads_there)
    first = contact.alerts_for(cast.advocate)
    assert [alert.kind for alert in first] == [*KINDS[:3]] * 2
    raise_alert(ana.subject, "call")
    # Beside a side stand its own and those of no side, of the kind that was asked for.
    for user, side, many, more in (
        (cast.advocate, cast.side, 2, []), (helper, second_side, 1, ["duress"]),
    ):  # fmt: skip
        calls, dangers = contact.calls_asked(user, side), contact.dangers_about(user, side)
        assert [one.kind for one in calls] == ["call"] * many
        assert [one.kind for one in dangers] == [*KINDS[1:3]] * many + more
    assert contact.dangers_about(cast.other_advocate, cast.side) == []
    assert contact.open_duress([subject.pk]) == {subject.pk}
    call, duress = (Alert.objects.get(side=cast.side, kind=kind) for kind in KINDS[:2])
    assert contact.alert_for(cast.advocate, call.public_id) == call
    assert contact.danger_alert_for(cast.member, duress.public_id) == duress
    for door, user, alert in (
        (contact.alert_for, cast.member, call),
        (contact.alert_for, helper, duress),
        (contact.danger_alert_for, cast.advocate, call),
        (contact.danger_alert_for, cast.outsider, duress),
    ):
        for public_id in (alert.public_id, uuid4()):
            with pytest.raises(Http404):
                door(user, public_id)
    oldest = Alert.objects.get(subject=ana.subject)
    change(oldest, raised_at=timezone.now() - HOUR)
    assert contact.alerts_for(cast.advocate)[0] == oldest
    # A duty contact who only looks on takes care of nothing.
    Membership.objects.filter(user=cast.member).update(role="observer")
    assert not contact.alerts_for(cast.member).exists()
    Membership.objects.filter(user=cast.member).update(role="member")
    for alert in Alert.objects.filter(kind="duress", subject=subject):
        see_alert(alert, acting_user=cast.advocate)
    assert contact.open_duress([subject.pk]) == set()
    assert contact.open_duress([cast.other_side.subject_id]) == {cast.other_side.subject_id}
    assert "duress" not in kinds(cast.advocate, True) | kinds(cast.member, False)
    # What somebody took care of is still told as such.
    assert contact.danger_alert_for(cast.coordinator, duress.public_id).seen_by == cast.advocate
    with pytest.raises(Http404):
        contact.alert_for(cast.advocate, duress.public_id)


def test_alerts_about_one_text_are_taken_care_of_together(cast: Cast) -> None:
    text, other = uuid4(), uuid4()
    for kind, message in (("call", text), ("duress", text), ("in_danger", other), ("call", None)):
        raise_alert(cast.side.subject, kind, side=cast.side, message=message)
    call, duress, danger, lone = Alert.objects.order_by("pk")
    ana = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    raise_alert(ana.subject, "stopped", side=ana, message=text)
    assert contact.alerts_about(cast.advocate, call) == [call, duress]
    assert contact.alerts_about(cast.member, duress) == [duress]
    assert contact.alerts_about(cast.advocate, danger) == [danger]
    assert contact.alerts_about(cast.advocate, lone) == [lone]
    assert contact.kinds_of_alerts(cast.side, [text]) == {
        text: ["Asks for a call", "Used the duress word"]
    }
    assert set(contact.kinds_of_alerts(cast.side, [text, other])) == {text, other}


def test_an_emergency_is_there_for_whoever_leads_or_is_on_duty(cast: Cast, colleague: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        asked = ask_for_cover(cast.side, colleague, "No answer.", acting_user=cast.coordinator)
        third = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
        assert emergencies.open_emergency_of(third) is None
    may = {
        user.name
        for user in (*vars(cast).values(), colleague)
        if isinstance(user, User) and emergencies.may_confirm(user, asked)
    }
    assert may == {user.name for user in emergencies.who_may_confirm(asked)}
    assert may == {"Chris Chair", "Mo Member"}
    # A number of a duty contact who no longer sits here, or may only look on, opens nothing.
    for left in ({"role": "observer"}, {"role": "member", "ended_at": start}):
        Membership.objects.filter(user=cast.member).update(**left)
        assert emergencies.who_may_confirm(asked) == [cast.chair]
        assert not emergencies.emergencies_for(cast.member).exists()
    Membership.objects.filter(user=cast.member).update(ended_at=None)
    # Nor may whoever is to act, even from a seat that leads.
    factories.seat(cast.panel, colleague, "chair")
    assert emergencies.may_confirm(colleague, asked) is False
    cast.chair.is_active = False
    cast.chair.save()
    assert emergencies.who_may_confirm(asked) == [cast.member]
    cast.chair.is_active = True
    cast.chair.save()
    assert emergencies.emergency_for(cast.member, asked.public_id) == asked
    for user, public_id in ((cast.observer, asked.public_id), (cast.chair, uuid4())):
        with pytest.raises(Http404):
            emergencies.emergency_for(user, public_id)
    assert emergencies.led_side_for(cast.chair, cast.side.public_id) == cast.side
    for user in (cast.member, cast.other_member):
        with pytest.raises(Http404):
            emergencies.led_side_for(user, cast.side.public_id)
    with time_machine.travel(start + HOUR, tick=False):
        assert emergencies.open_emergency_of(cast.side) == asked
        assert (emergencies.waiting_now(asked), emergencies.standing_now(asked)) == (True, False)
        confirmed = confirm_cover(asked, acting_user=cast.chair)
        assert (emergencies.waiting_now(asked), emergencies.standing_now(asked)) == (False, True)
        assert emergencies.open_emergency_of(cast.side) == asked
        assert list(emergencies.acting_now(colleague)) == [asked]
        assert not emergencies.acting_now(cast.advocate).exists()
        later = ask_for_cover(third, colleague, "No answer.", acting_user=cast.coordinator)
        for user in (cast.coordinator, cast.chair, cast.member):
            assert list(emergencies.open_now(user)) == [asked, later]
        change(later, asked_at=start - HOUR)
        assert list(emergencies.open_now(cast.chair)) == [later, asked]
        change(later, asked_at=start + HOUR)
        assert not emergencies.open_now(cast.observer).exists()
        assert list(emergencies.acted_for(cast.advocate)) == [asked]
        assert not emergencies.acted_for(colleague).exists()
        other = confirm_cover(later, acting_user=cast.chair)
        other_end = start + 3 * HOUR
        Emergency.objects.filter(pk=other.pk).update(ends_at=other_end, confirmed_at=start)
        assert list(emergencies.acting_now(colleague)) == [later, asked]
        assert list(emergencies.acted_for(cast.advocate)) == [asked, later]
    with time_machine.travel(start + 2 * HOUR, tick=False):
        end_cover(confirmed, acting_user=cast.chair)
        assert list(emergencies.open_now(cast.chair)) == [later]
        assert list(emergencies.acted_for(cast.advocate)) == [asked, later]
        cast.side.never_users.add(colleague)
        assert list(emergencies.acting_now(colleague)) == [later]
    with time_machine.travel(start + emergencies.SHOWN_FOR, tick=False):
        assert list(emergencies.acted_for(cast.advocate)) == [asked]
        end_advocacy(cast.side, acting_user=cast.coordinator)
        assert not emergencies.acted_for(cast.advocate).exists()


def test_who_may_act_are_colleagues_of_whoever_speaks(cast: Cast, colleague: User) -> None:
    second = factories.user("Bee Colleague", cast.advocate.agency)
    assert list(emergencies.who_may_act(cast.side, cast.chair)) == [colleague, second]
    assert list(emergencies.who_may_act(cast.side, second)) == [colleague]
    assert not emergencies.who_may_act(cast.other_side, cast.chair).exists()
    cast.side.never_users.add(second)
    assert list(emergencies.who_may_act(cast.side, cast.chair)) == [colleague]
    cast.side.never_agencies.add(cast.advocate.agency)  # type: ignore[arg-type]
    assert not emergencies.who_may_act(cast.side, cast.chair).exists()
    cast.side.never_agencies.clear()
    end_advocacy(cast.side, acting_user=cast.coordinator)
    assert not emergencies.who_may_act(cast.side, cast.chair).exists()


def test_an_email_that_did_not_leave_is_told_after_a_minute(cast: Cast, colleague: User) -> None:
    asked = ask_for_cover(cast.side, colleague, "No answer.", acting_user=cast.coordinator)
    letters = Notice.objects.filter(about_id=asked.public_id)
    change(cast.member, name="Abe Member")
    people = [cast.member, cast.chair]
    assert {one.user for one in letters} == set(people)
    raised = timezone.now()
    letters.update(raised_at=raised)
    for after, state, told in (
        (59, "waiting", []), (60, "waiting", people), (60, "sending", people),
        (0, "refused", people), (0, "unknown", people), (99, "sent", []), (99, "dropped", []),
    ):  # fmt: skip
        letters.update(state=state)
        with time_machine.travel(raised + timedelta(seconds=after), tick=False):
            assert emergencies.unreached(asked) == told, (after, state)
            asked_elsewhere = Emergency(public_id=uuid4())
            assert emergencies.unreached(asked_elsewhere) == []
