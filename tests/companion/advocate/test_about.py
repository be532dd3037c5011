"""What an advocate keeps about a person: age, what helps them take part, who never sees them."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from companion.changes.agreement import invite, record_agreement
from companion.changes.errors import CompetenceMissing, TooYoung
from companion.changes.one_time_words import give_one_time_word
from companion.models import CaseSubject, Subject
from companion.texting.reasons import Reason
from messaging.models import OutgoingMessage, State
from tests import factories
from tests.cast import Cast
from tests.companion.advocate.conftest import Desk, deliver
from tests.companion.panel_desk import case_of
from tests.fakes import FakeTwilio
from tests.signing_in import sign_in


def details(**changes: object) -> dict[str, object]:
    return {"age_band": "adult", "communication": [], "interpreter": "", **changes}


def of_age(side: CaseSubject, band: str) -> Subject:
    side.subject.age_band = band
    side.subject.save()
    return side.subject


def test_what_helps_them_is_read_by_the_advocate_the_panel_and_whoever_calls(desk: Desk) -> None:
    helps = {"communication": ["relay_uk", "interpreter"], "interpreter": "Polish, a woman"}
    page = desk.post("about", **details(**helps))
    assert "Interpreter" not in page or "An interpreter: Polish, a woman" in page
    assert "Calls through Relay UK" in desk.read("call")
    panel = Client()
    sign_in(panel, desk.cast.member)
    read = panel.get(case_of(desk.side)).content.decode()
    assert "An interpreter: Polish, a woman" in read
    assert "Polish, a woman" in desk.read("about")


def test_a_capacity_note_is_about_one_decision_and_stays(desk: Desk) -> None:
    wrong = desk.client.post(desk.address("capacity"), {"decision": "", "note": "Tired."})
    assertContains(wrong, "Say which decision.")
    assertContains(wrong, "Tired.")
    for note in ("She was tired today.", "Rested, she could say why."):
        desk.post("capacity", decision="Moving house", finding="with_support", note=note)
    page = desk.read("capacity")
    assert page.index("Rested, she could say why.") < page.index("She was tired today.")
    panel = Client()
    sign_in(panel, desk.cast.coordinator)
    assert b"She was tired today." not in panel.get(case_of(desk.side)).content


def test_whom_they_name_never_sees_them_again(desk: Desk) -> None:
    member = Client()
    sign_in(member, desk.cast.member)
    assert member.get(case_of(desk.side)).status_code == 200
    page = desk.post("never", users=[str(desk.cast.member.public_id)])
    assert "Mo Member" in page
    assert member.get(case_of(desk.side)).status_code == 404
    agency = desk.cast.chair.agency
    assert agency is not None
    page = desk.post("never", agencies=[str(agency.public_id)])
    assert member.get(case_of(desk.side)).status_code == 200
    chair = Client()
    sign_in(chair, desk.cast.chair)
    assert chair.get(case_of(desk.side)).status_code == 404


def test_somebody_who_is_not_on_the_panel_cannot_be_chosen(desk: Desk) -> None:
    sent = {"users": [str(desk.cast.outsider.public_id)]}
    answer = desk.client.post(desk.address("never"), sent)
    assert answer.status_code == 200
    assert not desk.side.never_users.exists()


def test_nobody_under_13_is_texted_or_invited(desk: Desk, provider: FakeTwilio) -> None:
    deliver()
    before = len(provider.sent)
    of_age(desk.side, "under_13")
    desk.post("write", words="See you soon.", step="send")
    deliver()
    assert len(provider.sent) == before
    newest = OutgoingMessage.objects.latest("pk")
    assert (newest.state, newest.reason) == (State.WITHHELD, Reason.TOO_YOUNG)
    assert "Nobody this young is texted" in desk.read()


@pytest.mark.parametrize(
    ("band", "refusal"), [("under_13", TooYoung), ("13_to_15", CompetenceMissing)]
)
def test_no_invitation_and_no_word_at_that_age(
    cast: Cast, band: str, refusal: type[Exception]
) -> None:
    side = factories.side("Leo", cast.panel, cast.advocate, cast.coordinator, "family")
    factories.reachable(side, cast.advocate)
    of_age(side, band)
    with pytest.raises(refusal):
        invite(side, acting_user=cast.advocate)
    with pytest.raises(refusal):
        give_one_time_word(side, acting_user=cast.advocate)


def test_from_13_to_15_it_takes_competence_and_a_phone_of_their_own(
    desk: Desk, provider: FakeTwilio
) -> None:
    deliver()
    before = len(provider.sent)
    desk.post("about", **details(age_band="13_to_15"))
    desk.post("write", words="See you soon.", step="send")
    deliver()
    assert len(provider.sent) == before
    assert "they understand what texts mean" in desk.read()
    desk.post("about", **details(age_band="13_to_15", understands_texts="on"))
    deliver()
    assert [text.body for text in provider.sent[before:]] == ["See you soon."]
    kept = Subject.objects.get(pk=desk.side.subject_id)
    assert kept.competence_by == desk.cast.advocate
    assert kept.lacks_competence(shared_phone=True)
    assert not kept.lacks_competence(shared_phone=False)


def test_agreement_can_be_recorded_whatever_the_age(cast: Cast) -> None:
    side = factories.side("Leo", cast.panel, cast.advocate, cast.coordinator, "family")
    of_age(side, "under_13")
    assert record_agreement(side, acting_user=cast.advocate).confirmed_at is None
    assert reverse("advocate:about", args=[side.public_id])
