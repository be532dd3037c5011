"""Two editors, one of them signed in, and pages that survive a transactional test's flush."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from companion.models import User
from content.editors import EDITORS
from content.pages import ensure_pages
from content.ways import ensure_way
from tests.factories import user
from tests.signing_in import sign_in


@pytest.fixture(autouse=True)
def pages(request: pytest.FixtureRequest) -> None:
    """Wagtail's rows, made again if another test's flush took them."""
    kinds = [name for name in ("db", "transactional_db") if name in request.fixturenames]
    if kinds:
        request.getfixturevalue(kinds[-1])
        ensure_pages()
        ensure_way()


@pytest.fixture
def editor(db: None) -> User:
    """Somebody who edits guidance and wordings, and does nothing else."""
    made = user("Eddy")
    made.groups.add(Group.objects.get(name=EDITORS))
    return made


@pytest.fixture
def second(db: None) -> User:
    """Another editor."""
    made = user("Sasha")
    made.groups.add(Group.objects.get(name=EDITORS))
    return made


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    """A browser in which the editor has signed in with both factors."""
    sign_in(client, editor)
    return client
