"""Among many people somebody known is found by name, without script, and nothing is listed."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from companion.models import Access, CaseSubject, Partition, Subject
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import NEW_CASE
from tests.companion.test_panel_people import a_case
from tests.crowd import crowd
from tests.signing_in import sign_in

APART = "/panel/apart/"


@pytest.fixture(autouse=True)
def inside(client: Client, cast: Cast, settings: Any) -> None:
    # Nobody has reviewed the Welsh words: a language for the demonstration only.
    settings.DEMO = True
    sign_in(client, cast.coordinator)


@pytest.fixture
def many(cast: Cast) -> Subject:
    """A crowd, and in it somebody whose name is written with accents."""
    crowd(25, cast.panel, cast.advocate, cast.coordinator)
    side = factories.side("Zoë O’Hara", cast.panel, cast.other_advocate, cast.coordinator)
    return side.subject


def looked_for(client: Client, cast: Cast, called: str, **more: Any) -> Any:
    return client.post(NEW_CASE, a_case(cast, known_called=called, look="known", **more))


def names_in(page: Any) -> list[str]:
    """What stands beside the radios that are offered."""
    labels = re.findall(r'for="id_known_\d+">([^<]+)</label>', page.content.decode())
    return [label.strip() for label in labels]


def test_few_people_stand_in_a_list_by_name(client: Client, cast: Cast) -> None:
    for name in ("Una", "ben", "Ada"):
        factories.side(name, cast.panel, cast.advocate, cast.coordinator)
    page = client.get(NEW_CASE).content.decode()
    assert re.findall(r'<option value="[^"]*"[^>]*>(No, they|Ada|ben|Jay|Una)', page) == [
        "No, they", "Ada", "ben", "Jay", "Una",
    ]  # fmt: skip


def test_among_many_nobody_is_listed_and_somebody_is_found_by_name(
    client: Client, cast: Cast, many: Subject
) -> None:
    assertNotContains(client.get(NEW_CASE), "Person 0")
    # However it is written; what else was typed stays, and nothing is wrong yet.
    found = looked_for(client, cast, "zoe ohara", name="", until="")
    assert names_in(found) == ["Zoë O’Hara", "No, they are new here"]
    assertNotContains(found, "There is a problem")
    assertContains(found, '<option value="cy" selected>')
    assert Access.objects.filter(subject_id=many.public_id, page="panel:open_case").count() == 1
    chosen = a_case(cast, known_called="zoe", known=str(many.public_id), name="")
    client.post(NEW_CASE, chosen)
    assert CaseSubject.objects.get(role="family").subject == many


def test_whoever_was_looked_for_is_chosen_or_refused_outright(
    client: Client, cast: Cast, many: Subject
) -> None:
    before = Subject.objects.count()
    unsettled = client.post(NEW_CASE, a_case(cast, known_called="Zoë"))
    assertContains(unsettled, "Choose somebody.", status_code=422)
    assert Subject.objects.count() == before
    client.post(NEW_CASE, a_case(cast, known_called="Zoë", known="new", name="Zoë Price"))
    assert CaseSubject.objects.get(role="family").subject.name == "Zoë Price"


def test_looking_says_how_it_went(client: Client, cast: Cast, many: Subject) -> None:
    nobody = looked_for(client, cast, "Quentin")
    assertContains(nobody, "Nobody with a case at your panels is called that.")
    crowded = looked_for(client, cast, "person")
    assertContains(crowded, "More than 20 people are called that.")
    assert len(names_in(crowded)) == 21
    assert names_in(looked_for(client, cast, "0007 Person"))[0] == "Person 0007"
    # Enter in another field presses the first button: without a name it is as if it were the last.
    client.post(NEW_CASE, a_case(cast, known_called="", look="known"))
    assert CaseSubject.objects.get(role="family").subject.name == "Kim"


def test_nobody_from_elsewhere_is_found(client: Client, cast: Cast, many: Subject) -> None:
    kit = cast.other_side.subject
    elsewhere = looked_for(client, cast, "Kit")
    assertContains(elsewhere, "Nobody with a case at your panels is called that.")
    forced = client.post(NEW_CASE, a_case(cast, known_called="Kit", known=str(kit.public_id)))
    assert forced.status_code in (302, 422)
    assert kit.sides.count() == 1


def test_two_among_many_are_kept_apart(client: Client, cast: Cast, many: Subject) -> None:
    asked = {"one_called": "Jay", "other_called": "Zoë"}
    assertContains(client.post(APART, {"one_called": ""}), "Look for somebody.", status_code=422)
    assertNotContains(client.post(APART, {**asked, "look": "one"}), "There is a problem")
    absent = client.post(APART, {**asked, "one_called": "Quentin"})
    assertContains(absent, "is called that.", status_code=422)
    assertContains(client.post(APART, asked), "Choose somebody.", status_code=422)
    jay = cast.side.subject
    other = {"one": str(jay.public_id), "other": str(many.public_id)}
    assertContains(client.post(APART, {**asked, **other}, follow=True), "They are kept apart")
    assert Partition.objects.filter(one__in=[jay, many], other__in=[jay, many]).exists()


def test_the_join_and_the_referral_find_people_too(
    client: Client, cast: Cast, many: Subject
) -> None:
    join = reverse("panel:join_case", args=[cast.side.panel_case.public_id])
    assertContains(client.post(join, {"known_called": "zoe", "look": "known"}), "Zoë O’Hara")
