"""More than one person in a case: who may be brought in, kept apart, and taken out again."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from companion.changes.people import add_side, appoint_advocate, bring_in
from companion.models import AgreedAction, CaseSubject, Partition, Question, Subject
from messaging import twilio
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import DESK, NEW_CASE, agree_for, an_action, in_days
from tests.fakes import FakeTwilio
from tests.phone import phone_of
from tests.signing_in import sign_in

APART = "/panel/apart/"


@pytest.fixture(autouse=True)
def inside(client: Client, cast: Cast) -> None:
    sign_in(client, cast.coordinator)


def join(side: CaseSubject) -> str:
    return reverse("panel:join_case", args=[side.panel_case.public_id])


def leave(side: CaseSubject) -> str:
    return reverse("panel:leave_case", args=[side.public_id])


def somebody(cast: Cast, **more: object) -> dict[str, object]:
    return {
        "name": "Robin",
        "role": "family",
        "language": "en",
        "advocate": str(cast.other_advocate.public_id),
        "until": in_days(90).isoformat(),
        **more,
    }


def test_a_second_person_has_a_side_and_an_advocate_of_their_own(
    client: Client, cast: Cast
) -> None:
    stranger = Client()
    sign_in(stranger, cast.chair)
    assert stranger.get(join(cast.side)).status_code == 404
    robin = factories.user("Ro Advocate", factories.agency("Bridge", "voluntary"))
    sent = somebody(cast, advocate=str(robin.public_id))
    page = client.post(join(cast.side), sent, follow=True)
    assertContains(page, "2 people, one case")
    added = CaseSubject.objects.get(role="family")
    assert added.panel_case == cast.side.panel_case
    assert (added.subject.name, added.advocacies.get().advocate) == ("Robin", robin)
    own = Client()
    sign_in(own, robin)
    assertContains(own.get(reverse("advocate:person", args=[added.public_id])), "Robin")
    assert own.get(reverse("advocate:person", args=[cast.side.public_id])).status_code == 404


def test_who_is_known_here_keeps_their_one_record(client: Client, cast: Cast) -> None:
    ana = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    known = {"known": str(ana.subject.public_id), "name": "", "role": "both"}
    sent = somebody(cast, **known, advocate=str(cast.advocate.public_id))
    people = Subject.objects.count()
    client.post(NEW_CASE, {**sent, "panel": str(cast.panel.public_id)})
    assert (ana.subject.sides.count(), Subject.objects.count()) == (2, people)
    again = client.post(join(ana), sent)
    assertContains(again, "This person is in this case already.", status_code=422)
    unseen = {**sent, "known": str(cast.other_side.subject.public_id)}
    assertContains(client.post(join(ana), unseen), "Choose somebody", status_code=422)


def test_a_name_is_needed_for_somebody_new_and_what_was_typed_stays(
    client: Client, cast: Cast
) -> None:
    refused = client.post(join(cast.side), somebody(cast, name=""))
    assertContains(refused, "Enter a name.", status_code=422)
    assertContains(refused, in_days(90).isoformat(), status_code=422)


def test_people_kept_apart_never_share_a_case(client: Client, cast: Cast) -> None:
    factories.seat(cast.other_panel, cast.coordinator, "coordinator")
    kit = str(cast.other_side.subject.public_id)
    refused = client.post(join(cast.side), somebody(cast, known=kit, name=""))
    assertContains(refused, "These people cannot be in one case.", status_code=422)
    assert cast.side.panel_case.sides.count() == 1


def test_an_advocate_of_the_one_cannot_speak_for_the_other(client: Client, cast: Cast) -> None:
    """Bo speaks for Kit, who is kept apart from Jay."""
    ana = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    Partition.objects.all().delete()
    factories.seat(cast.other_panel, cast.coordinator, "coordinator")
    pair = {
        "one": str(ana.subject.public_id),
        "other": str(cast.other_side.subject.public_id),
    }
    page = client.post(APART, pair, follow=True)
    assertContains(page, "They are kept apart from now on.")
    assertContains(page, "<strong>Ana</strong>")
    twice = client.post(APART, pair)
    assertContains(twice, "kept apart already", status_code=422)
    known = str(ana.subject.public_id)
    refused = client.post(join(cast.side), somebody(cast, known=known, name=""))
    assertContains(refused, "This user cannot be given this person.", status_code=422)


def test_only_coordinators_see_who_is_kept_apart(client: Client, cast: Cast) -> None:
    factories.seat(cast.other_panel, cast.coordinator, "coordinator")
    assertContains(client.get(APART), "<strong>Kit</strong>")
    for role in ("chair", "member", "advocate", "outsider", "administrator"):
        stranger = Client()
        sign_in(stranger, getattr(cast, role))
        assert stranger.get(APART).status_code == 404
        assertNotContains(stranger.get(DESK), APART, status_code=stranger.get(DESK).status_code)


def test_a_coordinator_of_one_side_learns_of_no_partition(client: Client, cast: Cast) -> None:
    assertContains(client.get(APART), "Nobody is kept apart yet.")


def test_who_leaves_is_asked_nothing_more_and_what_they_said_stays(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = FakeTwilio()
    monkeypatch.setattr(twilio, "send", provider.send)
    ana = add_side(cast.side.panel_case, bring_in("Ana"), "family", acting_user=cast.coordinator)
    until = cast.side.advocacies.get().expires_at
    appoint_advocate(ana, cast.other_advocate, until, acting_user=cast.coordinator)
    factories.taking_part(ana, cast.other_advocate)
    factories.need(ana, "a lift to the clinic")
    factories.action(ana, cast.member, cast.coordinator, "Book a taxi")
    phone = phone_of(ana, provider)
    assert phone.waits()
    member = Client()
    sign_in(member, cast.member)
    assert member.post(leave(ana)).status_code == 404
    assertContains(client.get(leave(ana)), "Take Ana out of this case?")
    page = client.post(leave(ana), follow=True)
    assertContains(page, "a lift to the clinic")
    assertContains(page, "Left the case")
    assertNotContains(page, agree_for(ana))
    assert not Question.objects.unsettled().filter(side=ana).exists()
    client.post(agree_for(ana), an_action(cast.member))
    assert AgreedAction.objects.filter(side=ana).count() == 1
    assert phone.texts("1") == []


def test_who_has_left_may_come_back_to_the_same_side(client: Client, cast: Cast) -> None:
    ana = add_side(cast.side.panel_case, bring_in("Ana"), "family", acting_user=cast.coordinator)
    client.post(leave(ana))
    back = {"known": str(ana.subject.public_id), "name": "", "role": "victim"}
    page = client.post(join(cast.side), somebody(cast, **back), follow=True)
    assertNotContains(page, "Left the case")
    ana.refresh_from_db()
    assert (ana.left_at, ana.role) == (None, "victim")
    assert cast.side.panel_case.sides.count() == 2
