"""Writing down what a person says, and who may know of it."""

from typing import Any

import pytest

from companion.access.words import panel_needs
from companion.models import Need, NeedArea, Statement
from tests import factories
from tests.companion.advocate.conftest import WORDS, Desk, need_form


def agency_id(name: str) -> str:
    return str(factories.agency(name).public_id)


def test_a_need_is_kept_word_for_word_with_who_wrote_it_down(desk: Desk) -> None:
    words = "i want MY own   front dor.\nAnd  a key!!"
    page = desk.post("need", **need_form(words=words, area="Housing", channel="call"))
    need = Need.objects.latest("pk")
    assert need.statement.words == words
    assert (need.importance, need.area) == (4, NeedArea.objects.get(name="Housing"))
    assert need.statement.written_by == desk.cast.advocate
    assert need.statement.author == "advocate"
    assert "written by Amal Advocate" in page
    assert "by phone" in page


def test_who_may_know_is_what_the_person_chose(desk: Desk) -> None:
    housing = agency_id("Housing team")
    desk.post("need", **need_form(audience="agencies", agencies=[housing]))
    need = Need.objects.latest("pk")
    assert need in panel_needs(desk.cast.member)
    assert need not in panel_needs(desk.cast.chair)
    desk.post("audience", need.statement, audience="advocate")
    assert need not in panel_needs(desk.cast.member)
    desk.post("audience", need.statement, audience="panel")
    assert need in panel_needs(desk.cast.chair)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"words": ""}, "Write what they said."),
        ({"words": "x" * 2001}, "at most 2000 characters"),
        ({"channel": ""}, "Say whether it was in person or by phone."),
        ({"channel": "text"}, "Select a valid choice"),
        ({"importance": ""}, "Ask them for a number from 1 to 5."),
        ({"importance": "6"}, "Select a valid choice"),
        ({"audience": ""}, "Ask them who may know."),
        ({"audience": "everybody"}, "Select a valid choice"),
        ({"audience": "agencies"}, "Choose at least one agency."),
        ({"area": "Something invented"}, "Select a valid choice"),
    ],
)
def test_a_need_that_is_not_whole_is_refused_and_nothing_typed_is_lost(
    desk: Desk, wrong: dict[str, Any], said: str
) -> None:
    before = Statement.objects.count()
    typed = {**need_form(words="I want my own front door."), **wrong}
    page = desk.post("need", **typed)
    assert said in page
    assert typed["words"][:50] in page
    assert Statement.objects.count() == before


def test_ticked_agencies_are_never_passed_over(desk: Desk) -> None:
    housing = agency_id("Housing team")
    page = desk.post("need", **need_form(audience="panel", agencies=[housing]))
    assert "Agencies are ticked" in page
    assert f'value="{housing}"' in page


def test_an_agency_without_a_seat_or_that_the_person_named_cannot_be_chosen(desk: Desk) -> None:
    housing, elsewhere = agency_id("Housing team"), agency_id("Elsewhere")
    desk.side.never_agencies.add(factories.agency("Police"))
    page = desk.read("need")
    assert housing in page
    for barred in (elsewhere, agency_id("Police"), agency_id("Probation")):
        assert barred not in page
        refused = desk.post("need", **need_form(audience="agencies", agencies=[barred]))
        assert "Select a valid choice" in refused


def test_other_words_become_a_need_when_the_person_says_so(desk: Desk) -> None:
    assert "Ask them for a number from 1 to 5." in desk.post("make_need", desk.other)
    page = desk.post("make_need", desk.other, area="Housing", importance="3")
    need = desk.other.need
    assert (need.importance, need.statement.audience) == (3, "advocate")
    assert "the school says no" in page
    assert desk.client.get(desk.address("make_need", desk.other)).status_code == 404


def test_how_much_it_matters_may_change(desk: Desk) -> None:
    assert WORDS in desk.read("importance", desk.need)
    assert "Select a valid choice" in desk.post("importance", desk.need, importance="9")
    page = desk.post("importance", desk.need, importance="2")
    assert "matters 2 of 5" in page


def test_words_that_somebody_typed_as_markup_stay_words(desk: Desk) -> None:
    page = desk.post("need", **need_form(words="<script>alert(1)</script>"))
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_an_area_of_the_advocates_alone_stays_so_where_nothing_was_chosen(desk: Desk) -> None:
    alone = NeedArea.objects.filter(panel__isnull=True, advocate_only=True).first()
    assert alone is not None and f"{alone.name} (only you, unless they" in desk.read("need")
    form = need_form(area=alone.name)
    del form["audience"]
    desk.post("need", **form)
    assert Need.objects.get(area=alone).statement.audience == "advocate"
    desk.post("need", **{**form, "words": "Tell them all.", "audience": "panel"})
    assert Need.objects.filter(area=alone).latest("pk").statement.audience == "panel"
    housing = NeedArea.objects.get(name="Housing", panel__isnull=True)
    assert "Ask them who may know." in desk.post("need", **{**form, "area": housing.name})
    assert not Need.objects.filter(area=housing).exists()
