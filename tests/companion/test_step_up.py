"""Dangerous acts ask for a code once more, change nothing before it, and lose nothing typed."""

from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from companion.changes.absences import begin_absence
from companion.changes.recovery import make_recovery_codes
from companion.models import (
    Absence,
    Agency,
    DutyTest,
    Event,
    FactorReset,
    Invitation,
    InvitationLetter,
    Notice,
    Partition,
    SealedTotpDevice,
    User,
)
from companion.tasks import send_letters
from messaging.models import Number
from tests import factories
from tests.cast import Cast
from tests.companion.advocate.conftest import rule_form
from tests.companion.panel_desk import in_days
from tests.signing_in import let_code_grow_old, sign_in, sign_in_through_door, unused_code

CODES = "/account/recovery-codes/"

pytestmark = pytest.mark.django_db


class Hidden(HTMLParser):
    """What a page would send along unseen."""

    def __init__(self, page: HttpResponse) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.feed(page.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden":
            self.fields.setdefault(given["name"] or "", []).append(given.get("value") or "")


@dataclass
class Act:
    """One dangerous form: who sends it, where, what is typed, and what it would change."""

    by: User
    path: str
    typed: dict[str, object]
    state: Callable[[], object]


def number(cast: Cast) -> Act:
    owner = cast.side.subject.public_id
    return Act(
        cast.advocate,
        reverse("advocate:rule", args=[cast.side.public_id]),
        rule_form(who_is_safe='Her sister\r\n<Ana> & "Bea"'),
        lambda: Number.objects.live().get(owner_id=owner).digits,
    )


def apart(cast: Cast) -> Act:
    ana, bea = (
        factories.side(name, cast.panel, of, cast.coordinator)
        for name, of in (("Ana", cast.advocate), ("Bea", cast.other_advocate))
    )
    typed = {"one": str(ana.subject.public_id), "other": str(bea.subject.public_id)}
    return Act(cast.coordinator, "/panel/apart/", dict(typed), Partition.objects.count)


def invite(cast: Cast) -> Act:
    typed = {"email": "new@example.org", "name": "Nia", "may": ["administers", "evaluates"]}
    path = reverse("administration:invite")
    return Act(cast.administrator, path, dict(typed), User.objects.count)


def invite_anew(cast: Cast) -> Act:
    newcomer = User.objects.create_user("late@example.org", name="Lee Late")
    path = reverse("administration:invite_anew", args=[newcomer.public_id])
    return Act(cast.administrator, path, {}, Invitation.objects.count)


def close(cast: Cast) -> Act:
    path = reverse("administration:close", args=[cast.outsider.public_id])
    return Act(cast.administrator, path, {}, User.objects.filter(is_active=True).count)


def codes(cast: Cast) -> Act:
    return Act(cast.outsider, CODES, {}, cast.outsider.recovery_codes.count)


def seat(cast: Cast) -> Act:
    typed = {"user": str(cast.outsider.public_id), "role": "member"}
    path = reverse("administration:seat", args=[cast.panel.public_id])
    return Act(cast.administrator, path, dict(typed), cast.panel.memberships.count)


def duty(cast: Cast) -> Act:
    path = reverse("administration:duty", args=[cast.panel.public_id])
    typed = {"user": str(cast.member.public_id)}
    return Act(cast.administrator, path, dict(typed), DutyTest.objects.count)


def advocate(cast: Cast) -> Act:
    path = reverse("panel:advocate", args=[cast.side.public_id])
    typed = {
        "advocate": str(cast.other_advocate.public_id),
        "until": in_days(90).isoformat(),
    }
    Partition.objects.all().delete()
    return Act(cast.coordinator, path, dict(typed), cast.side.advocacies.count)


def end_seat(cast: Cast) -> Act:
    ids = [cast.panel.public_id, cast.member.public_id]
    path = reverse("administration:end_seat", args=ids)
    return Act(cast.administrator, path, {}, cast.panel.memberships.filter(ended_at=None).count)


def agency(cast: Cast) -> Act:
    kept = cast.member.agency
    assert kept is not None
    typed = {"name": "Night Shelter", "sector": "voluntary", "regime": "uk_gdpr"}
    path = reverse("administration:agency", args=[kept.public_id])
    state = Agency.objects.filter(name="Night Shelter").count
    return Act(cast.administrator, path, dict(typed), state)


def join(cast: Cast) -> Act:
    typed = {
        "name": "Ana <3",
        "role": "victim",
        "language": "en",
        "advocate": str(cast.advocate.public_id),
        "until": in_days(90).isoformat(),
    }
    case = cast.side.panel_case
    path = reverse("panel:join_case", args=[case.public_id])
    return Act(cast.coordinator, path, dict(typed), case.sides.count)


def reset(cast: Cast) -> Act:
    path = reverse("administration:reset", args=[cast.outsider.public_id])
    return Act(cast.administrator, path, {"do": "ask"}, FactorReset.objects.count)


def moves(cast: Cast) -> Act:
    path = reverse("administration:move", args=[cast.outsider.public_id])
    harbour = factories.agency("Harbour")
    state = User.objects.filter(agency=harbour).count
    return Act(cast.administrator, path, {"agency": str(harbour.public_id)}, state)


def alive(cast: Cast) -> Act:
    begin_absence(cast.side, "dead", "A letter came.", acting_user=cast.advocate)
    path = reverse("advocate:whereabouts", args=[cast.side.public_id])
    typed = {"reason": "I spoke with her", "alive": "on"}
    return Act(cast.advocate, path, dict(typed), Absence.objects.filter(by_mistake=True).count)


def alive_as_coordinators_know(cast: Cast) -> Act:
    act = alive(cast)
    path = reverse("panel:whereabouts", args=[cast.side.public_id])
    return Act(cast.coordinator, path, act.typed, act.state)


ACTS = [
    alive,
    alive_as_coordinators_know,
    number,
    apart,
    invite,
    invite_anew,
    moves,
    close,
    codes,
    seat,
    duty,
    advocate,
    end_seat,
    agency,
    join,
    reset,
]


def letters_written() -> int:
    return Notice.objects.count() + InvitationLetter.objects.count()


@pytest.mark.parametrize("make", ACTS)
def test_a_dangerous_act_waits_for_a_new_code_and_keeps_what_was_typed(
    client: Client, cast: Cast, make: Callable[[Cast], Act]
) -> None:
    act = make(cast)
    before, letters = act.state(), letters_written()
    sign_in(client, act.by)
    let_code_grow_old(client)
    asked = client.post(act.path, act.typed)
    assertContains(asked, "Your code, once more", status_code=403)
    wrong = client.post(act.path, Hidden(asked).fields | {"fresh_code": "not one"})
    assertContains(wrong, "not one of your recovery codes", status_code=422)
    assert (act.state(), letters_written()) == (before, letters)
    kept = Hidden(wrong).fields
    typed = {
        name: value if isinstance(value, list) else [value] for name, value in act.typed.items()
    }
    assert {name: kept.get(name) for name in typed} == typed
    SealedTotpDevice.objects.update(throttling_failure_count=0)
    client.post(act.path, kept | {"fresh_code": unused_code(act.by)})
    assert act.state() != before
    assert Event.objects.filter(kind="code_given_again", user=act.by).count() == 1


def test_only_another_number_is_asked_about_and_an_outsider_finds_nothing(
    client: Client, cast: Cast
) -> None:
    path = reverse("advocate:rule", args=[cast.side.public_id])
    stranger = Client()
    for browser, user in ((client, cast.advocate), (stranger, cast.other_advocate)):
        sign_in(browser, user)
        let_code_grow_old(browser)
    assert client.get(path).status_code == 200
    as_before = rule_form(number=f"0{cast.phone[3:]}", who_is_safe="Her sister Bea")
    assert client.post(path, as_before).status_code == 302
    assertContains(client.post(path, rule_form(number="12")), "This number cannot be used.")
    assert client.post(path, rule_form()).status_code == 403
    assert stranger.post(path, rule_form()).status_code == 404


def test_signing_in_counts_for_five_minutes_and_wrong_codes_are_counted(client: Client) -> None:
    user = factories.user("Sam Reed")
    user.set_password("seven green ladders")
    user.save()
    sign_in_through_door(client, user, "seven green ladders")
    assert client.post(CODES).status_code == 200
    let_code_grow_old(client)
    paper = make_recovery_codes(user, acting_user=user)[0]
    for _ in range(5):
        client.post(CODES, {"fresh_code": "WRON-GONE-CODE"})
    closed = client.post(CODES, {"fresh_code": paper})
    assertContains(closed, "Too many wrong codes", status_code=422)
    SealedTotpDevice.objects.update(throttling_failure_count=0)
    assertContains(client.post(CODES, {"fresh_code": paper}), "<code>", count=10)
    send_letters()
    assert "recovery code" in mail.outbox[-1].body


def test_a_password_is_typed_only_after_a_new_code_and_stands_in_no_page(
    client: Client, cast: Cast
) -> None:
    path, new = "/account/password/", "eight blue ladders"
    typed = {"old": "seven green ladders", "password": new, "again": new}
    cast.outsider.set_password(typed["old"])
    cast.outsider.save()
    sign_in(client, cast.outsider)
    let_code_grow_old(client)
    before = client.session.session_key
    assertContains(client.get(path), "Your code, once more", status_code=403)
    page = client.post(path, typed)
    assertContains(page, "Your code, once more", status_code=403)
    assert not Hidden(page).fields.keys() & typed.keys()
    assert new not in page.content.decode()
    assert not Event.objects.filter(kind="password_changed").exists()
    given = client.post(path, {"fresh_code": unused_code(cast.outsider)})
    assert given.headers["Location"] == path
    # Whoever held the weaker session does not hold the stronger one.
    assert client.session.session_key != before
    assert client.post(path, typed).headers["Location"] == "/account/"
    assert Event.objects.filter(kind="password_changed").exists()
