"""What administrators find of those who work here, and what each account is: to the moment."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.http import Http404
from django.utils import timezone

from companion.access import account, administration, staff
from companion.changes.account import give_authenticator
from companion.changes.people import end_advocacy
from companion.models import (
    Agency,
    FactorReset,
    Invitation,
    InvitationLetter,
    Membership,
    Notice,
    Passkey,
    RecoveryCode,
    SealedTotpDevice,
    SignIn,
    User,
)
from tests import factories
from tests.cast import Cast
from tests.companion.finding import MOMENT, change

DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return factories.user("Ada Byrne", is_administrator=True)


def test_the_desk_is_there_for_whoever_administers_and_nobody_else(cast: Cast) -> None:
    was = factories.user("Was Administrator", is_administrator=True, is_active=False)
    agency, day = cast.outsider.agency, timezone.localdate()
    assert agency
    doors: list[Any] = [
        administration.administrator,
        administration.agencies_for,
        administration.administered_panels,
        administration.seatable_users,
        staff.staff_for,
        staff.resets_waiting,
        lambda user: administration.agency_for(user, agency.public_id),
        lambda user: administration.agreements_to_review(user, day),
        lambda user: administration.administered_panel_for(user, cast.panel.public_id),
        lambda user: staff.colleague_for(user, cast.chair.public_id),
    ]
    for door in doors:
        assert door(cast.administrator) is not None
        for user in (cast.coordinator, was):
            with pytest.raises(Http404):
                door(user)
    assert administration.agency_for(cast.administrator, agency.public_id) == agency
    panel = administration.administered_panel_for(cast.administrator, cast.panel.public_id)
    assert (panel, panel.sitting) == (cast.panel, 4)  # type: ignore[attr-defined]
    assert staff.colleague_for(cast.administrator, cast.chair.public_id) == cast.chair
    for find in (
        administration.agency_for,
        administration.administered_panel_for,
        staff.colleague_for,
    ):
        with pytest.raises(Http404):
            find(cast.administrator, uuid4())


def test_agreements_are_reviewed_a_month_before_they_end(ada: User) -> None:
    today = timezone.localdate()
    for name, days, agreement in (
        ("D", 30, "One"), ("C", 31, "One"), ("B", None, ""), ("A", -1, "One"), ("E", 400, "One"),
    ):  # fmt: skip
        on = today + timedelta(days=days) if days is not None else None
        Agency.objects.create(name=name, agreement=agreement, agreement_review_on=on)
    names = [agency.name for agency in administration.agreements_to_review(ada, today)]
    assert names == ["A", "B", "D"]
    assert [agency.name for agency in administration.agencies_for(ada)] == [*"ABCDE"]


def test_who_sits_and_who_may_be_given_a_seat(ada: User) -> None:
    z, a = (Agency.objects.create(name=name) for name in ("Z", "A"))
    lee, kim, zoe = (factories.user(name, of) for name, of in (("Lee", z), ("Kim", z), ("Zoe", a)))
    factories.user("Gone", a, is_active=False)
    assert list(administration.seatable_users(ada)) == [zoe, kim, lee]
    low, high = factories.panel("B"), factories.panel("A")
    for at, user, role in (
        (low, lee, "chair"), (low, kim, "member"), (low, zoe, "member"), (high, zoe, "member"),
    ):  # fmt: skip
        factories.seat(at, user, role)
    ended = Membership.objects.create(user=ada, panel=low, role="chair")
    change(ended, ended_at=timezone.now())
    assert [seat.user for seat in administration.seats_of(low)] == [lee, kim, zoe]
    assert administration.seated_for(low, kim.public_id) == kim
    for user in (ada, factories.user("Other", a)):
        with pytest.raises(Http404):
            administration.seated_for(low, user.public_id)
    panels = administration.administered_panels(ada)
    assert [(panel, panel.sitting) for panel in panels] == [(high, 1), (low, 3)]  # type: ignore[attr-defined]
    hands = staff.in_hand(zoe)
    assert ([seat.panel for seat in hands.seats], hands.speaks_for) == ([high, low], 0)
    assert staff.in_hand(ada).seats == []
    assert [user.name for user in staff.staff_for(ada)] == [
        "Ada Byrne", "Kim", "Lee", "Other", "Zoe", "Gone",
    ]  # fmt: skip


def test_what_an_advocate_would_hand_over_is_for_whom_they_speak_now(cast: Cast) -> None:
    factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    assert staff.in_hand(cast.advocate).speaks_for == 2
    end_advocacy(cast.side, acting_user=cast.coordinator)
    assert staff.in_hand(cast.advocate).speaks_for == 1
    assert staff.in_hand(cast.other_advocate).speaks_for == 1


def invitation(user: User, by: User, **fields: Any) -> Invitation:
    usual = {"digest": uuid4().hex, "expires_at": timezone.now() + DAY}
    return Invitation.objects.create(user=user, invited_by=by, **{**usual, **fields})


def test_a_link_works_until_it_ends_and_a_letter_that_is_late_is_told(ada: User) -> None:
    now = timezone.now()
    sam, kim = factories.user("Sam"), factories.user("Kim")
    assert staff.letter_of_invitation(sam) is None
    assert staff.letter_came_to_nothing(sam, now) is False
    old = invitation(sam, ada, ended_at=now)
    InvitationLetter.objects.create(user=sam, invitation=old, why="invited", state="refused")
    assert staff.letter_of_invitation(sam) is None
    taken = invitation(sam, ada, taken_at=now)
    link, other = invitation(sam, ada), invitation(kim, ada)
    first, letter, others = (
        InvitationLetter.objects.create(user=user, invitation=one, why="invited", raised_at=now)
        for user, one in ((sam, taken), (sam, link), (kim, other))
    )
    assert staff.letter_of_invitation(sam) == letter and first != letter
    assert staff.letter_of_invitation(kim) == others
    for state, after, nothing in (
        ("sent", DAY, False),
        ("refused", 0 * DAY, True),
        ("unknown", 0 * DAY, True),
        ("waiting", staff.PATIENCE - MOMENT, False),
        ("waiting", staff.PATIENCE, True),
        ("sending", staff.PATIENCE - MOMENT, False),
        ("sending", staff.PATIENCE, True),
    ):
        change(letter, state=state)
        assert staff.letter_came_to_nothing(sam, now + after) is nothing, (state, after)
    assert staff.PATIENCE == timedelta(minutes=5)
    assert staff.open_invitation(link.digest) == link
    assert staff.open_invitation(old.digest) is None and staff.open_invitation("") is None
    with time_machine.travel(link.expires_at, tick=False):
        assert staff.open_invitation(link.digest) is None


def test_a_reset_waits_for_a_second_administrator_and_its_letter_is_told(ada: User) -> None:
    now = timezone.now()
    sam, kim = factories.user("Sam"), factories.user("Kim")
    second, first = (
        FactorReset.objects.create(
            user=user, asked_by=ada, asked_at=now - ago, expires_at=now + DAY
        )
        for user, ago in ((sam, MOMENT), (kim, 9 * MOMENT))
    )
    assert list(staff.resets_waiting(ada)) == [first, second]
    change(first, ended_at=now)
    assert list(staff.resets_waiting(ada)) == [second]
    with time_machine.travel(second.expires_at, tick=False):
        assert not staff.resets_waiting(ada).exists()
    for user, kind, at, state in (
        (sam, "reset_asked", second.asked_at - MOMENT, "unknown"),
        (sam, "app_removed", now, "refused"),
        (kim, "reset_asked", now, "refused"),
    ):
        Notice.objects.create(user=user, kind=kind, raised_at=at, state=state)
    assert staff.told_of_reset(second) == ""
    for state, at in (("sending", now), ("sent", second.asked_at)):
        Notice.objects.create(user=sam, kind="reset_asked", raised_at=at, state=state)
        assert staff.told_of_reset(second) == state


def test_the_ways_in_of_an_account_are_its_own(ada: User) -> None:
    sam = factories.user("Sam")
    assert account.authenticator_of(sam) is None and account.way_in_of(sam) is None
    assert account.unused_code(sam) is None
    begun = SealedTotpDevice.objects.create(
        user=sam, owner_id=sam.public_id, secret="MFRGGZDF", confirmed=False
    )
    assert account.authenticator_begun(sam) == begun and account.authenticator_of(sam) is None
    assert account.authenticator_begun(ada) is None
    now = timezone.now()
    for user, at, confirmed in (
        (sam, now, True), (sam, now - DAY, True), (sam, now - 9 * DAY, False),
        (ada, now - 9 * DAY, True),
    ):  # fmt: skip
        Passkey.objects.create(
            user=user, name="Key", credential_id=uuid4().hex, public_key=b"", added_at=at,
            confirmed=confirmed,
        )  # fmt: skip
    way_in = account.way_in_of(sam)
    assert isinstance(way_in, Passkey) and way_in.added_at == now - DAY
    give_authenticator(sam)
    device = account.authenticator_of(sam)
    assert device and account.way_in_of(sam) == device and device != begun
    assert account.authenticator_of(ada) is None
    begun.delete()
    assert account.authenticator_begun(sam) is None
    with time_machine.travel(now, tick=False):
        code = account.unused_code(sam)
        assert code and device.verify_token(code)
        following = account.unused_code(sam)
        assert following and following != code and device.takes(following)
    with time_machine.travel(now + timedelta(seconds=30), tick=False):
        assert account.unused_code(sam) == following
    for user, digest, used in (
        (sam, "1", None),
        (sam, "2", None),
        (sam, "3", now),
        (ada, "4", None),
    ):
        RecoveryCode.objects.create(user=user, digest=digest, used_at=used)
    assert (account.recovery_codes_left(sam), account.recovery_codes_left(ada)) == (2, 1)
    assert account.account_called(f"  {sam.email.upper()} ") == sam
    assert account.account_called("nobody@example.org") is None


def test_a_sign_in_is_there_while_all_its_clocks_run_and_for_its_user_alone(ada: User) -> None:
    sam, now = factories.user("Sam"), timezone.now()
    usual = {
        "user": sam, "whole": True, "public_id": uuid4(), "expire_date": now + MOMENT,
        "begun_at": now - settings.SESSION_AT_MOST + MOMENT,
        "seen_at": now - settings.SESSION_IDLE + MOMENT,
    }  # fmt: skip
    made = {}
    for name, fields in (
        ("last", {}),
        ("newest", {"seen_at": now - MOMENT, "begun_at": now - MOMENT}),
        ("first", {"seen_at": now, "begun_at": now - 2 * MOMENT}),
        ("second", {"seen_at": now, "begun_at": now - 3 * MOMENT}),
        ("hers", {"user": ada, "public_id": uuid4()}),
        ("half", {"whole": False}),
        ("nameless", {"public_id": None}),
        ("expired", {"expire_date": now}),
        ("long", {"begun_at": now - settings.SESSION_AT_MOST}),
        ("idle", {"seen_at": now - settings.SESSION_IDLE}),
    ):
        made[name] = SignIn.objects.create(session_key=name, session_data="", **{**usual, **fields})
    with time_machine.travel(now, tick=False):
        found = [one.session_key for one in account.sign_ins_of(sam)]
        assert found == ["first", "second", "newest", "last"]
        hers = made["hers"].public_id
        assert hers and account.sign_in_for(ada, hers) == made["hers"]
        with pytest.raises(Http404):
            account.sign_in_for(sam, hers)


def test_each_user_has_the_desks_of_what_they_do(cast: Cast) -> None:
    none = account.Desks(advocate=False, panel=False, cms=False, administration=False)
    entry = Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin")
    editors = Group.objects.create(name="Some editors")
    editors.permissions.add(entry)
    by_name, by_group, other = (factories.user(name) for name in ("One", "Two", "Three"))
    by_name.user_permissions.add(entry)
    by_group.groups.add(editors)
    of_wagtail = Permission.objects.create(
        codename="another", content_type=entry.content_type, name="Something else"
    )
    other.user_permissions.add(of_wagtail, Permission.objects.exclude(codename="access_admin")[0])
    root = factories.user("Root", is_superuser=True)
    for user, desks in (
        (cast.outsider, []), (other, []), (cast.advocate, ["advocate"]), (cast.member, ["panel"]),
        (cast.administrator, ["administration"]), (by_name, ["cms"]), (by_group, ["cms"]),
        (root, ["cms"]),
    ):  # fmt: skip
        found = account.desks_of(user)
        assert {name for name, there in vars(found).items() if there} == set(desks), user
        assert account.may_edit(user) is found.cms
    assert account.desks_of(cast.outsider) == none
    for user in (root, by_group):
        user.is_active = False
        assert account.may_edit(user) is False
