"""Which desks a user is shown, and where signing in leads."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from companion.changes.people import end_advocacy
from companion.models import Membership, User
from content.editors import EDITORS
from tests.cast import Cast
from tests.signing_in import sign_in

ACCOUNT = "/account/"


def desks_of(client: Client, user: User) -> list[str]:
    sign_in(client, user)
    return [desk.url for desk in client.get(ACCOUNT).context["desks"]]


def test_everybody_is_shown_their_own_desks(client: Client, cast: Cast) -> None:
    cast.editor_like.groups.add(Group.objects.get(name=EDITORS))
    assert desks_of(client, cast.advocate) == ["/advocate/", ACCOUNT]
    assert desks_of(client, cast.member) == ["/panel/", ACCOUNT]
    assert desks_of(client, cast.editor_like) == ["/cms/", ACCOUNT]
    assert desks_of(client, cast.outsider) == [ACCOUNT]


def test_a_desk_goes_with_the_role(client: Client, cast: Cast) -> None:
    end_advocacy(cast.side, acting_user=cast.coordinator)
    Membership.objects.filter(user=cast.member).update(ended_at=cast.side.panel_case.opened_at)
    assert desks_of(client, cast.advocate) == [ACCOUNT]
    assert desks_of(client, cast.member) == [ACCOUNT]


def test_the_name_of_the_service_leads_to_the_first_desk_and_leaving_does_not(
    client: Client, cast: Cast
) -> None:
    sign_in(client, cast.chair)
    page = client.get(ACCOUNT).content.decode()
    assert 'class="masthead__name" href="/panel/"' in page
    assert re.search(r'<a href="/"[^>]*exit-this-page', page)
    client.logout()
    assert 'class="masthead__name" href="/"' in client.get("/sign-in/").content.decode()


def test_signing_in_leads_to_the_first_desk(client: Client, cast: Cast) -> None:
    sign_in(client, cast.advocate)
    assert client.get("/sign-in/").headers["Location"] == "/advocate/"
    sign_in(client, cast.chair)
    assert client.get("/sign-in/").headers["Location"] == "/panel/"


def test_the_desks_cost_six_queries_and_only_where_they_are_shown(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, cast.advocate)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("companion.views.desks.desks_of", lambda _: pytest.fail("looked up"))
        assert client.get("/sign-out/").status_code == 405
    session, user, device, desks = 1, 1, 1, 1
    # Who named them; for whom they spoke; whether they acted, stood in; who is kept apart.
    unseen = 1 + 1 + 2 + 1
    agency, codes, app, passkeys, sign_ins = 1, 1, 1, 1, 1
    there = session + user + device + agency + codes + app + passkeys + sign_ins
    with django_assert_num_queries(there + unseen + desks):
        client.get(ACCOUNT)
