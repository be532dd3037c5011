"""Published words are sent; without any, the built-in ones; always in a known language."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from content.builtin import builtins
from content.models import Wording
from content.rules import longest
from content.segments import measure, plain_signs
from content.wordings import (
    COVER,
    DETAIL,
    KEYS,
    MissingValue,
    Text,
    UnknownWording,
    wording,
)
from tests.content.approving import publish as send

DULL = "Hello, your booking is set. Reply YES to confirm or STOP to end."


def publish(
    body: str, key: str = "invitation", language: str = "en", level: str = COVER
) -> Wording:
    """One wording, published as two editors publish it."""
    row = Wording(key=key, language=language, level=level, body=body, reviewed_by="A. Reader")
    return send(row)


def test_without_any_editing_every_key_has_words_at_both_levels(db: None) -> None:
    for key in KEYS:
        for level in (COVER, DETAIL):
            text = wording(key, "en", level)
            assert text.body
            assert text.reviewed_by == ""
            assert text.version.startswith("built-in ")


def test_published_words_take_the_place_of_the_built_in_ones_at_once(db: None) -> None:
    before = wording("invitation", "en", COVER)
    row = publish(DULL)
    after = wording("invitation", "en", COVER)
    assert (after.body, after.reviewed_by) == (DULL, "A. Reader")
    assert before.body != after.body
    assert before.version != after.version
    row.delete()
    assert wording("invitation", "en", COVER) == before


def test_each_cover_has_words_of_its_own_and_published_ones_replace_only_those(db: None) -> None:
    assert "delivery" in wording("invitation", "en", COVER, "delivery").body
    assert "ڈیلیوری" in wording("invitation", "ur", COVER, "delivery").body
    assert "delivery" in wording("invitation", "so", COVER, "delivery").body
    publish(DULL)
    assert wording("invitation", "en", COVER).body == DULL
    assert "delivery" in wording("invitation", "en", COVER, "delivery").body


def test_a_draft_is_not_sent_until_it_is_published(db: None) -> None:
    row = publish(DULL)
    row.body = "Hello, all set. Reply YES or STOP."
    row.save_revision()
    assert wording("invitation", "en", COVER).body == DULL
    send(row)
    assert wording("invitation", "en", COVER).body == "Hello, all set. Reply YES or STOP."


def test_an_unpublished_wording_gives_way_to_the_built_in_one(db: None) -> None:
    publish(DULL).unpublish()
    assert wording("invitation", "en", COVER).version.startswith("built-in ")


def test_a_language_without_words_falls_back_to_english_and_says_so(db: None) -> None:
    theirs = "Witaj, rezerwacja gotowa. Odpowiedz TAK lub STOP."
    publish(theirs, language="pl")
    assert wording("invitation", "pl", COVER).body == theirs
    assert wording("invitation", "pl", COVER, "club").language == "pl"
    assert wording("invitation", "so", COVER).language == "en"
    assert wording("agreed", "so", DETAIL).language == "en"


def test_a_text_that_has_only_a_cover_is_sent_as_the_cover(db: None) -> None:
    text = wording("unknown_number", "en", DETAIL)
    assert text.level == COVER
    assert text == wording("unknown_number", "en", COVER)


def test_at_cover_level_nothing_but_the_cover_is_ever_given(db: None) -> None:
    publish("You are in danger? Call 999.", key="emergency", level=DETAIL)
    assert "999" not in wording("emergency", "en", COVER).body
    assert "999" in wording("emergency", "en", DETAIL).body


def test_a_cover_that_got_past_the_form_and_gives_somebody_away_is_not_sent(db: None) -> None:
    Wording.objects.create(
        key="invitation", language="en", level=COVER, body="The panel met. YES STOP"
    )
    assert wording("invitation", "en", COVER).version.startswith("built-in ")


@pytest.mark.parametrize(("key", "level"), [("nonsense", COVER), ("invitation", "when_asked")])
def test_an_unknown_key_or_level_is_refused(key: str, level: str) -> None:
    with pytest.raises(UnknownWording):
        wording(key, "en", level)


def test_looking_words_up_takes_one_query(db: None, django_assert_num_queries: object) -> None:
    publish(DULL)
    with django_assert_num_queries(1):  # type: ignore[operator] # pytest-django's fixture
        wording("invitation", "pl", DETAIL)


@pytest.mark.parametrize(
    ("key", "level", "body", "fault"),
    [
        ("invitation", COVER, "The panel says YES", "never says: panel"),
        ("invitation", COVER, "From {agency}. YES", "Nothing fills {agency}"),
        ("need_answered_declined", DETAIL, "No, sorry.", "has to carry {reason}"),
        ("action_agreed", COVER, "Booked. Reply 1 or 2.", "offer the answer 3"),
        ("action_helped", DETAIL, "Did it help? 1, 2, 3 or 4", "offer the answer 5"),
        ("say_need", DETAIL, "Tell us. " * 40, "can take 3 messages"),
        ("say_need", DETAIL, "Tell us {now", "Curly brackets"),
        ("say_need", DETAIL, "Tell us {reason.__class__}", "Curly brackets"),
        ("unknown_number", DETAIL, "Who are you?", "no text at this level"),
    ],
)
def test_words_that_would_harm_or_cost_too_much_cannot_be_saved(
    db: None, key: str, level: str, body: str, fault: str
) -> None:
    row = Wording(key=key, language="en", level=level, body=body)
    with pytest.raises(ValidationError, match=fault):
        row.full_clean()


def test_other_scripts_may_take_three_texts_and_english_two(db: None) -> None:
    body = "ą" * 200
    Wording(key="say_need", language="pl", level=DETAIL, body=body).full_clean()
    with pytest.raises(ValidationError, match="can take 3 messages"):
        Wording(key="say_need", language="en", level=DETAIL, body=body).full_clean()


def test_one_text_has_one_wording_in_a_language(db: None) -> None:
    publish(DULL)
    with pytest.raises(ValidationError, match="has a wording already"):
        Wording(key="invitation", language="en", level=COVER, body=DULL).full_clean()


def test_gaps_are_filled_and_empty_lines_left_out() -> None:
    text = Text("It is yes.\n{reason}\nText CALL.", "en", DETAIL, "v", "")
    assert text.fill(reason="It’s yours.", unused=1) == "It is yes.\nIt's yours.\nText CALL."
    assert text.fill(reason="") == "It is yes.\nText CALL."


def test_a_text_is_never_sent_with_a_gap_in_it() -> None:
    with pytest.raises(MissingValue, match="reason"):
        Text("No. {reason}", "en", DETAIL, "v", "").fill()


@given(st.text(st.characters(codec="ascii", exclude_categories=["C"]), max_size=400))
def test_what_is_put_into_a_gap_is_never_read_as_a_gap_and_never_too_long(value: str) -> None:
    body = builtins()["need_answered_partly", DETAIL].body
    filled = Text(body, "en", DETAIL, "v", "").fill(reason=value, agency="NOT ASKED FOR")
    assert "NOT ASKED FOR" not in filled
    assert len(filled) <= len(longest(body))
    plain = plain_signs(value.strip())
    assert plain in filled or len(plain) > 160


def test_a_long_value_is_cut_between_words() -> None:
    filled = Text("{what}", "en", DETAIL, "v", "").fill(what="visit " * 30)
    assert filled.endswith("visit...")
    assert len(filled) <= 100
    assert measure(filled).segments == 1


def test_this_part_of_the_house_knows_no_cases() -> None:
    source = Path(__file__).parents[2] / "content"
    lines = [line for file in source.rglob("*.py") for line in file.read_text().splitlines()]
    assert lines
    assert not [line for line in lines if "import" in line and "companion" in line]
