"""A coordinator opens cases and names advocates."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from companion.models import Advocacy, CaseSubject, PanelCase, Subject
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import NEW_CASE, advocate_of, case_of, in_days
from tests.signing_in import sign_in


@pytest.fixture(autouse=True)
def inside(client: Client, cast: Cast) -> None:
    sign_in(client, cast.coordinator)


def a_case(cast: Cast, **more: object) -> dict[str, object]:
    return {
        "panel": str(cast.panel.public_id),
        "name": "Kim",
        "role": "family",
        "language": "cy",
        "advocate": str(cast.advocate.public_id),
        "until": in_days(90).isoformat(),
        **more,
    }


def an_advocate(user: object, days: int = 90) -> dict[str, str]:
    return {"advocate": str(user.public_id), "until": in_days(days).isoformat()}  # type: ignore[attr-defined]


def standing(side: CaseSubject) -> Advocacy | None:
    return Advocacy.objects.standing().filter(side=side).first()


def test_a_case_opens_with_a_person_and_their_advocate(
    client: Client, cast: Cast, settings: Any
) -> None:
    # Nobody has reviewed the Welsh words: a language for the demonstration only.
    settings.DEMO = True
    answer = client.post(NEW_CASE, a_case(cast))
    side = CaseSubject.objects.get(role="family")
    # What this type of panel must know of the case is asked at once.
    assertRedirects(answer, reverse("panel:facts", args=[side.panel_case.public_id]))
    assert (side.subject.name, side.subject.language) == ("Kim", "cy")
    assert side.panel_case.panel == cast.panel
    held = standing(side)
    assert held is not None and held.advocate == cast.advocate
    midnight = timezone.localtime(held.expires_at)
    assert (midnight.date(), midnight.hour) == (in_days(91), 0)


def test_a_panel_is_chosen_knowing_what_it_is_and_the_only_one_is_chosen_already(
    client: Client, cast: Cast
) -> None:
    only = client.get(NEW_CASE)
    assertContains(only, "MARAC: Agencies meet about people at high risk")
    described = 'required checked aria-describedby="id_panel_0_about"'
    assertContains(only, f'value="{cast.panel.public_id}" id="id_panel_0" {described}')
    factories.panel("River Town IOM", type="iom", coordinator=cast.coordinator)
    two = client.get(NEW_CASE)
    assertContains(two, "IOM: Police, probation and others help people")
    assertNotContains(two, " checked")
    assertContains(
        client.post(NEW_CASE, a_case(cast, panel="")), "Choose a panel.", status_code=422
    )


def test_a_case_opens_only_at_a_panel_that_the_user_coordinates(client: Client, cast: Cast) -> None:
    before = PanelCase.objects.count()
    refused = client.post(NEW_CASE, a_case(cast, panel=str(cast.other_panel.public_id)))
    assertContains(refused, "Choose a panel.", status_code=422)
    assert PanelCase.objects.count() == before


def test_what_was_typed_stays_when_something_is_wrong(
    client: Client, cast: Cast, settings: Any
) -> None:
    settings.DEMO = True
    before = Subject.objects.count()
    refused = client.post(NEW_CASE, a_case(cast, until="2020-01-01"))
    page = refused.content.decode()
    assert "That day has gone." in page
    assert 'value="Kim"' in page
    assert f'<option value="{cast.advocate.public_id}" selected>' in page
    assert '<option value="cy" selected>' in page
    assert Subject.objects.count() == before


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"role": "suspect"}, {"advocate": "nobody"}, {"until": "9999-12-31"}],
)
def test_nonsense_is_refused_in_words(client: Client, cast: Cast, wrong: dict[str, str]) -> None:
    refused = client.post(NEW_CASE, a_case(cast, **wrong))
    assertContains(refused, "There is a problem", status_code=422)


def test_advocates_come_from_voluntary_agencies_or_were_advocates_before(
    client: Client, cast: Cast
) -> None:
    gone = factories.user("Gone Advocate", cast.advocate.agency, is_active=False)
    page = client.get(NEW_CASE).content.decode()
    assert str(cast.advocate.public_id) in page
    assert str(cast.other_advocate.public_id) in page
    for user in (cast.member, cast.outsider, gone):
        assert str(user.public_id) not in page


def test_another_advocate_takes_over_at_once(client: Client, cast: Cast) -> None:
    new = factories.user("Noor Advocate", cast.advocate.agency)
    client.post(advocate_of(cast.side), an_advocate(new))
    held = standing(cast.side)
    assert held is not None and held.advocate == new
    assert Advocacy.objects.filter(side=cast.side, ended_at__isnull=True).count() == 1
    sign_in(client, cast.advocate)
    assert client.get(reverse("advocate:person", args=[cast.side.public_id])).status_code == 404


def test_the_same_advocate_again_only_changes_the_day(client: Client, cast: Cast) -> None:
    client.post(advocate_of(cast.side), an_advocate(cast.advocate, 30))
    held = standing(cast.side)
    assert held is not None and held.advocate == cast.advocate
    assert timezone.localtime(held.expires_at).date() == in_days(31)


def test_an_advocate_whose_time_has_run_out_is_replaced(client: Client, cast: Cast) -> None:
    over = Advocacy.objects.get(side=cast.side)
    over.started_at = timezone.now() - timedelta(days=9)
    over.expires_at = timezone.now() - timedelta(days=1)
    over.save()
    assertContains(client.get(advocate_of(cast.side)), "Nobody speaks for this person now.")
    client.post(advocate_of(cast.side), an_advocate(cast.advocate))
    assert standing(cast.side) is not None


def test_nobody_speaks_for_both_of_two_people_kept_apart(client: Client, cast: Cast) -> None:
    refused = client.post(advocate_of(cast.side), an_advocate(cast.other_advocate))
    assertContains(refused, "This user cannot be given this person.", status_code=422)
    assert b"Kit" not in refused.content
    held = standing(cast.side)
    assert held is not None and held.advocate == cast.advocate


def test_whoever_the_person_named_is_not_offered_as_advocate(client: Client, cast: Cast) -> None:
    named = factories.user("Noor Advocate", cast.advocate.agency)
    assertContains(client.get(advocate_of(cast.side)), "Noor Advocate")
    cast.side.never_users.add(named)
    assert b"Noor Advocate" not in client.get(advocate_of(cast.side)).content
    assert client.post(advocate_of(cast.side), an_advocate(named)).status_code == 422


def test_an_advocacy_ends_at_once(client: Client, cast: Cast) -> None:
    end = reverse("panel:end_advocacy", args=[cast.side.public_id])
    assert client.get(end).status_code == 405
    assertContains(client.post(end, follow=True), "Nobody speaks for this person now.")
    assert standing(cast.side) is None
    assertContains(client.get(case_of(cast.side)), "Appoint an advocate")
