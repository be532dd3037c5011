"""The one door: what is not listed is closed."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, resolve

from companion.models import User
from tests.routes import Route, all_routes
from tests.signing_in import sign_in, sign_in_halfway

# Written out a second time on purpose: a route that is opened must be opened here as well.
OPEN_TO_ANYBODY = {
    "wagtail_serve",
    "wagtaildocs_serve",
    "messaging:inbound",
    "messaging:status",
    "messaging:voice",
    "healthz",
    "readyz",
    "sign_in",
    "sign_in_help",
    "invitation",
    "invitation_app",
    "invitation_link",
}
OPEN_HALFWAY = {"second_factor", "recovery_code", "sign_out", "cms_sign_out"}
# Ours stands before Wagtail's at the same address.
SHADOWED = {"wagtailadmin_logout"}
OURS = ("/sign-in/", "/account/")
# Wagtail asks again for its own passwords, and shows how it breaks: neither is part of this house.
CLOSED = {
    "wagtailcore_authenticate_with_password",
    "wagtaildocs_authenticate_with_password",
    "wagtailadmin_error_test",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return User.objects.create_user("sam@example.org", name="Sam Reed")


@pytest.fixture
def editor(user: User) -> User:
    group = Group.objects.create(name="May edit")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    return user


def reached(client: Client, route: Route, method: str) -> bool:
    """Whether the view was reached, rather than the door or a page that says nothing is here."""
    answer = client.generic(method, route.path)
    return not (answer.status_code == 302 and answer.headers["Location"].startswith(OURS))


def open_routes(client: Client, method: str) -> set[str]:
    """What this client reaches, leaving out what would end its sign-in."""
    ends_it = {"sign_out", "cms_sign_out"} if method == "POST" else set()
    left_out = SHADOWED | ends_it
    return {
        route.name
        for route in all_routes()
        if not route.name.startswith("simulator:")
        and route.name not in left_out
        and reached(client, route, method)
    }


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_reaches_a_route_that_is_not_listed(client: Client, method: str) -> None:
    client.raise_request_exception = False
    assert open_routes(client, method) == OPEN_TO_ANYBODY


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_password_alone_opens_nothing_but_the_second_half(
    client: Client, user: User, method: str
) -> None:
    client.raise_request_exception = False
    sign_in_halfway(client, user)
    halfway = OPEN_HALFWAY if method == "GET" else {"second_factor", "recovery_code"}
    assert open_routes(client, method) == OPEN_TO_ANYBODY | halfway


def test_every_sample_path_leads_to_its_own_route() -> None:
    astray = {route.name for route in all_routes() if resolve(route.path).func is not route.view}
    assert astray == SHADOWED


def test_the_simulator_is_not_there_outside_a_demonstration(client: Client) -> None:
    routes = [route for route in all_routes() if route.name.startswith("simulator:")]
    answers = {client.get(route.path).status_code for route in routes}
    assert routes
    assert answers <= {404, 405}


def test_what_exists_and_what_does_not_send_a_visitor_to_the_same_door(client: Client) -> None:
    there, missing = client.get("/cms/pages/1/edit/"), client.get("/cms/pages/999/edit/")
    assert (there.status_code, missing.status_code) == (302, 302)
    assert there.headers["Location"] == "/sign-in/?next=%2Fcms%2Fpages%2F1%2Fedit%2F"
    assert missing.headers["Location"] == "/sign-in/?next=%2Fcms%2Fpages%2F999%2Fedit%2F"


def test_somebody_who_was_sending_a_form_is_not_sent_back_to_it(client: Client) -> None:
    answer = client.post("/account/")
    assert answer.headers["Location"] == "/sign-in/"


def test_wagtail_is_not_there_for_users_who_do_not_edit(client: Client, user: User) -> None:
    sign_in(client, user)
    routes = [route for route in all_routes() if route.path.startswith("/cms/")]
    found = {
        route.name
        for route in routes
        if reached(client, route, "GET") and client.get(route.path).status_code != 404
    }
    assert len(routes) > 100
    assert found <= {"cms_sign_out", *SHADOWED}


def test_an_editor_enters_wagtail(client: Client, editor: User) -> None:
    sign_in(client, editor)
    assert client.get("/cms/").status_code == 200


def test_what_of_wagtail_is_shut_is_shut_to_editors_too(editor: User) -> None:
    browser = Client(raise_request_exception=False)
    sign_in(browser, editor)
    shut = [route for route in all_routes() if route.name in CLOSED]
    assert {route.name for route in shut} == CLOSED
    for route in shut:
        assert browser.get(route.path).status_code == 404, route.name


def test_wagtails_own_screens_for_users_are_closed_to_everybody(client: Client, user: User) -> None:
    user.is_superuser = True
    user.save()
    sign_in(client, user)
    own = [
        route
        for route in all_routes()
        if route.name not in SHADOWED
        and (
            route.module.startswith(("wagtail.users", "wagtail.admin.views.account"))
            or route.name.startswith("wagtailusers")
            or "login" in route.name
            or "authenticate" in route.name
        )
    ]
    assert len(own) > 20
    for route in own:
        for method in ("GET", "POST"):
            answer = client.generic(method, route.path)
            closed = answer.status_code == 404 or not reached(client, route, method)
            assert closed, (route.name, method, answer.status_code)


def test_signing_out_in_wagtail_signs_out_of_everything(client: Client, editor: User) -> None:
    sign_in(client, editor)
    assert client.get("/cms/logout/").status_code == 405
    assert client.post("/cms/logout/").headers["Location"] == "/sign-in/"
    assert client.get("/cms/").headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("app_label", ["companion", "auth", "wagtailusers", "axes"])
def test_users_are_not_changed_in_bulk(client: Client, user: User, app_label: str) -> None:
    user.is_superuser = True
    user.save()
    sign_in(client, user)
    assert client.get(f"/cms/bulk/{app_label}/user/delete/?id=1").status_code == 404


def somewhere_new(request: HttpRequest) -> HttpResponse:
    """A view that somebody adds one day."""
    return HttpResponse("reached")


urlpatterns = [path("somewhere-new/", somewhere_new), path("", include("companion.urls"))]


@override_settings(ROOT_URLCONF=__name__)
def test_a_route_that_nobody_classified_is_closed_until_somebody_is_inside(
    client: Client, user: User
) -> None:
    assert client.get("/somewhere-new/").headers["Location"].startswith("/sign-in/?next=")
    sign_in_halfway(client, user)
    assert client.get("/somewhere-new/").headers["Location"].startswith("/sign-in/second-factor/")
    sign_in(client, user)
    assert client.get("/somewhere-new/").content == b"reached"
