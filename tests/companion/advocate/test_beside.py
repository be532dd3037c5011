"""What stands beside a person's words: a translation, a summary; never in their place."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companion.changes.beside import Translated, add_summary, add_translation
from companion.changes.goals import open_goal
from companion.changes.meetings import call_meeting, freeze_summaries, set_agenda
from companion.changes.words import choose_audience, keep_words
from companion.models import Event, NeedsSummary, StaffSummary, Statement, Translation, User
from companion.views.panel.frozen import contents_at
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import case_of, queries_of
from tests.reasons import gives_a_reason
from tests.signing_in import sign_in

URDU = "NEED مجھے محفوظ جگہ چاہیے"
ENGLISH = "I need a safe place"
SUMMARY = "Asks for a refuge"


def translation_form(**changes: object) -> dict[str, object]:
    """Every field of the form for a translation."""
    usual: dict[str, object] = {
        "words": ENGLISH,
        "translated_by": "Nadia Shah, Hill Interpreters",
        "standing": "qualified",
        "how": "by_phone",
        "translated_on": timezone.localdate().isoformat(),
    }
    return {**usual, **changes}


def said_in_urdu(cast: Cast) -> Statement:
    """Words in Urdu that every member of the panel may read."""
    cast.side.subject.language = "ur"
    cast.side.subject.save()
    return factories.need(cast.side, URDU).statement


def page_for(user: User, address: str) -> str:
    client = Client()
    sign_in(client, user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def put(client: Client, name: str, statement: Statement, **form: Any) -> Any:
    address = reverse(f"advocate:{name}", args=[statement.public_id])
    return client.post(address, form, follow=True)


def person_of(cast: Cast) -> str:
    return reverse("advocate:person", args=[cast.side.public_id])


def test_words_beside_are_read_by_whoever_may_read_the_words_and_nobody_else(
    client: Client, cast: Cast
) -> None:
    statement = said_in_urdu(cast)
    assert "in Urdu, not translated yet" in page_for(cast.advocate, person_of(cast))
    refused = {"translation": translation_form(), "summary": {"words": SUMMARY}}
    for stranger in (cast.outsider, cast.other_advocate, cast.member, cast.coordinator):
        sign_in(client, stranger)
        for name, form in refused.items():
            assert put(client, name, statement, **form).status_code == 404
    assert not Translation.objects.exists() and not StaffSummary.objects.exists()
    sign_in(client, cast.advocate)
    put(client, "translation", statement, **translation_form())
    put(client, "summary", statement, words=SUMMARY)
    assert Statement.objects.get().words == URDU
    kinds = Event.objects.order_by("-pk").values_list("kind", flat=True)[:2]
    assert list(kinds) == ["staff_summary_added", "translation_added"]
    label = "translated by Nadia Shah, Hill Interpreters, a qualified interpreter, by phone"
    theirs = f'<blockquote dir="rtl" lang="ur">{URDU}</blockquote>'
    in_order = [theirs, label, ENGLISH, "summary by Amal Advocate, not their own words", SUMMARY]
    for reader, address in ((cast.advocate, person_of(cast)), (cast.chair, case_of(cast.side))):
        page = page_for(reader, address)
        assert sorted(in_order, key=page.index) == in_order
        assert "not translated yet" not in page
    choose_audience(statement, "advocate", acting_user=None)
    page = page_for(cast.chair, case_of(cast.side))
    assert [part for part in in_order if part in page] == []
    assert ENGLISH in page_for(cast.advocate, person_of(cast))


def test_a_meeting_reads_and_prints_both_until_the_words_are_taken_back(cast: Cast) -> None:
    statement = said_in_urdu(cast)
    given = Translated(ENGLISH, "Nadia Shah", True, "in_writing", timezone.localdate())
    add_translation(statement, given, acting_user=cast.advocate)
    add_summary(statement, SUMMARY, acting_user=cast.advocate)
    meeting = call_meeting(cast.panel, timezone.localdate(), acting_user=cast.coordinator)
    set_agenda(meeting, [cast.side.panel_case], acting_user=cast.coordinator)
    freeze_summaries(meeting, contents_at(meeting), acting_user=cast.coordinator)
    version = NeedsSummary.objects.get(side=cast.side)
    of_version = [cast.side.panel_case.public_id, version.public_id]
    pages = [
        reverse("panel:print_meeting", args=[meeting.public_id]),
        reverse("panel:version", args=of_version),
    ]
    in_order = [URDU, "translated by Nadia Shah, a qualified translator", ENGLISH, SUMMARY]
    for address in pages:
        page = page_for(cast.member, address)
        assert sorted(in_order, key=page.index) == in_order
    choose_audience(statement, "advocate", acting_user=None)
    for address in pages:
        page = page_for(cast.member, address)
        assert [part for part in in_order if part in page] == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"words": ""}, "Write what the interpreter said."),
        ({"translated_by": " "}, "Say who translated it."),
        ({"standing": "relative"}, "A relative, friend or neighbour cannot translate."),
        ({"standing": ""}, "Say whether they are qualified."),
        ({"how": "by_machine"}, "Select a valid choice"),
        ({"translated_on": "2090-01-01"}, "That day has not come yet."),
        ({"translated_on": "soon"}, "Enter a day"),
    ],
)
def test_a_translation_by_a_relative_or_by_half_is_refused_and_what_was_typed_stays(
    client: Client, cast: Cast, wrong: dict[str, Any], said: str
) -> None:
    statement = said_in_urdu(cast)
    sign_in(client, cast.advocate)
    typed = translation_form(**{"words": "I need somewhere", **wrong})
    page = put(client, "translation", statement, **typed).content.decode()
    assert said in page
    assert str(typed["words"]) in page and f'lang="ur">{URDU}' in page
    assert not Translation.objects.exists()


def test_several_may_stand_the_newest_first_and_whoever_is_not_qualified_is_said_not_to_be(
    client: Client, cast: Cast
) -> None:
    statement = said_in_urdu(cast)
    loose = keep_words(cast.side.subject, URDU, side=cast.side, channel="text", acting_user=None)
    wanted = keep_words(cast.side.subject, URDU, side=cast.side, channel="text", acting_user=None)
    open_goal(wanted, acting_user=None)
    for words in (loose, wanted):
        choose_audience(words, "panel", acting_user=None)
    sign_in(client, cast.advocate)
    put(client, "translation", statement, **translation_form(words="The first", standing="other"))
    member = Client()
    sign_in(member, cast.member)
    gives_a_reason(cast.member, cast.side)
    desks = ((client, person_of(cast)), (member, case_of(cast.side)))
    few = [queries_of(*desk) for desk in desks]
    for words in (statement, loose, wanted):
        for text in ("The second", "The third"):
            put(client, "translation", words, **translation_form(words=text))
            put(client, "summary", words, words=f"{text} summary")
    assert [queries_of(*desk) for desk in desks] == few
    page = page_for(cast.member, case_of(cast.side))
    in_order = ["The third", "The second", "The first"]
    assert sorted(in_order, key=page.index) == in_order
    assert "Hill Interpreters, not a qualified interpreter, by phone" in page
