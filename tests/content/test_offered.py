"""A language is offered when every text of it is there, without fault and, but in a demo, read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from content.builtin import builtins, languages
from content.models import Wording
from content.offered import every_text, is_offered, standings
from content.reviewers import digest_of
from content.wordings import COVER, DETAIL, wording
from tests.content.defaults import Defaults, changeable_defaults


@pytest.fixture
def defaults(tmp_path: Path) -> Iterator[Defaults]:
    with changeable_defaults(tmp_path) as mine:
        yield mine


def publish(key: str, language: str, level: str, cover: str, body: str, by: str) -> None:
    Wording.objects.create(
        key=key, language=language, level=level, cover=cover, body=body, reviewed_by=by
    )


def test_all_six_are_complete_and_without_fault(db: None) -> None:
    for code, standing in standings().items():
        assert standing.complete, (code, standing.missing, standing.faulty)


def test_words_that_a_machine_made_are_offered_in_the_demonstration_only(db: None) -> None:
    others = [code for code in languages() if code != "en"]
    assert all(is_offered(code, unreviewed=True) for code in others)
    assert not any(is_offered(code, unreviewed=False) for code in others)
    assert is_offered("en", unreviewed=False)
    assert not any(standing.reviewed for standing in standings().values())


def test_whoever_read_all_the_words_makes_a_language_offered_until_one_letter_changes(
    db: None, defaults: Defaults
) -> None:
    defaults.reviewed("pl", "Ewa Lis, interpreter")
    assert is_offered("pl", unreviewed=False)
    assert not is_offered("ro", unreviewed=False)
    assert wording("help", "pl", COVER).reviewed_by == "Ewa Lis, interpreter"
    before, words = digest_of("pl"), defaults.read("pl.json")
    words["cover"]["help"] += " "
    defaults.write("pl.json", words)
    assert digest_of("pl") != before
    assert not is_offered("pl", unreviewed=False)
    assert wording("help", "pl", COVER).reviewed_by == ""


def test_the_little_words_count_for_a_review_too(db: None, defaults: Defaults) -> None:
    defaults.reviewed("pl", "Ewa Lis, interpreter")
    words = defaults.read("words/pl.json")
    words["states"]["no"] = "Nie."
    defaults.write("words/pl.json", words)
    assert not is_offered("pl", unreviewed=False)


def test_a_published_wording_that_names_nobody_leaves_the_language_unreviewed(
    db: None, defaults: Defaults
) -> None:
    defaults.reviewed("pl", "Ewa Lis, interpreter")
    body = builtins("pl")["help", COVER].body
    publish("help", "pl", COVER, "booking", body, by="")
    # The built-in words alone do; so the published one is what was not read.
    standing = standings()["pl"]
    assert standing.unreviewed == (("help", COVER, "booking"),)
    assert not is_offered("pl", unreviewed=False)
    Wording.objects.update(reviewed_by="Jan Kos, interpreter")
    assert is_offered("pl", unreviewed=False)


@pytest.mark.parametrize("name", ["ro.json", "covers/club.ro.json", "words/ro.json"])
def test_a_language_that_lacks_a_file_is_offered_nowhere(
    db: None, defaults: Defaults, name: str
) -> None:
    assert is_offered("ro", unreviewed=True)
    defaults.remove(name)
    assert not is_offered("ro", unreviewed=True)


def test_one_missing_text_is_enough_and_a_published_one_fills_the_gap(
    db: None, defaults: Defaults
) -> None:
    words = defaults.read("covers/repair.cy.json")
    taken = words.pop("who")
    defaults.write("covers/repair.cy.json", words)
    assert standings()["cy"].missing == (("who", COVER, "repair"),)
    assert not is_offered("cy", unreviewed=True)
    publish("who", "cy", COVER, "repair", taken, by="")
    assert is_offered("cy", unreviewed=True)


@pytest.mark.parametrize(
    ("key", "level", "body"),
    [
        ("who", COVER, "Mae'r heddlu yma."),
        ("action_agreed", COVER, "Iawn?"),
        ("goal_rating", DETAIL, "Atebwch o 0 i 10."),
        ("say_need", DETAIL, "ŵ" * 300),
    ],
)
def test_one_fault_is_enough(db: None, defaults: Defaults, key: str, level: str, body: str) -> None:
    words = defaults.read("cy.json")
    words[level][key] = body
    defaults.write("cy.json", words)
    assert standings()["cy"].faulty == ((key, level, "booking"),)
    assert not is_offered("cy", unreviewed=True)


def test_a_little_word_left_empty_is_enough(db: None, defaults: Defaults) -> None:
    words = defaults.read("words/ur.json")
    words["options"]["agree"] = ""
    defaults.write("words/ur.json", words)
    assert not is_offered("ur", unreviewed=True)


def test_adding_a_language_takes_files_and_no_code(db: None, defaults: Defaults) -> None:
    defaults.write(
        "languages.json",
        [*defaults.read("languages.json"), {"code": "so", "name": "Soomaali (Somali)"}],
    )
    assert not is_offered("so", unreviewed=True)
    for name in ("pl.json", "words/pl.json", *(f"covers/{c}.pl.json" for c in OTHER_COVERS)):
        defaults.write(name.replace("pl", "so"), defaults.read(name))
    assert is_offered("so", unreviewed=True)
    assert not is_offered("so", unreviewed=False)


OTHER_COVERS = ("delivery", "club", "repair", "library")


def test_the_first_look_asks_the_database_only_if_built_in_words_do_not_do(
    db: None, defaults: Defaults, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert is_offered("pl", unreviewed=True)
    with django_assert_num_queries(1):
        assert not is_offered("pl", unreviewed=False)
    with django_assert_num_queries(1):
        assert len(standings()) == 6
    assert len(every_text()) == len(builtins()) + 4 * len(builtins("en", "club"))


def test_the_list_of_wordings_says_which_nobody_has_reviewed(desk: Client) -> None:
    publish("help", "pl", COVER, "club", builtins("pl")["help", COVER].body, by="")
    page = desk.get(reverse("wagtailsnippets_content_wording:list")).content.decode()
    assert "Not reviewed" in page
    Wording.objects.update(reviewed_by="Jan Kos, interpreter")
    page = desk.get(reverse("wagtailsnippets_content_wording:list")).content.decode()
    assert "Jan Kos, interpreter" in page and "Not reviewed" not in page
