"""Who may speak, stands in, and is asked for once while a page is read."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from companion.access.apart import sides_read_by
from companion.access.look import once_a_look, one_look
from companion.access.panels import facts_of
from companion.access.people import (
    advocacies_of,
    away_now,
    capacity_notes_of,
    colleagues_of,
    my_sides,
    my_sides_of,
    possible_advocates,
    stand_in_of,
)
from companion.changes.about import Capacity, note_capacity
from companion.changes.facts import keep_facts
from companion.changes.people import add_side, appoint_advocate, end_advocacy, open_case
from companion.changes.standing_in import arrange_stand_in, end_stand_in
from companion.models import User
from tests import factories
from tests.cast import Cast

DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def test_whom_the_person_named_is_not_asked_to_speak_nor_who_left(cast: Cast) -> None:
    left = factories.user("Left Long Ago", cast.advocate.agency, is_active=False)
    nearby = factories.user("Abe Colleague", cast.advocate.agency)
    far = factories.user("Zo Helper", factories.agency("Zebra", "voluntary"))
    lone = factories.user("Lone Helper")
    other = factories.side("Ana", cast.panel, lone, cast.coordinator)
    end_advocacy(other, acting_user=cast.coordinator)
    # By agency and name; who ever spoke may be asked again, whatever they are.
    usual = [cast.other_advocate, cast.advocate, nearby, far]
    usual.sort(key=lambda user: (user.agency.name, user.name))
    assert [user for user in possible_advocates() if user != lone] == usual
    assert list(possible_advocates(cast.side)) == list(possible_advocates())
    assert lone in possible_advocates() and left not in possible_advocates()
    cast.side.never_users.add(nearby)
    cast.side.never_agencies.add(far.agency)
    assert set(possible_advocates(cast.side)) == {cast.advocate, cast.other_advocate, lone}
    assert set(possible_advocates(cast.other_side)) == {*usual, lone}


def test_colleagues_are_of_the_same_agency_and_there(cast: Cast) -> None:
    factories.user("Left Long Ago", cast.advocate.agency, is_active=False)
    second = factories.user("Zo Colleague", cast.advocate.agency)
    first = factories.user("Ari Colleague", cast.advocate.agency)
    assert list(colleagues_of(cast.advocate)) == [first, second]
    assert list(colleagues_of(first)) == [cast.advocate, second]
    factories.user("Lone Helper")
    assert not colleagues_of(cast.editor_like).exists()
    assert not colleagues_of(cast.other_advocate).exists()


def test_who_is_away_and_who_stands_in_is_known_to_both_until_it_ends(cast: Cast) -> None:
    start = timezone.now()
    zo = factories.user("Zo Colleague", cast.advocate.agency)
    colleague = factories.user("Ari Colleague", cast.advocate.agency)
    with time_machine.travel(start, tick=False):
        for advocate in (zo, cast.advocate):
            arrange_stand_in(colleague, start + DAY, start + 2 * DAY, acting_user=advocate)
        assert away_now(colleague) == []
    for days, away, arranged in ((1, [cast.advocate, zo], colleague), (2, [], None)):
        with time_machine.travel(start + days * DAY, tick=False):
            ahead = stand_in_of(cast.advocate)
            assert (away_now(colleague), ahead and ahead.colleague) == (away, arranged)
            assert away_now(cast.advocate) == [] and stand_in_of(colleague) is None
    with time_machine.travel(start + DAY, tick=False):
        end_stand_in(acting_user=cast.advocate)
        assert away_now(colleague) == [zo] and stand_in_of(cast.advocate) is None


def test_one_person_on_two_sides_has_two_who_speak(cast: Cast) -> None:
    case = open_case(cast.other_panel, acting_user=cast.other_member)
    second = add_side(case, cast.side.subject, "offender", acting_user=cast.other_member)
    until = timezone.now() + DAY
    appoint_advocate(second, cast.advocate, until, acting_user=cast.coordinator)
    factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    assert list(my_sides_of(cast.advocate, cast.side.subject)) == [cast.side, second]
    assert not my_sides_of(cast.other_advocate, cast.side.subject).exists()
    speaking = {one.side: one.advocate for one in advocacies_of([second, cast.other_side])}
    assert speaking == {second: cast.advocate, cast.other_side: cast.other_advocate}
    end_advocacy(second, acting_user=cast.coordinator)
    assert not advocacies_of([second]).exists()
    assert list(my_sides_of(cast.advocate, cast.side.subject)) == [cast.side]


def test_an_answer_holds_for_one_look_one_question_and_one_user(cast: Cast) -> None:
    asked: list[str] = []

    def ask(name: str, user: User) -> int:
        asked.append(name)
        return user.pk

    @once_a_look
    def first(user: User) -> int:
        return ask("first", user)

    @once_a_look
    def second(user: User) -> int:
        return -ask("second", user)

    def ask_all() -> list[int]:
        users = (cast.advocate, cast.other_advocate)
        return [question(user) for question in (first, second) for user in users]

    with one_look():
        answers = ask_all()
        assert answers == ask_all() and len(asked) == 4
        with one_look():
            assert answers == ask_all() and len(asked) == 8
        assert answers == ask_all() and len(asked) == 8
    assert len({*answers}) == 4 and first.__name__ == "first"
    assert ask_all() == ask_all() == answers and len(asked) == 16
    # What a page was read with is no longer known to the next one.
    with one_look():
        before = sides_read_by(cast.advocate)
        end_advocacy(cast.side, acting_user=cast.coordinator)
        assert sides_read_by(cast.advocate) == before == {cast.side.pk}
    assert not sides_read_by(cast.advocate) and not my_sides(cast.advocate)
    with pytest.raises(ValueError, match="broken"), one_look():
        raise ValueError("broken")
    assert ask_all() == answers and len(asked) == 20


def test_what_was_found_of_somebody_and_kept_of_a_case(cast: Cast) -> None:
    now = timezone.now()
    found = Capacity("Moving house", "with_support", "Slowly.")
    notes = []
    for ago in (0, 0, 1):
        with time_machine.travel(now - ago * DAY, tick=False):
            notes.append(note_capacity(cast.side, found, acting_user=cast.advocate))
    note_capacity(cast.other_side, found, acting_user=cast.other_advocate)
    first, second, older = notes
    assert capacity_notes_of(cast.side) == [second, first, older]
    keep_facts(cast.other_side.panel_case, {"status": "a"}, acting_user=cast.other_member)
    assert facts_of(cast.side.panel_case) == {}
    keep_facts(cast.side.panel_case, {"status": "b"}, acting_user=cast.chair)
    assert facts_of(cast.side.panel_case) == {"status": "b"}
