"""Every language says everything, harmlessly and short enough, in its own words and letters."""

import re
from datetime import date, timedelta

import pytest

from companion.texting.rendering import short_date
from content.builtin import (
    BOOKING,
    COVER,
    ENGLISH,
    Builtin,
    builtins,
    covers,
    forbidden_words,
    languages,
    variables,
    words,
)
from content.rules import faults, forbidden_in, gaps_in
from content.segments import is_gsm, measure
from content.wordings import Text

OTHERS = [code for code in languages() if code != ENGLISH]
ALL = [
    (language, cover, row)
    for language in OTHERS
    for cover in covers()
    for row in builtins(language, cover).values()
]
# What each cover is about, as it is said in each language: the beginnings of its words.
NOUNS = {
    "cy": {"booking": "archeb", "delivery": "danfon", "club": "clwb", "repair": "trwsio"},
    "pl": {
        "booking": "rezerwac",
        "delivery": r"dostaw(?:a|y|ę|ie)\b",
        "club": "klub",
        "repair": "napraw",
    },
    "ur": {"booking": "بکنگ", "delivery": "ڈیلیوری", "club": "کلب", "repair": "مرمت"},
    "pa": {"booking": "ਬੁਕਿੰਗ", "delivery": "ਡਿਲੀਵਰੀ", "club": "ਕਲੱਬ", "repair": "ਮੁਰੰਮਤ"},
    "ro": {"booking": "rezerv", "delivery": "livr", "club": "club", "repair": "repar"},
}
# Need, panel, advocate, police, court, victim, offender, probation, violence, safe, danger, refuge,
# case or matter, urgent: as they stand in sentences.
GIVES_AWAY = {
    "cy": "anghenion|y panel|eich eiriolwr|yr heddlu|llys|dioddefwyr|troseddwr|swyddog prawf|"
    "gam-drin|trais|yn ddiogel|mewn perygl|lloches|eich achos|ar frys|plant",
    "pl": "potrzebujesz|panelu|doradcą|policję|sądu|ofiarom|sprawca|kuratora|przemocą|bezpieczna|"
    "niebezpieczeństwie|schronisko|sprawę|pilne|dzieci",
    "ur": "ضرورت|پینل|مددگار|پولیس|عدالتوں|متاثرہ|مجرم|پروبیشن|تشدد|محفوظ|خطرے|"
    "پناہ گاہ|کیس|فوری|بچوں",
    "pa": "ਲੋੜਾਂ|ਪੈਨਲ|ਮਦਦਗਾਰ|ਪੁਲਿਸ|ਅਦਾਲਤ|ਪੀੜਤ|ਮੁਜਰਮ|ਪ੍ਰੋਬੇਸ਼ਨ|ਹਿੰਸਾ|ਸੁਰੱਖਿਅਤ|ਖ਼ਤਰੇ|ਪਨਾਹ|ਕੇਸ|ਤੁਰੰਤ|ਬੱਚੇ",
    "ro": "nevoie|panelul|consilierul|poliția|tribunalul|victimele|agresorul|probațiune|violență|"
    "în siguranță|pericol|adăpost|cazul dvs.|urgent|copiii",
}
DULL = {
    "cy": "Mae eich archeb yn barod",
    "pl": "Rezerwacja gotowa, druga dostawa jutro",
    "ur": "آپ کی بکنگ تیار ہے",
    "pa": "ਤੁਹਾਡੀ ਬੁਕਿੰਗ ਤਿਆਰ ਹੈ",
    "ro": "Rezervarea dvs. este gata",
}
LONG = {
    "cy": "Ymweld â'r tŷ newydd gyda'n gilydd ",
    "pl": "Odwiedzić razem mieszkanie wśród dębów ",
    "ur": "گھر دیکھنے کے لیے اکٹھے جانا ",
    "pa": "ਇਕੱਠੇ ਘਰ ਦੇਖਣ ਜਾਣਾ ",
    "ro": "Să vizităm împreună locuința ",
}


def texts_of(language: str) -> list[Builtin]:
    return [row for code, _, row in ALL if code == language]


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_every_text_in_every_cover_and_no_other(language: str) -> None:
    for cover in covers():
        assert set(builtins(language, cover)) == set(builtins(ENGLISH, cover))
    assert [row for row in texts_of(language) if not row.body.strip()] == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_of_every_language_holds_to_the_rules_editors_hold_to(language: str) -> None:
    for _, cover, row in (one for one in ALL if one[0] == language):
        said = f"{cover} {row.key} {row.level}: {row.body}"
        assert faults(row.key, language, row.level, row.body) == [], said
        english = builtins(ENGLISH, cover)[row.key, row.level]
        assert row.body != english.body or english.body == "{words}", said
        assert sorted(gaps_in(row.body)) == sorted(gaps_in(english.body)), said
        if row.level == COVER:
            assert forbidden_in(row.body, language) == [], said
            assert gaps_in(row.body) == [], said
            assert measure(row.body).segments <= 2, said


@pytest.mark.parametrize("language", OTHERS)
def test_words_that_give_somebody_away_are_found_in_every_language(language: str) -> None:
    for said in GIVES_AWAY[language].split("|"):
        assert forbidden_in(f"... {said}, ...", language), said
    assert forbidden_in("Your advocate and the police", language) == ["advocate", "police"]
    assert forbidden_in(DULL[language], language) == []
    own = forbidden_words(language)
    assert len(set(own)) == len(own) > len(forbidden_words()) + 50


@pytest.mark.parametrize("language", OTHERS)
def test_a_cover_never_speaks_of_another_in_any_language(language: str) -> None:
    for cover in covers():
        rows = builtins(language, cover).values()
        said = " ".join(row.body.casefold() for row in rows if row.level == COVER)
        others = {code: noun for code, noun in NOUNS[language].items() if code != cover}
        assert not [code for code, noun in others.items() if re.search(noun, said)]
        own = NOUNS[language].get(cover)
        assert own is None or re.search(own, said)


@pytest.mark.parametrize("language", OTHERS)
def test_the_invitation_can_be_ended_by_stop_and_names_their_own_word_for_yes(
    language: str,
) -> None:
    for cover in covers():
        body = builtins(language, cover)["invitation", COVER].body
        assert re.search(r"\bSTOP\b", body)
        assert "YES" not in body


@pytest.mark.parametrize("language", OTHERS)
def test_whatever_people_typed_no_text_takes_more_than_three_messages(language: str) -> None:
    for row in builtins(language).values():
        given = {
            gap: LONG[language] * 12 if variables()[gap].typed else "x" * variables()[gap].longest
            for gap in row.variables
        }
        filled = Text(row.body, language, row.level, "v", "").fill(**given)
        assert measure(filled).segments <= 3, row.key


@pytest.mark.parametrize("language", list(languages()))
def test_what_we_fill_in_ourselves_fits_its_gap_and_offers_every_answer(language: str) -> None:
    said, room = words(language), variables()
    assert all(len(one) <= room["options"].shorter for one in said["options"].values())
    numbers = {"agree": {1, 2, 3}, "menu": {1, 2, 3, 4}, "importance": {1, 5}, "turn_to": {0, 10}}
    for kind, needed in numbers.items():
        assert needed <= {int(one) for one in re.findall(r"\d+", said["options"][kind])}
    states = said["states"]
    account = f"{states['happened']['partly']} {states['helped'].format(helped=5)}"
    for state in (account, states["happened"]["no"], states["waiting"], states["change"]):
        assert len(f"{states['requirement']} {state}") <= room["state"].shorter
    shared = said["shared"]
    both = [shared["both"].format(panel=88, agencies=88), shared["panel"].format(count=888)]
    fits = room["shared"].longest if is_gsm("".join(both)) else room["shared"].shorter
    assert all(len(one) <= fits for one in both)


@pytest.mark.parametrize("language", list(languages()))
def test_every_day_of_a_year_is_said_in_the_language_and_fits(language: str) -> None:
    days = [short_date(date(2026, 1, 1) + timedelta(days=n), language) for n in range(365)]
    assert len(set(days)) == 365
    assert max(map(len, days)) <= variables()["due"].shorter
    assert language == ENGLISH or "Thu 1 Jan" not in days


def test_covers_other_than_the_first_have_no_details() -> None:
    assert all(
        level == COVER
        for language in languages()
        for cover in covers()
        if cover != BOOKING
        for _, level in builtins(language, cover)
    )
