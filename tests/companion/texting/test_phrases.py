"""How phrases of danger are written down: sets, either, none of, gaps; what is plainly harmless."""

import pytest

from companion.texting.reading import read
from companion.texting.understanding.phrases import Phrases, spelt_out
from companion.texting.understanding.tokens import Said

SETS = {"who": ["he", "my ex"], "kind": ["held", "washed"]}


def heard(phrase: str, text: str) -> bool:
    phrases, said = Phrases(), Said(text)
    phrases.add("danger", spelt_out(phrase, SETS))
    phrases.learn("<who>", (tuple(entry.split()) for entry in SETS["who"]))
    return any(phrases.found(said, said.tokens, frozenset()))


@pytest.mark.parametrize(
    ("phrase", "text", "is_heard"),
    [
        ("<who> hit|hurt me", "and my ex hurt me", True),
        ("<who> hit|hurt me", "my hurt me", False),
        ("hit|hurt <who>", "i hit my ex", True),
        ("hit|hurt <who>", "i hit my", False),
        ("<who> … !{kind} my arm", "he just twisted my arm", True),
        ("<who> !{kind} my arm", "he held my arm", False),
        ("<who> !{kind}", "he", False),
        ("scar*", "too scary for us", True),
        ("scar*", "the car", False),
        ("he … hurt|scar* me", "he never scares me", True),
        ("he … hurt|scar* me", "he hurt me", True),
        ("he … hurt|scar* me", "he hurts me", False),
    ],
)
def test_sets_are_looked_up_and_one_word_may_be_any_of_some_or_none(
    phrase: str, text: str, is_heard: bool
) -> None:
    assert heard(phrase, text) is is_heard


@pytest.mark.parametrize(
    ("text", "dangers"),
    [
        ("i need the bread knife for sunday", ()),
        ("the knife is for the bread he says", ("in_danger",)),
        ("my feet are killing me", ()),
        ("my feet are killing me and he has a knife", ("in_danger",)),
        ("i need somewhere safe to live with my kids", ()),
        ("we need somewhere safe tonight", ("in_danger",)),
        ("he held my hand", ()),
        ("he crushed my hand", ("in_danger",)),
    ],
)
def test_what_is_harmless_takes_away_its_own_words_and_no_others(
    text: str, dangers: tuple[str, ...]
) -> None:
    assert read(text, "en").dangers == dangers
