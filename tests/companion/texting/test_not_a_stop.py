"""What sounds like a wish for silence and is none is never read as one; plain wishes are heard."""

import json
from pathlib import Path

import pytest

from companion.texting.languages import languages_heard
from companion.texting.reading import Kind, read

FOLDER = Path(__file__).parent / "corpus" / "silence"
LEAST = 25


def said(language: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    return found


def silence(text: str, language: str) -> str:
    """Which silence a text brings: no more texts, a frozen number, other hours; or none."""
    reading = read(text, language)
    silent = reading.kind in {Kind.STOP, Kind.WRONG_PERSON, Kind.HOURS}
    return reading.kind.value if silent else "only when" if reading.hours else "none"


@pytest.mark.parametrize("language", languages_heard())
def test_what_is_about_something_else_brings_no_silence(language: str) -> None:
    texts = said(language)["else"]
    assert len(set(texts)) >= LEAST
    assert {text: silence(text, language) for text in texts} == dict.fromkeys(texts, "none")


@pytest.mark.parametrize("language", languages_heard())
@pytest.mark.parametrize("kind", ["stop", "wrong_person", "hours"])
def test_who_asks_for_silence_gets_it_at_once(language: str, kind: str) -> None:
    texts = said(language)[kind]
    assert kind != "stop" or len(set(texts)) >= LEAST
    assert {text: silence(text, language) for text in texts} == dict.fromkeys(texts, kind)


@pytest.mark.parametrize("language", languages_heard())
def test_it_brings_none_either_to_who_usually_writes_another_language(language: str) -> None:
    texts = said(language)["else"]
    found = {text: {silence(text, other) for other in languages_heard()} for text in texts}
    assert found == {text: {"none"} for text in texts}
