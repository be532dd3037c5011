"""The first account of an empty service: made at the server, shown once, good for the door."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from companion.models import Event, User
from tests.signing_in import sign_in_through_door


def made(*arguments: str) -> str:
    out = StringIO()
    call_command("add_user", *arguments, stdout=out)
    return out.getvalue()


def test_what_is_printed_opens_the_door(db: None, client: Client) -> None:
    printed = made("Ada@Example.org", "Ada Byrne", "--administrator", "--agency", "Council")
    password = re.search(r"Password: (\S+)", printed)
    assert password
    user = User.objects.get()
    assert (user.email, user.is_administrator) == ("ada@example.org", True)
    assert user.agency is not None
    sign_in_through_door(client, user, password[1])
    assert client.get("/account/").status_code == 200
    assert Event.objects.filter(kind="account_made", actor="service").exists()


@pytest.mark.parametrize("email", ["ada@example.org", "nonsense"])
def test_what_cannot_be_is_refused_in_a_sentence(db: None, email: str) -> None:
    made("ada@example.org", "Ada")
    with pytest.raises(CommandError, match=r"already|no email"):
        made(email, "Ada")
    assert User.objects.count() == 1
