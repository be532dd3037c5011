"""Every page of the panel's desk about a case asks its reader why, unless it is their own."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from companion.access.openings import PAGES
from companion.models import Meeting, User
from tests import factories
from tests.cast import Cast
from tests.proofs.policy import LEADS, RULES, Rule
from tests.proofs.story import Around, Story, tell
from tests.proofs.test_matrix import address
from tests.signing_in import sign_in

# About a record, read by others than those who lead, and no case is opened by them: a list, counts,
# paper that leaves out what is not the reader's, what its reader wrote or was sent, a way to read
# nothing of somebody any more.
NOT_A_CASE = {
    "panel:measures",
    "panel:meeting",
    "panel:print_meeting",
    "panel:referral",
    "panel:duty_test",
    "panel:stand_back",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast: Cast) -> Story:
    """Everything there can be about Jay, a while after it was on an agenda."""
    told = tell(Around(cast.side, cast.advocate, cast.coordinator, cast.member))
    Meeting.objects.update(held_on=timezone.localdate() - timedelta(days=60))
    return told


@pytest.fixture
def newcomer(cast: Cast) -> User:
    """A member who has nothing to do in the case."""
    user = factories.user("Yan Newcomer", factories.agency("Schools"))
    factories.seat(cast.panel, user)
    return user


def asking() -> dict[str, Rule]:
    """The pages of cases that somebody who does not lead may open."""
    return {
        name: rule
        for name, rule in RULES.items()
        if name.startswith("panel:") and rule.of and (rule.reads | rule.sends) - LEADS
        if name not in NOT_A_CASE
    }


def test_each_page_of_a_case_goes_through_the_one_place(cast: Cast, story: Story) -> None:
    guarded = {
        name
        for name, rule in RULES.items()
        if rule.of and hasattr(resolve(address(name, rule, story)).func, "asks_why")
    }
    assert guarded == set(asking()) == set(PAGES)


def test_each_page_of_a_case_asks_a_member_and_opens_with_a_reason(
    client: Client, cast: Cast, story: Story, newcomer: User
) -> None:
    sign_in(client, newcomer)
    outside = Client()
    sign_in(outside, cast.outsider)
    asked = 0
    for name, rule in asking().items():
        there = address(name, rule, story)
        assert outside.get(there).status_code == 404, name
        for answer in (client.get(there), client.post(there, {"words": "quillfish"})):
            if answer.status_code == 404:  # who owns it, or was asked
                continue
            asked += 1
            page = answer.content.decode()
            assert answer.status_code == 403 and "Why do you open" in page, name
            assert "Jay" not in page and "somewhere safe" not in page, name
    assert asked >= 2 * 8
    opens = {"why_open": "safety", "why_open_words": ""}
    there = address("panel:case", RULES["panel:case"], story)
    assert client.post(there, opens).headers["Location"] == there
    for name, rule in asking().items():
        assert client.get(address(name, rule, story)).status_code in {200, 404}, name
