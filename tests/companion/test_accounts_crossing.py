"""Two at one moment about one account, or one's own way in: each rule holds whoever was first."""

from base64 import b32decode
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django_otp.oath import totp

from companion.access.account import authenticator_begun
from companion.changes.account import close_account
from companion.changes.errors import ConflictOfInterest, NotAColleague, Refused, StillNeeded
from companion.changes.invitations import begin_invitation, invite_user, take_invitation
from companion.changes.moving import move_to_agency
from companion.changes.people import change_advocate
from companion.changes.recovery import make_recovery_codes
from companion.changes.resets import ask_for_reset, confirm_reset, stop_reset
from companion.changes.sign_ins import end_other_sign_ins
from companion.changes.standing_in import arrange_stand_in
from companion.models import Advocacy, RecoveryCode, SealedTotpDevice, StandIn
from tests import factories
from tests.cast import Cast
from tests.crossing import FOR_REAL, crossed, locks, reads, touches

pytestmark = FOR_REAL
LATER = timedelta(days=5)


def test_nobody_is_given_to_an_account_that_is_being_closed(cast: Cast) -> None:
    leaving = factories.user("Dee Advocate", factories.agency("Dee", "voluntary"))
    until = timezone.now() + LATER
    first, second = crossed(
        lambda: close_account(leaving, acting_user=cast.administrator),
        reads("companion_advocacy"),
        lambda: change_advocate(cast.side, leaving, until, acting_user=cast.coordinator),
    )
    assert first is None
    assert isinstance(second, ConflictOfInterest)
    assert Advocacy.objects.standing().get(side=cast.side).advocate == cast.advocate


def test_of_two_who_coordinate_a_live_panel_one_account_stays(cast: Cast) -> None:
    other = factories.user("Deb Coordinator", cast.coordinator.agency)
    factories.seat(cast.panel, other, "coordinator")
    first, second = crossed(
        lambda: close_account(cast.coordinator, acting_user=cast.administrator),
        reads("companion_advocacy"),
        lambda: close_account(other, acting_user=cast.administrator),
    )
    assert first is None
    assert isinstance(second, StillNeeded)


def test_a_colleague_who_is_moving_to_another_agency_stands_in_for_nobody(cast: Cast) -> None:
    friend, now = factories.user("Fay Friend", cast.advocate.agency), timezone.now()

    def arrange() -> None:
        arrange_stand_in(friend, now, now + LATER, acting_user=cast.advocate)

    def move() -> None:
        move_to_agency(friend, cast.member.agency, acting_user=cast.administrator)

    assert crossed(arrange, locks("companion_user"), move) == [None, None]
    assert not StandIn.objects.filter(ended_at=None).exists()
    friend.agency = cast.advocate.agency
    friend.save()
    first, second = crossed(move, locks("companion_user"), arrange)
    assert first is None
    assert isinstance(second, NotAColleague)


def test_a_reset_is_stopped_or_done_and_never_both(cast: Cast) -> None:
    other = factories.user("Abe Administrator", is_administrator=True)
    reset = ask_for_reset(cast.member, acting_user=cast.administrator)
    ended = crossed(
        lambda: confirm_reset(reset, acting_user=other),
        touches("companion_factorreset"),
        lambda: stop_reset(reset, acting_user=cast.member),
    )
    assert all(error is None or isinstance(error, Refused) for error in ended)
    reset.refresh_from_db()
    kept = SealedTotpDevice.objects.filter(user=cast.member).exists()
    assert kept == (reset.ended_at is not None) == (reset.confirmed_at is None)


def test_whoever_holds_an_account_lets_its_owner_do_other_things(cast: Cast) -> None:
    ended = crossed(
        lambda: make_recovery_codes(cast.member, acting_user=cast.member),
        locks("companion_user"),
        lambda: end_other_sign_ins(None, acting_user=cast.member),
    )
    assert ended == [None, None]
    assert RecoveryCode.objects.filter(user=cast.member).count() == 10


def test_an_invitation_taken_on_one_page_while_another_begins_it_has_a_way_in(cast: Cast) -> None:
    invited = invite_user("new@example.org", "New", None, [], acting_user=cast.administrator)
    invitation, password = invited.invitation, make_password("a long sentence of my own")
    begin_invitation(invitation)
    device = authenticator_begun(invitation.user)
    assert device is not None
    code = f"{totp(b32decode(device.secret)):06}"  # type: ignore[no-untyped-call]
    ended = crossed(
        lambda: take_invitation(invitation, password, code),
        reads("companion_sealedtotpdevice"),
        lambda: begin_invitation(invitation),
    )
    assert all(error is None or isinstance(error, Refused) for error in ended)
    invitation.refresh_from_db()
    assert invitation.taken_at is not None
    assert SealedTotpDevice.objects.filter(user=invitation.user, confirmed=True).exists()
