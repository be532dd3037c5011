"""An editor who is signed in, and pages that survive a transactional test's flush."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from companion.models import SealedTotpDevice
from content.editors import EDITORS
from content.pages import ensure_pages


@pytest.fixture(autouse=True)
def pages(request: pytest.FixtureRequest) -> None:
    """Wagtail's rows, made again if another test's flush took them."""
    kinds = [name for name in ("db", "transactional_db") if name in request.fixturenames]
    if kinds:
        request.getfixturevalue(kinds[-1])
        ensure_pages()


@pytest.fixture
def editor(db: None) -> Any:
    """Somebody who edits guidance and wordings, and does nothing else."""
    user = get_user_model().objects.create_user(
        "editor@example.org", "a long enough phrase", name="Eddy"
    )
    user.groups.add(Group.objects.get(name=EDITORS))
    return user


@pytest.fixture
def desk(client: Client, editor: Any) -> Client:
    """A browser in which the editor has signed in with both factors."""
    return sign_in(client, editor)


def sign_in(client: Client, user: Any) -> Client:
    """Sign a user in with a second factor, without the door's screens."""
    device = SealedTotpDevice.objects.create(
        user=user, owner_id=user.public_id, name="app", confirmed=True, secret="0" * 40
    )
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return client
