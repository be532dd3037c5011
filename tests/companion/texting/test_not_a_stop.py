"""What sounds like a wish for silence and is none is never read as one; plain wishes are heard."""

import json
from pathlib import Path

import pytest

from companion.texting.languages import languages_heard
from companion.texting.reading import SILENCE, read

FOLDER = Path(__file__).parent / "corpus" / "silence"
LEAST = 25


def said(language: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    return found


def silence(text: str, language: str) -> str:
    """Which silence a text brings: no more texts, a frozen number, other hours; or none."""
    reading = read(text, language)
    return (
        reading.kind.value if reading.kind in SILENCE else "only when" if reading.hours else "none"
    )


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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        # Meant for us, and said in a way that nobody thought of.
        ("im with my mum dont text me", "en"),
        ("how do i stop getting these", "en"),
        ("stop asking me about the sofa its here", "en"),
        ("please would everybody just stop", "en"),
        # Meant for somebody else, and a plea.
        ("how do i stop these texts from him", "en"),
        ("make him stop texting me", "en"),
        ("pls stop this man", "en"),
        ("daj mi spokój mówię mu a on dalej", "pl"),
        ("opriți mesajele de la fostul meu", "ro"),
        ("mae fy nghyn yn gwrthod stopio tecstio fi", "cy"),
        ("بند کرو یہ شادی", "ur"),
        ("oh mainu message karna band nahi karda", "pa"),
    ],
)
def test_a_stop_that_silences_nothing_is_read_soon(text: str, language: str) -> None:
    reading = read(text, language)
    assert reading.kind not in SILENCE
    assert reading.read_soon or reading.dangers
