"""A panel meets: the agenda, what it reads and keeps, and what holds it open."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from companion.changes.about import Details, change_details
from companion.changes.actions import give_feedback, mark_done
from companion.changes.answers import Tell, answer_need
from companion.changes.meetings import call_meeting, set_agenda
from companion.changes.people import add_side, bring_in
from companion.changes.words import choose_audience, keep_words
from companion.models import CaseSubject, Meeting, NeedsSummary, User
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import answer_to, case_of, in_days, queries_of
from tests.crowd import crowd
from tests.signing_in import sign_in

MEETINGS = "/panel/meetings/"
NEW = "/panel/meetings/new/"


@dataclass
class Room:
    """A meeting about one case, and the browser of somebody in the room."""

    cast: Cast
    client: Client
    meeting: Meeting

    def at(self, name: str = "meeting") -> str:
        return reverse(f"panel:{name}", args=[self.meeting.public_id])

    def read(self, user: User, name: str = "meeting") -> str:
        sign_in(self.client, user)
        answer = self.client.get(self.at(name))
        assert answer.status_code == 200
        return answer.content.decode()

    def press(self, user: User, name: str, **data: Any) -> int:
        sign_in(self.client, user)
        return self.client.post(self.at(name), data).status_code


@pytest.fixture
def room(client: Client, cast: Cast) -> Room:
    meeting = call_meeting(cast.panel, in_days(0), acting_user=cast.coordinator)
    set_agenda(meeting, [cast.side.panel_case], acting_user=cast.coordinator)
    return Room(cast, client, meeting)


def version_of(side: CaseSubject) -> str:
    frozen = NeedsSummary.objects.get(side=side)
    return reverse("panel:version", args=[side.panel_case.public_id, frozen.public_id])


def open_again(room: Room) -> bool:
    return Meeting.objects.get(pk=room.meeting.pk).closed_at is None


@pytest.mark.parametrize("role", ["coordinator", "chair"])
def test_who_leads_calls_a_meeting_and_orders_its_agenda(
    client: Client, cast: Cast, role: str
) -> None:
    second = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    sign_in(client, getattr(cast, role))
    called = {"panel": str(cast.panel.public_id), "held_on": in_days(3).isoformat()}
    agenda = client.post(NEW, called).headers["Location"]
    cases = {f"case_{cast.side.panel_case.public_id}": "2"}
    cases[f"case_{second.panel_case.public_id}"] = "1"
    page = client.post(agenda, cases, follow=True).content.decode()
    assert page.index("Ana") < page.index("Jay")
    assert client.post(NEW, called).status_code == 422
    page = client.post(agenda, {next(iter(cases)): "1"}, follow=True).content.decode()
    assert "Jay" in page and "Ana" not in page


def test_the_agenda_offers_what_stands_on_it_first_and_the_rest_by_name(room: Room) -> None:
    for name in ("Zoe", "ben"):
        factories.side(name, room.cast.panel, room.cast.advocate, room.cast.coordinator)
    page = room.read(room.cast.chair, "agenda")
    assert "Place of Jay" in page and "(optional)" not in page
    assert page.count("A case without a number is not on the agenda.") == 1
    assert page.index("Jay") < page.index("ben") < page.index("Zoe")


def test_a_long_agenda_is_turned_page_by_page_and_keeps_what_is_on_it(room: Room) -> None:
    cast = room.cast
    last = crowd(60, cast.panel, cast.advocate, cast.coordinator)[-1]
    assert "Person 0059" not in room.read(cast.chair, "agenda")
    second = f"{room.at('agenda')}?page=2"
    page = room.client.get(second).content.decode()
    assert "Place of Jay" in page and "Place of Person 0059" in page and "Person 0000" not in page
    cases = (cast.side.panel_case, last.panel_case)
    places = {f"case_{one.public_id}": str(at) for at, one in enumerate(cases, 1)}
    assert room.client.post(second, places).status_code == 302
    assert [item.panel_case for item in room.meeting.items.order_by("position")] == list(cases)


def test_words_that_are_no_need_do_not_count_as_nothing_said(room: Room) -> None:
    nothing = "They have shared no words with the panel yet."
    assert nothing in room.read(room.cast.chair, "print_meeting")
    side, advocate = room.cast.side, room.cast.advocate
    words = keep_words(
        side.subject, "my sister may ring", side=side, channel="call", acting_user=advocate
    )
    choose_audience(words, "panel", acting_user=advocate)
    page = room.read(room.cast.chair, "print_meeting")
    assert "my sister may ring" in page and nothing not in page
    assert "They have not said a need to the panel yet." in page


@pytest.mark.parametrize("role", ["member", "observer"])
def test_others_read_a_meeting_and_change_nothing(room: Room, role: str) -> None:
    user = getattr(room.cast, role)
    for name in ("meeting", "print_meeting"):
        assert "Jay" in room.read(user, name)
    assert room.client.get(MEETINGS).status_code == 200
    assert {room.client.get(url).status_code for url in (NEW, room.at("agenda"))} == {404}
    tried = {room.press(user, name) for name in ("agenda", "freeze", "close_meeting")}
    assert tried == {404}
    page = room.read(user)
    assert room.at("close_meeting") not in page and room.at("agenda") not in page
    assert NeedsSummary.objects.count() == 0 and open_again(room)
    assert room.press(room.cast.chair, "close_meeting") == 302
    assert not open_again(room)


@pytest.mark.parametrize("stranger", ["outsider", "other_member", "advocate", "administrator"])
def test_nobody_else_finds_a_meeting(room: Room, stranger: str) -> None:
    room.press(room.cast.chair, "freeze")
    pages = [room.at(name) for name in ("meeting", "print_meeting", "agenda")]
    pages.append(version_of(room.cast.side))
    sign_in(room.client, getattr(room.cast, stranger))
    assert {room.client.get(page).status_code for page in pages} == {404}
    sign_in(room.client, room.cast.coordinator)
    assert {room.client.get(page).status_code for page in pages} == {200}


def test_a_meeting_stays_open_while_a_need_has_neither_answer_nor_owner(room: Room) -> None:
    need = factories.need(room.cast.side, "somewhere safe")
    sign_in(room.client, room.cast.chair)
    refused = room.client.post(room.at("close_meeting"))
    assert refused.status_code == 422
    assert "neither an answer nor anybody who owes one: Jay" in refused.content.decode()
    assert open_again(room) and NeedsSummary.objects.count() == 0
    assert answer_to(need) in room.read(room.cast.chair)
    owed = {"owed_by": room.cast.member, "owed_until": in_days(5)}
    answer_need(need, "owed", "", Tell("now"), acting_user=room.cast.chair, **owed)
    assert room.press(room.cast.chair, "close_meeting") == 302
    assert not open_again(room)
    assert room.press(room.cast.chair, "close_meeting") == 422
    assert NeedsSummary.objects.count() == 1


def test_a_need_for_the_advocate_alone_holds_nothing_open(room: Room) -> None:
    factories.need(room.cast.side, "only for Amal", audience="advocate")
    assert room.press(room.cast.chair, "close_meeting") == 302
    assert not open_again(room)


def test_what_was_frozen_does_not_change_when_the_case_goes_on(room: Room) -> None:
    cast = room.cast
    need = factories.need(cast.side, "somewhere safe")
    action = factories.action(cast.side, cast.member, cast.chair, "See the flat")
    factories.action(cast.side, cast.member, cast.chair, "Report each week", statutory=True)
    assert room.press(cast.chair, "freeze") == 302
    before = room.client.get(version_of(cast.side)).content.decode()
    answer_need(need, "accepted", "The keys are ready.", Tell("now"), acting_user=cast.chair)
    mark_done(action, "Seen on Monday.", acting_user=cast.member)
    factories.need(cast.side, "a bus pass")
    after = room.client.get(version_of(cast.side)).content.decode()
    for page in (before, after):
        for then in ("somewhere safe", "unanswered", "See the flat", "Required by law"):
            assert then in page
        for later in ("The keys are ready.", "Seen on Monday.", "a bus pass"):
            assert later not in page
    assert room.press(cast.chair, "freeze") == 302
    assert NeedsSummary.objects.count() == 1


def test_the_case_says_what_is_new_since_the_last_meeting(room: Room) -> None:
    cast = room.cast
    old = factories.need(cast.side, "somewhere safe")
    hidden = factories.need(cast.side, "a quiet room", audience="advocate")
    action = factories.action(cast.side, cast.member, cast.chair, "See the flat")
    room.press(cast.chair, "freeze")
    page = room.client.get(case_of(cast.side)).content.decode()
    assert "Nothing has changed." in page and version_of(cast.side) in page
    answer_need(old, "accepted", "The keys are ready.", Tell("now"), acting_user=cast.chair)
    mark_done(action, acting_user=cast.member)
    give_feedback(action, "no", acting_user=None)
    choose_audience(hidden.statement, "panel", acting_user=None)
    page = room.client.get(case_of(cast.side)).content.decode()
    since = page[page.index("Since last time") : page.index("How it stands")]
    for part in ("new need", "a quiet room", "answered", "said to be done", "disputed"):
        assert part in since
    assert since.count("somewhere safe") == 1


def test_what_is_frozen_holds_nothing_that_is_not_for_every_member(room: Room) -> None:
    cast = room.cast
    factories.need(cast.side, "the keys of a flat")
    factories.need(cast.side, "only for Amal", audience="advocate")
    housing = factories.need(cast.side, "my landlord hits me", audience="agencies")
    agencies = [factories.agency("Housing team")]
    choose_audience(housing.statement, "agencies", acting_user=None, agencies=agencies)
    keep_words(cast.side.subject, "just talking", side=cast.side, channel="text", acting_user=None)
    answer_need(housing, "declined", "A secret reason.", Tell("now"), acting_user=cast.member)
    live = room.read(cast.member, "print_meeting")
    room.press(cast.chair, "freeze")
    secrets = ["only for Amal", "my landlord", "just talking", "A secret reason.", "bluebell"]
    secrets += ["umbrella", cast.phone, cast.phone[3:], "Amal Advocate"]
    content = NeedsSummary.objects.get().content
    for reader in (cast.member, cast.chair):
        pages = [live, content, room.read(reader, "print_meeting")]
        pages.append(room.client.get(version_of(cast.side)).content.decode())
        for page in pages:
            assert "the keys of a flat" in page
            assert [secret for secret in secrets if secret in page] == []


def test_how_old_they_are_and_what_helps_them_is_kept_and_printed_for_who_may_read_it(
    room: Room,
) -> None:
    cast = room.cast
    helps = Details("13_to_15", understands_texts=True, communication=("interpreter",))
    polish = replace(helps, interpreter="Polish, a woman")
    change_details(cast.side, polish, acting_user=cast.advocate)
    shown = ("13 to 15", "An interpreter: Polish, a woman")
    assert all(words in room.read(cast.member, "print_meeting") for words in shown)
    room.press(cast.chair, "freeze")
    change_details(cast.side, Details("adult", understands_texts=False), acting_user=cast.advocate)
    kept = version_of(cast.side)
    for page in (room.at("print_meeting"), kept):
        assert all(words in room.client.get(page).content.decode() for words in shown)
    assert not any(words in room.client.get(case_of(cast.side)).content.decode() for words in shown)
    cast.side.never_users.add(cast.member)
    assert not any(words in room.read(cast.member, "print_meeting") for words in shown)
    assert room.client.get(kept).status_code == 404


def test_words_taken_back_from_the_panel_are_not_read_from_an_old_version(room: Room) -> None:
    need = factories.need(room.cast.side, "somewhere safe")
    factories.need(room.cast.side, "a bus pass")
    room.press(room.cast.chair, "freeze")
    assert "somewhere safe" in room.client.get(version_of(room.cast.side)).content.decode()
    choose_audience(need.statement, "advocate", acting_user=None)
    for page in (version_of(room.cast.side), room.at("print_meeting")):
        read = room.client.get(page).content.decode()
        assert "somewhere safe" not in read and "a bus pass" in read
        assert "taken back from the panel" in read


@pytest.mark.parametrize("how", ["never", "kept_apart"])
def test_whoever_may_not_see_one_side_does_not_get_it_through_a_meeting(
    room: Room, how: str
) -> None:
    cast = room.cast
    factories.need(cast.side, "somewhere safe")
    sam = add_side(cast.side.panel_case, bring_in("Samira"), "family", acting_user=cast.chair)
    answered = factories.need(sam, "a lift to the clinic")
    answer_need(answered, "accepted", "A taxi.", Tell("now"), acting_user=cast.chair)
    room.press(cast.chair, "freeze")
    reader = cast.member if how == "never" else cast.other_advocate
    if how == "never":
        cast.side.never_users.add(reader)
    else:
        factories.seat(cast.panel, reader, "chair")
    frozen = NeedsSummary.objects.get(side=cast.side)
    address = reverse("panel:version", args=[cast.side.panel_case.public_id, frozen.public_id])
    read = room.read(reader) + room.read(reader, "print_meeting")
    assert room.client.get(address).status_code == 404
    other = NeedsSummary.objects.get(side=sam)
    seen = reverse("panel:version", args=[cast.side.panel_case.public_id, other.public_id])
    read += room.client.get(seen).content.decode()
    assert "a lift to the clinic" in read and "Samira" in read
    secrets = ("Jay", "somewhere safe", str(frozen.public_id), str(cast.side.public_id))
    assert [secret for secret in secrets if secret in read] == []
    assert "nothing unanswered" in read
    sign_in(room.client, cast.chair)
    assert room.client.get(address).status_code == 200


def test_a_chair_who_is_barred_learns_nothing_by_closing(room: Room) -> None:
    """What they may not see neither holds the meeting open for them nor leaves its agenda."""
    cast = room.cast
    factories.need(cast.side, "somewhere safe")
    ana = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    factories.seat(cast.panel, cast.other_advocate, "chair")
    page = room.read(cast.other_advocate, "agenda")
    assert "Ana" in page and "Jay" not in page
    placed = {f"case_{ana.panel_case.public_id}": "1"}
    assert room.press(cast.other_advocate, "agenda", **placed) == 302
    page = room.read(cast.chair)
    assert "Ana" in page and "Jay" in page
    assert room.press(cast.other_advocate, "close_meeting") == 302
    assert NeedsSummary.objects.count() == 2


def test_each_person_has_a_page_with_who_printed_it(room: Room) -> None:
    ana = factories.side("Ana", room.cast.panel, room.cast.advocate, room.cast.coordinator)
    cases = [ana.panel_case, room.cast.side.panel_case]
    set_agenda(room.meeting, cases, acting_user=room.cast.chair)
    page = room.read(room.cast.member, "print_meeting")
    assert page.count('class="sheet"') == 2
    assert page.index("Ana") < page.index("Jay")
    assert "Printed by Mo Member, Housing team" in page


def test_a_closed_meeting_is_only_read(room: Room) -> None:
    room.press(room.cast.chair, "close_meeting")
    assert room.press(room.cast.chair, "freeze") == 422
    page = room.client.get(room.at("agenda"), follow=True).content.decode()
    assert "This meeting is closed." in page
    assert room.at("close_meeting") not in page


@pytest.mark.postgresql
def test_thirty_items_ask_the_database_as_often_as_three(room: Room) -> None:
    cast = room.cast
    cases = [cast.side.panel_case]

    def more(count: int) -> None:
        for number in range(count):
            side = factories.side(f"P{number}", cast.panel, cast.advocate, cast.coordinator)
            factories.need(side, f"need {number}")
            factories.action(side, cast.member, cast.chair)
            cases.append(side.panel_case)
        set_agenda(room.meeting, cases, acting_user=cast.chair)
        room.press(cast.chair, "freeze")

    pages = [room.at("meeting"), room.at("print_meeting"), room.at("agenda"), MEETINGS]
    more(2)
    few = [queries_of(room.client, page) for page in pages]
    more(27)
    assert [queries_of(room.client, page) for page in pages] == few
