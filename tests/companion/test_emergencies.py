"""When an advocate cannot be reached a colleague acts for one side: never by one person alone."""

from contextlib import suppress
from datetime import timedelta
from itertools import product
from random import Random

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companion.access.alerting import to_be_told
from companion.access.panels import panel_sides
from companion.access.people import my_sides
from companion.changes.alerts import raise_alert
from companion.changes.emergencies import ask_for_cover, confirm_cover, end_cover
from companion.changes.errors import (
    ConflictOfInterest,
    EmergencyOver,
    EmergencyStands,
    NobodySpeaks,
    NotTheirColleague,
    OneAdvocateForBoth,
    Refused,
    SecondLeaderNeeded,
    SomebodyStandsIn,
)
from companion.changes.people import change_advocate, end_advocacy, keep_apart
from companion.changes.standing_in import arrange_stand_in, end_stand_in
from companion.models import Alert, CaseSubject, Emergency, Event, Membership, Panel, User
from companion.tasks import end_emergencies, send_letters
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import DESK, queries_of
from tests.signing_in import let_code_grow_old, sign_in, unused_code

WHY = "Rang her three times and her office; the bed must be taken before five."
HOURS = timedelta(hours=4)


@pytest.fixture
def colleague(cast: Cast) -> User:
    return factories.user("Ari Colleague", cast.advocate.agency)


def ask(cast: Cast, colleague: User, by: User | None = None) -> Emergency:
    return ask_for_cover(cast.side, colleague, WHY, acting_user=by or cast.coordinator)


def begin(cast: Cast, colleague: User) -> Emergency:
    return confirm_cover(ask(cast, colleague), acting_user=cast.chair)


def acts(colleague: User, cast: Cast) -> bool:
    """Whether the colleague has this side on the advocate's desk, by rule and by the page."""
    client = Client()
    sign_in(client, colleague)
    page = client.get(reverse("advocate:person", args=[cast.side.public_id]))
    found = my_sides(colleague).filter(pk=cast.side.pk).exists()
    assert page.status_code == (200 if found else 404)
    return found


def inside(user: User) -> Client:
    client = Client()
    sign_in(client, user)
    return client


def kinds() -> list[str]:
    lines = Event.objects.filter(kind__startswith="emergency_").order_by("pk")
    return list(lines.values_list("kind", flat=True))


def asking(cast: Cast) -> str:
    return reverse("panel:ask_emergency", args=[cast.side.public_id])


def at(name: str, emergency: Emergency) -> str:
    return reverse(f"panel:{name}", args=[emergency.public_id])


def test_two_people_open_one_side_for_four_hours(cast: Cast, colleague: User) -> None:
    other = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    asker, second = inside(cast.coordinator), inside(cast.chair)
    form = {"colleague": str(colleague.public_id), "reason": WHY}
    assert asker.post(asking(cast), {**form, "reason": " "}).status_code == 422
    assert asker.post(asking(cast), form).status_code == 302
    emergency = Emergency.objects.get()
    assert emergency.reason == WHY and not acts(colleague, cast)
    send_letters()
    assert [email.to for email in mail.outbox] == [[cast.chair.email]]
    desk = second.get(DESK).content.decode()
    assert "the advocate cannot be reached; Ari Colleague may act" in desk
    assert "confirm it?" not in asker.get(DESK).content.decode()
    page = second.get(at("emergency", emergency)).content.decode()
    assert WHY in page and "Confirm: they may act" in page
    assert "Confirm: they may act" not in asker.get(at("emergency", emergency)).content.decode()
    mail.outbox.clear()
    second.post(at("confirm_emergency", emergency))
    assert acts(colleague, cast) and not my_sides(colleague).filter(pk=other.pk).exists()
    send_letters()
    assert {email.to[0] for email in mail.outbox} == {colleague.email, cast.advocate.email}
    for email in mail.outbox:
        assert not {"Jay", "Ari", "Cora", "Chris", "Hill"} & set(email.body.split())
    with time_machine.travel(timezone.now() + HOURS - timedelta(minutes=1)):
        assert acts(colleague, cast)
    with time_machine.travel(timezone.now() + HOURS + timedelta(minutes=1)):
        assert not acts(colleague, cast)
        end_emergencies()
        end_emergencies()
    assert kinds() == ["emergency_asked", "emergency_confirmed", "emergency_ended"]
    last = Event.objects.get(kind="emergency_ended")
    assert (last.actor, last.chain_id) == ("service", cast.side.subject.public_id)


WHO = (
    "coordinator",
    "chair",
    "member",
    "observer",
    "outsider",
    "advocate",
    "other_advocate",
    "other_member",
    "administrator",
    "colleague",
)


@pytest.mark.parametrize(("asker", "second"), list(product(("coordinator", "chair"), WHO)))
def test_it_never_opens_without_a_second_person_who_leads(
    cast: Cast, colleague: User, asker: str, second: str
) -> None:
    people = {**vars(cast), "colleague": colleague}
    emergency = ask(cast, colleague, people[asker])
    client = inside(people[second])
    answer = client.post(at("confirm_emergency", emergency))
    leads = second in {"coordinator", "chair"}
    assert answer.status_code == (302 if leads else 404)
    assert acts(colleague, cast) is (leads and second != asker)
    if not acts(colleague, cast):
        with pytest.raises(SecondLeaderNeeded):
            confirm_cover(emergency, acting_user=people[second])
        assert not acts(colleague, cast) and kinds() == ["emergency_asked"]


def test_nobody_asks_for_themselves_nor_confirms_what_they_will_do(
    cast: Cast, colleague: User
) -> None:
    for role in ("coordinator", "chair"):
        leader = factories.user(f"Lee {role}", cast.advocate.agency)
        factories.seat(cast.panel, leader, role)
        with pytest.raises(SecondLeaderNeeded):
            ask(cast, leader, leader)
        emergency = ask(cast, leader)
        with pytest.raises(SecondLeaderNeeded):
            confirm_cover(emergency, acting_user=leader)
        page = inside(leader).get(at("emergency", emergency)).content.decode()
        assert "Confirm: they may act" not in page
        end_cover(emergency, acting_user=cast.chair)
    assert not Emergency.objects.filter(confirmed_at__isnull=False).exists()


@pytest.mark.parametrize("same", ["confirmed_by", "colleague", "both"])
def test_the_database_itself_keeps_three_people_apart(
    cast: Cast, colleague: User, same: str
) -> None:
    emergency = ask(cast, colleague)
    changed = {
        "confirmed_by": {"confirmed_by": cast.coordinator, "confirmed_at": timezone.now()},
        "colleague": {"colleague": cast.coordinator},
        "both": {"confirmed_by": colleague, "confirmed_at": timezone.now()},
    }[same]
    with pytest.raises(IntegrityError), transaction.atomic():
        Emergency.objects.filter(pk=emergency.pk).update(**changed)


def test_the_duty_contact_is_a_second_person(cast: Cast, colleague: User) -> None:
    emergency = ask(cast, colleague)
    duty = inside(cast.member)
    assert duty.get(at("emergency", emergency)).status_code == 404
    Panel.objects.filter(pk=cast.panel.pk).update(duty_user=cast.member)
    assert "confirm it?" in duty.get(DESK).content.decode()
    duty.post(at("confirm_emergency", emergency))
    assert acts(colleague, cast)
    duty.post(at("end_emergency", emergency))
    assert not acts(colleague, cast)


def test_what_nobody_confirmed_runs_out(cast: Cast, colleague: User) -> None:
    emergency = ask(cast, colleague)
    with pytest.raises(EmergencyStands):
        ask(cast, colleague, cast.chair)
    with time_machine.travel(timezone.now() + HOURS):
        with pytest.raises(EmergencyOver):
            confirm_cover(emergency, acting_user=cast.chair)
        assert not acts(colleague, cast)
        assert ask(cast, colleague, cast.chair) != emergency  # asked for anew


@pytest.mark.parametrize("who", ["coordinator", "chair"])
def test_either_ends_it_at_once(cast: Cast, colleague: User, who: str) -> None:
    emergency = begin(cast, colleague)
    for stranger in (cast.member, cast.outsider, cast.advocate, colleague):
        assert inside(stranger).post(at("end_emergency", emergency)).status_code == 404
    assert acts(colleague, cast)
    for _ in range(2):
        assert inside(getattr(cast, who)).post(at("end_emergency", emergency)).status_code == 302
    assert not acts(colleague, cast)
    assert kinds() == ["emergency_asked", "emergency_confirmed", "emergency_ended"]
    with pytest.raises(EmergencyOver):
        confirm_cover(emergency, acting_user=cast.chair)


def _apart_from(cast: Cast) -> CaseSubject:
    """Somebody kept apart from Jay, at another panel."""
    side = factories.side("Lev", cast.other_panel, cast.other_advocate, cast.other_member)
    keep_apart(cast.side.subject, side.subject, acting_user=cast.coordinator)
    return side


def bar(cast: Cast, colleague: User, how: str) -> None:
    """Something because of which this colleague may never know of Jay."""
    now = timezone.now()
    if how == "named":
        cast.side.never_users.add(colleague)
    elif how == "their agency":
        assert colleague.agency is not None
        cast.side.never_agencies.add(colleague.agency)
    elif how == "kept apart":
        change_advocate(_apart_from(cast), colleague, now + HOURS, acting_user=cast.coordinator)
    else:
        other = factories.user("Uma Advocate", colleague.agency)
        change_advocate(_apart_from(cast), other, now + HOURS, acting_user=cast.coordinator)
        arrange_stand_in(colleague, now - HOURS, now + HOURS, acting_user=other)


HOW = ["named", "their agency", "kept apart", "stood in"]


@pytest.mark.parametrize("how", HOW)
def test_whoever_may_never_know_of_somebody_is_not_asked_to_act_for_them(
    cast: Cast, colleague: User, how: str
) -> None:
    asker = inside(cast.coordinator)
    assert "Ari Colleague" in asker.get(asking(cast)).content.decode()
    bar(cast, colleague, how)
    offered = asker.get(asking(cast)).content.decode()
    assert "Ari Colleague" not in offered or how == "stood in"
    with pytest.raises(ConflictOfInterest):
        ask(cast, colleague)
    form = {"colleague": str(colleague.public_id), "reason": WHY}
    assert asker.post(asking(cast), form).status_code == 422
    assert not Emergency.objects.exists() and not acts(colleague, cast)


@pytest.mark.parametrize("how", HOW)
def test_nor_once_it_was_asked_for(cast: Cast, colleague: User, how: str) -> None:
    emergency = ask(cast, colleague)
    bar(cast, colleague, how)
    said = inside(cast.chair).post(at("confirm_emergency", emergency), follow=True)
    assert "This user cannot be given this person." in said.content.decode()
    assert not acts(colleague, cast) and kinds() == ["emergency_asked"]


@pytest.mark.parametrize("how", ["named", "their agency"])
def test_whom_they_name_loses_sight_of_them_at_once(cast: Cast, colleague: User, how: str) -> None:
    begin(cast, colleague)
    assert acts(colleague, cast)
    bar(cast, colleague, how)
    assert not acts(colleague, cast)
    assert "Until" not in inside(colleague).get("/advocate/").content.decode()


def test_whoever_acted_for_somebody_never_learns_of_those_kept_apart_from_them(
    cast: Cast, colleague: User
) -> None:
    factories.seat(cast.other_panel, colleague)
    sees = panel_sides(colleague).filter(pk=cast.other_side.pk)
    ask(cast, colleague)
    assert sees.exists()  # asked for is not yet shown
    Emergency.objects.all().delete()
    emergency = begin(cast, colleague)
    assert acts(colleague, cast)
    assert not panel_sides(colleague).filter(pk=cast.other_side.pk).exists()
    end_cover(emergency, acting_user=cast.chair)
    assert not panel_sides(colleague).filter(pk=cast.other_side.pk).exists()
    until = timezone.now() + timedelta(days=9)
    with pytest.raises(ConflictOfInterest):
        change_advocate(cast.other_side, colleague, until, acting_user=cast.coordinator)
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert not panel_sides(colleague).filter(pk=cast.other_side.pk).exists()


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_tried_in_whatever_order_three_people_stand_behind_an_open_side(
    cast: Cast, colleague: User, seed: int
) -> None:
    chance, now = Random(seed), timezone.now()
    leading = factories.user("Lee Leader", cast.advocate.agency)
    factories.seat(cast.panel, leading, "chair")
    who = (cast.coordinator, cast.chair, cast.member, cast.outsider, colleague, leading)
    opened = 0
    for _ in range(60):
        now += timedelta(minutes=chance.choice((1, 50, 130)))
        with time_machine.travel(now, tick=False), suppress(Refused):
            emergency, user = Emergency.objects.order_by("pk").last(), chance.choice(who)
            move = chance.choice(("ask", "ask", "confirm", "confirm", "confirm", "end", "clock"))
            if move == "ask":
                ask(cast, chance.choice((colleague, leading)), chance.choice(who[:2] + who[5:]))
            elif move == "clock":
                end_emergencies()
            elif emergency and move == "confirm":
                confirm_cover(emergency, acting_user=user)
            elif emergency and chance.random() < 0.3:
                end_cover(emergency, acting_user=user)
        with time_machine.travel(now, tick=False):
            for actor in (colleague, leading):
                if my_sides(actor).exists():
                    opened += 1
                    of = Emergency.objects.get(colleague=actor, ended_at=None, side=cast.side)
                    assert of.confirmed_by in {cast.coordinator, cast.chair, leading}
                    assert len({of.asked_by, of.confirmed_by, actor}) == 3
                    assert of.confirmed_at and of.confirmed_at <= now < of.confirmed_at + HOURS
    assert opened


def test_it_is_for_when_nobody_else_can_act(cast: Cast, colleague: User) -> None:
    stranger = factories.user("Sol Elsewhere", factories.agency("Elsewhere"))
    gone = factories.user("Gil Gone", cast.advocate.agency, is_active=False)
    for wrong in (stranger, gone, cast.advocate):
        with pytest.raises(NotTheirColleague):
            ask(cast, wrong)
    now = timezone.now()
    arrange_stand_in(colleague, now - HOURS, now + HOURS, acting_user=cast.advocate)
    with pytest.raises(SomebodyStandsIn):
        ask(cast, colleague)
    end_stand_in(acting_user=cast.advocate)
    emergency = ask(cast, colleague)
    end_advocacy(cast.side, acting_user=cast.coordinator)
    with pytest.raises(NobodySpeaks):
        confirm_cover(emergency, acting_user=cast.chair)
    with pytest.raises(NobodySpeaks):
        ask(cast, colleague)


def test_another_advocate_ends_it(cast: Cast, colleague: User) -> None:
    begin(cast, colleague)
    assert acts(colleague, cast)
    until = timezone.now() + timedelta(days=9)
    change_advocate(cast.side, cast.other_member, until, acting_user=cast.coordinator)
    assert not acts(colleague, cast)


def test_asking_and_confirming_each_want_a_new_code(cast: Cast, colleague: User) -> None:
    asker, second = inside(cast.coordinator), inside(cast.chair)
    for client in (asker, second):
        let_code_grow_old(client)
    form = {"colleague": str(colleague.public_id), "reason": WHY}
    assert asker.post(asking(cast), form).status_code == 403
    assert not Emergency.objects.exists()
    emergency = ask(cast, colleague)
    assert second.post(at("confirm_emergency", emergency)).status_code == 403
    assert not acts(colleague, cast)
    second.post(at("confirm_emergency", emergency), {"fresh_code": unused_code(cast.chair)})
    assert acts(colleague, cast)


def test_everybody_concerned_finds_it_on_their_desk(cast: Cast, colleague: User) -> None:
    began = timezone.now()
    emergency = begin(cast, colleague)
    theirs = inside(colleague).get("/advocate/").content.decode()
    assert "you act for Jay: Amal Advocate cannot be reached" in theirs and WHY in theirs
    usual = inside(cast.advocate).get("/advocate/").content.decode()
    assert "acts for you" in usual and "you could not be reached: Ari Colleague" in usual
    assert "somebody acts" in inside(cast.chair).get(DESK).content.decode()
    end_cover(emergency, acting_user=cast.chair)
    usual = inside(cast.advocate).get("/advocate/").content.decode()
    assert "acted for you" in usual and "acts for you" not in usual
    assert "somebody acts" not in inside(cast.chair).get(DESK).content.decode()
    week = reverse("panel:openings", args=[cast.panel.public_id])
    monday = timezone.localdate(began) - timedelta(days=timezone.localdate(began).weekday())
    page = inside(cast.chair).get(week, {"week": monday.isoformat()}).content.decode()
    for shown in ("Ari Colleague", "asked for by Cora", "confirmed by Chris"):
        assert shown in page
    with time_machine.travel(began + timedelta(days=15)):
        later = inside(cast.advocate).get("/advocate/").content.decode()
        assert "acted for you" not in later


def test_whoever_acts_hears_of_what_cannot_wait(cast: Cast, colleague: User) -> None:
    raise_alert(cast.side.subject, Alert.Kind.HARM_SELF, side=cast.side)
    alert = Alert.objects.get()
    assert colleague not in to_be_told({alert: 0})[alert]
    begin(cast, colleague)
    assert to_be_told({alert: 0})[alert].keys() >= {cast.advocate, colleague}


def test_where_nobody_can_be_the_second_person_it_is_said(cast: Cast, colleague: User) -> None:
    Membership.objects.filter(user=cast.chair).update(ended_at=timezone.now())
    form = {"colleague": str(colleague.public_id), "reason": WHY}
    said = inside(cast.coordinator).post(asking(cast), form, follow=True).content.decode()
    assert "Nobody else may confirm it" in said and not mail.outbox


def test_as_many_queries_for_many_emergencies_as_for_one(cast: Cast, colleague: User) -> None:
    def more(name: str) -> None:
        side = factories.side(name, cast.panel, cast.advocate, cast.coordinator)
        asked = ask_for_cover(side, colleague, WHY, acting_user=cast.coordinator)
        confirm_cover(asked, acting_user=cast.chair)

    begin(cast, colleague)
    pages = [(inside(cast.chair), DESK), (inside(colleague), "/advocate/")]
    pages += [(inside(cast.advocate), "/advocate/")]
    few = [queries_of(*page) for page in pages]
    for name in ("Ana", "Ben", "Cleo"):
        more(name)
    assert [queries_of(*page) for page in pages] == few


def test_whoever_acted_for_one_and_speaks_for_the_other_is_changed_before_they_are_kept_apart(
    cast: Cast, colleague: User
) -> None:
    end_cover(begin(cast, colleague), acting_user=cast.chair)
    lev = factories.side("Lev", cast.other_panel, colleague, cast.other_member)
    with pytest.raises(OneAdvocateForBoth):
        keep_apart(cast.side.subject, lev.subject, acting_user=cast.coordinator)
    until = timezone.now() + timedelta(days=90)
    change_advocate(lev, cast.other_advocate, until, acting_user=cast.other_member)
    keep_apart(cast.side.subject, lev.subject, acting_user=cast.coordinator)
    assert not my_sides(colleague).exists()
