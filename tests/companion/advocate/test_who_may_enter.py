"""Every page and form of the desk: who gets in, and that nobody else learns or changes a thing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from companion.changes.contact import agree_rule, stop_texts
from companion.changes.people import end_advocacy
from companion.models import Access, Advocacy, CaseSubject, Event, PlannedText, User
from messaging.models import OutgoingMessage
from tests import factories
from tests.companion.advocate.conftest import (
    WORDS,
    Desk,
    need_form,
    plan_form,
    rule_form,
    told_form,
)
from tests.signing_in import sign_in


def _planned(desk: Desk) -> PlannedText:
    return factories.planned(desk.side, desk.cast.advocate)


def _on_a_new_phone(desk: Desk) -> CaseSubject:
    agree_rule(desk.side, factories.reach(), acting_user=desk.cast.advocate)
    return desk.side


PAGES: dict[str, Callable[[Desk], object]] = {
    "person": lambda desk: desk.side,
    "call": lambda desk: desk.side,
    "write": lambda desk: desk.side,
    "plan": lambda desk: desk.side,
    "transcript": lambda desk: desk.side,
    "change_plan": _planned,
    "need": lambda desk: desk.side,
    "goal": lambda desk: desk.side,
    "turn_to": lambda desk: desk.side,
    "word": lambda desk: desk.side,
    "rule": lambda desk: desk.side,
    "confirm_rule": lambda desk: desk.side,
    "codebook": lambda desk: desk.side,
    "reference": lambda desk: desk.side,
    "agreement": lambda desk: desk.side,
    "renew_agreement": lambda desk: desk.side,
    "invitation": lambda desk: desk.side,
    "pause": lambda desk: desk.side,
    "stop": lambda desk: desk.side,
    "whereabouts": lambda desk: desk.side,
    "you_said": lambda desk: desk.side,
    "importance": lambda desk: desk.need,
    "audience": lambda desk: desk.need.statement,
    "make_need": lambda desk: desk.other,
    "answer": lambda desk: desk.open_action,
    "feedback": lambda desk: desk.done_action,
}
FORMS: dict[str, tuple[Callable[[Desk], object], dict[str, object]]] = {
    "seen": (lambda desk: desk.alert, {}),
    "write": (lambda desk: desk.side, {"words": "See you soon.", "step": "send"}),
    "plan": (lambda desk: desk.side, plan_form(step="keep")),
    "change_plan": (_planned, plan_form(step="keep")),
    "pause_plan": (_planned, {}),
    "end_plan": (_planned, {}),
    "need": (lambda desk: desk.side, need_form()),
    "turn_to": (lambda desk: desk.side, {"rating": "4"}),
    "rule": (lambda desk: desk.side, rule_form()),
    "confirm_rule": (lambda desk: desk.side, {}),
    "renew_agreement": (lambda desk: desk.side, told_form()),
    "codebook": (lambda desk: desk.side, {"thing": "yes", "words": "the red shoes"}),
    "invitation": (_on_a_new_phone, {}),
    "pause": (lambda desk: desk.side, {"days": "3"}),
    "end_pause": (lambda desk: desk.side, {}),
    "stop": (lambda desk: desk.side, {}),
    "whereabouts": (lambda desk: desk.side, {"kind": "hospital", "reason": "Her sister rang."}),
    "importance": (lambda desk: desk.need, {"importance": "2"}),
    "audience": (lambda desk: desk.need.statement, {"audience": "advocate"}),
    "make_need": (lambda desk: desk.other, {"importance": "2"}),
    "told": (lambda desk: desk.to_tell, {}),
    "answer": (lambda desk: desk.open_action, {"answer": "agree"}),
    "feedback": (lambda desk: desk.done_action, {"happened": "yes"}),
}
STRANGERS = (
    "outsider",
    "other_advocate",
    "coordinator",
    "chair",
    "member",
    "observer",
    "other_member",
    "administrator",
)


def everything() -> tuple[int, int]:
    """How much history, and how many texts, there are."""
    return Event.objects.count(), OutgoingMessage.objects.count()


@pytest.mark.parametrize("page", PAGES)
def test_only_the_advocate_of_the_person_opens_a_page(desk: Desk, page: str) -> None:
    address = desk.address(page, PAGES[page](desk))
    for name in STRANGERS:
        stranger = Client()
        sign_in(stranger, getattr(desk.cast, name))
        refused = stranger.get(address)
        assert refused.status_code == 404
        assert WORDS not in refused.content.decode()
    assert desk.client.get(address).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_a_stranger_who_sends_a_form_changes_nothing(desk: Desk, form: str) -> None:
    of, data = FORMS[form]
    address = desk.address(form, of(desk))
    before = everything()
    for name in STRANGERS:
        if (form, name) == ("seen", "coordinator"):
            continue
        stranger = Client()
        sign_in(stranger, getattr(desk.cast, name))
        assert stranger.post(address, data).status_code == 404
    assert everything() == before
    answer = desk.client.post(address, data)
    assert answer.status_code == 302
    if form != "end_pause":
        assert everything() > before


def test_a_missing_person_and_a_forbidden_one_look_the_same(desk: Desk) -> None:
    missing = desk.client.get("/advocate/people/6d0c3f3e-7f0a-4a0e-9d5e-0f3f0a1b2c3d/")
    forbidden = desk.client.get(desk.address("person", desk.cast.other_side))
    assert missing.status_code == forbidden.status_code == 404
    assert missing.content == forbidden.content
    assert desk.read()


def test_today_is_there_only_for_those_who_speak_for_somebody(desk: Desk) -> None:
    stranger = Client()
    sign_in(stranger, desk.cast.outsider)
    assert stranger.get("/advocate/").status_code == 404
    assert desk.client.get("/advocate/").status_code == 200


def test_the_advocate_of_the_other_side_reads_nothing_of_this_one(desk: Desk) -> None:
    other = Client()
    sign_in(other, desk.cast.other_advocate)
    for address in ("/advocate/", desk.address("person", desk.cast.other_side)):
        page = other.get(address).content.decode()
        assert "Kit" in page
        for trace in ("Jay", WORDS, "Change the locks", str(desk.side.public_id), desk.cast.phone):
            assert trace not in page


def ended(desk: Desk) -> None:
    end_advocacy(desk.side, acting_user=desk.cast.coordinator)


def run_out(desk: Desk) -> None:
    now = timezone.now()
    Advocacy.objects.filter(side=desk.side).update(
        started_at=now - timedelta(days=9), expires_at=now - timedelta(seconds=1)
    )


@pytest.mark.parametrize("how", [ended, run_out])
def test_a_permission_that_is_over_opens_nothing_at_once(
    desk: Desk, how: Callable[[Desk], None]
) -> None:
    assert desk.read()
    how(desk)
    for page, of in PAGES.items():
        assert desk.client.get(desk.address(page, of(desk))).status_code == 404
    assert desk.client.get("/advocate/").status_code == 404


def test_start_again_is_offered_only_where_texts_have_stopped(desk: Desk) -> None:
    assert desk.client.get(desk.address("start")).status_code == 404
    stop_texts(desk.side.subject, acting_user=None)
    stranger = Client()
    sign_in(stranger, desk.cast.outsider)
    assert stranger.get(desk.address("start")).status_code == 404
    assert stranger.post(desk.address("start"), {"gone_through": "on"}).status_code == 404
    assert desk.client.get(desk.address("start")).status_code == 200


@pytest.mark.parametrize("page", [*PAGES, "today"])
def test_each_page_that_names_a_person_keeps_who_looked(desk: Desk, page: str) -> None:
    address = "/advocate/" if page == "today" else desk.address(page, PAGES[page](desk))
    desk.client.get(address)
    kept = Access.objects.get()
    assert (kept.user, kept.subject_id) == (desk.cast.advocate, desk.side.subject.public_id)
    assert kept.page == f"advocate:{page}"


def test_nobody_enters_without_a_second_factor(client: Client, desk: Desk) -> None:
    halfway = Client()
    user: User = desk.cast.advocate
    halfway.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for page, of in PAGES.items():
        assert halfway.get(desk.address(page, of(desk))).status_code == 302


@pytest.mark.parametrize("form", ["seen", "told", "end_pause"])
def test_a_link_changes_nothing(desk: Desk, form: str) -> None:
    of, _ = FORMS[form]
    before = everything()
    assert desk.client.get(desk.address(form, of(desk))).status_code == 405
    assert everything() == before


def test_agreement_is_recorded_by_the_advocate_alone(desk: Desk) -> None:
    before = everything()
    for name in STRANGERS:
        stranger = Client()
        sign_in(stranger, getattr(desk.cast, name))
        assert stranger.post(desk.address("agreement"), told_form()).status_code == 404
    assert everything() == before
