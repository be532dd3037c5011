"""Emails about accounts, emergencies and openings: none is lost, none is doubled."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from smtplib import SMTPDataError, SMTPServerDisconnected
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends import locmem
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from companion.changes.account import close_account
from companion.changes.emergencies import ask_for_cover, confirm_cover, end_cover
from companion.changes.letters import write_to
from companion.models import Invitation, InvitationLetter, LetterState, Notice, User
from companion.tasks import send_letters
from tests import factories
from tests.cast import Cast
from tests.postbox import invitation_link
from tests.signing_in import sign_in

INVITE = "/administration/people/invite/"
NIA = {"email": "nia@example.org", "name": "Nia Newcomer"}

pytestmark = pytest.mark.django_db


class Post(locmem.EmailBackend):
    """A mail server that can be down, say no, or hang up after it has taken an email."""

    how = ""

    def open(self) -> bool:
        if self.how == "down":
            raise ConnectionRefusedError
        return True

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if self.how == "refuses":
            raise SMTPDataError(550, b"no")
        sent = super().send_messages(messages)
        if self.how == "hangs up":
            raise SMTPServerDisconnected
        return sent


@pytest.fixture
def post(settings: Any) -> Iterator[type[Post]]:
    settings.EMAIL_BACKEND = f"{__name__}.Post"
    yield Post
    Post.how = ""


@pytest.fixture
def desk(client: Client) -> Client:
    """An administrator's browser."""
    sign_in(client, factories.user("Ada Byrne", is_administrator=True))
    return client


def leave(post: type[Post], how: str = "", after: timedelta = timedelta(0)) -> list[list[str]]:
    """To whom emails left, once the mail server is so."""
    post.how = how
    mail.outbox.clear()
    with time_machine.travel(timezone.now() + after):
        send_letters()
    return sorted(email.to for email in mail.outbox)


def test_what_a_mail_server_that_is_down_kept_waiting_leaves_once(
    cast: Cast, post: type[Post]
) -> None:
    colleague = factories.user("Ari Colleague", cast.advocate.agency)
    ask = ask_for_cover(cast.side, colleague, "Nobody answers.", acting_user=cast.coordinator)
    assert leave(post, "down") == leave(post, "down") == []
    second = Client()
    sign_in(second, cast.chair)
    page = f"/panel/emergencies/{ask.public_id}/"
    assertNotContains(second.get(page), "No email has reached")
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assertContains(second.get(page), "No email has reached: Chris Chair. Ring them.")
    assert leave(post) == [[cast.chair.email]]
    assert leave(post) == []
    confirm_cover(ask, acting_user=cast.chair)
    assert leave(post, "down") == []
    end_cover(ask, acting_user=cast.chair)
    # Whoever was to act need not come any more; whose place it was is told all the same.
    assert leave(post) == [[cast.advocate.email]]


def test_what_may_have_left_is_never_sent_again(cast: Cast, post: type[Post]) -> None:
    colleague = factories.user("Ari Colleague", cast.advocate.agency)
    ask_for_cover(cast.side, colleague, "Nobody answers.", acting_user=cast.coordinator)
    write_to([cast.chair], Notice.Kind.MAY_CONFIRM)  # one email serves for both
    assert leave(post, "hangs up") == [[cast.chair.email]]
    assert leave(post) == []
    # A worker that was killed on the way is the same.
    Notice.objects.update(state=LetterState.SENDING, claimed_at=timezone.now())
    assert leave(post, after=timedelta(seconds=30)) == []
    assert leave(post, after=timedelta(minutes=2)) == []
    assert {one.state for one in Notice.objects.all()} == {LetterState.UNKNOWN}


def test_a_link_is_made_as_its_email_leaves_and_an_email_that_waits_is_no_lost_invitation(
    desk: Client, post: type[Post]
) -> None:
    assertContains(desk.post(INVITE, NIA, follow=True), "waits, and is tried again by itself")
    user = User.objects.get(email=NIA["email"])
    page = f"/administration/people/{user.public_id}/"
    before = Invitation.objects.get()
    assert leave(post, "down") == []
    assert leave(post, "refuses", timedelta(days=4)) == []
    assertContains(desk.get(page), "does not take the email with their link")
    desk.post(f"{page}invite/")
    assert leave(post, after=timedelta(days=4)) == [[user.email]]
    assertContains(desk.get(page), "The email with their link has left.")
    invitation = Invitation.objects.get(ended_at=None)
    assert invitation.digest != before.digest
    assert invitation.expires_at > timezone.now() + timedelta(days=6)
    assert Client().get(invitation_link()).status_code == 302
    # What has left is given by nobody's hand.
    assertContains(desk.post(f"{page}invite/", {"by_hand": "yes"}, follow=True), "has left, or is")


@pytest.mark.parametrize("how", ["refuses", "hangs up", "down"])
def test_a_link_whose_email_came_to_nothing_is_given_by_hand(
    desk: Client, post: type[Post], how: str
) -> None:
    desk.post(INVITE, NIA)
    user = User.objects.get(email=NIA["email"])
    page, offered = f"/administration/people/{user.public_id}/", "to give by hand"
    assertNotContains(desk.get(page), offered)
    leave(post, how)
    later = timezone.now() + timedelta(minutes=6)
    with time_machine.travel(later):
        sign_in(desk, User.objects.get(name="Ada Byrne"))
        assertContains(desk.get(page), offered)
        assertContains(desk.post(f"{page}invite/", {"by_hand": "yes"}), "http://testserver/inv")
    # The one before opens nothing, and never leaves.
    assert leave(post) == []
    assert Invitation.objects.filter(ended_at=None).count() == 1


def test_nothing_is_sent_to_an_account_that_was_closed_meanwhile(
    desk: Client, post: type[Post]
) -> None:
    desk.post(INVITE, NIA)
    user, ada = User.objects.get(email=NIA["email"]), User.objects.get(name="Ada Byrne")
    close_account(user, acting_user=ada)
    assert leave(post) == []
    assert InvitationLetter.objects.get().state == LetterState.DROPPED
