"""Messy real-life texts in six languages: read right or asked about; never misread to harm."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.texting.languages import languages_heard
from companion.texting.meanings import meanings

FOLDER = Path(__file__).parent / "corpus"
SAFE = {"ask", "human"}
LEAST = 60
OUTRIGHT = 0.85
# What a misread may never do: agree, disclose, go silent, lose the number or hand over a person.
WEIGHTY = {"stop", "wrong_person", "answer:agree", "answer:yes", "undo", "change_advocate"}

Said = tuple[str | None, str, set[str]]


def said(path: Path) -> Iterator[Said]:
    """What is open, the text, and what it means."""
    for question, readings in json.loads(path.read_text(encoding="utf-8")).items():
        for reading, texts in readings.items():
            for text in texts:
                yield None if question == "nothing" else question, text, set(reading.split())


def judged(language: str, path: Path) -> dict[str, list[str]]:
    """Texts that were read outright, asked about, or read as something else."""
    found: dict[str, list[str]] = {"right": [], "asked": [], "wrong": [], "dangerous": []}
    for question, text, meant in said(path):
        read = set(meanings(text, language, question))
        right = read == meant or ("danger" in meant and "danger" in read)
        kind = "right" if right or (meant <= SAFE and read <= SAFE) else "wrong"
        if kind == "wrong" and read <= SAFE and "danger" not in meant:
            kind = "asked"
        if kind == "wrong" and (read & WEIGHTY or "danger" in meant or disclosed(question, read)):
            kind = "dangerous"
        found[kind].append(f"{question}: {text!r} means {meant}, was read as {read}")
    return found


def disclosed(question: str | None, read: set[str]) -> bool:
    """Whether more people than the advocate would learn of it."""
    return question == "audience" and bool(read & {"answer:2", "answer:3"})


def definite(path: Path) -> int:
    return sum(not meant <= SAFE for _, _, meant in said(path))


@pytest.mark.parametrize("language", languages_heard())
def test_every_text_is_read_right_or_asked_about(language: str) -> None:
    path = FOLDER / f"{language}.json"
    found = judged(language, path)
    assert sum(map(len, found.values())) >= LEAST
    assert found["dangerous"] == []
    assert found["wrong"] == []
    outright = definite(path) - len(found["asked"])
    assert outright >= OUTRIGHT * definite(path), found["asked"]


@pytest.mark.parametrize("language", languages_heard())
def test_every_class_and_every_open_question_is_in_the_corpus(language: str) -> None:
    texts = list(said(FOLDER / f"{language}.json"))
    meant = Counter(word.partition(":")[0] for _, _, words in texts for word in words)
    classes = "need goal plan who call pause stop start help undo change_advocate language danger"
    assert meant.keys() >= {*classes.split(), "wrong_person", "answer", "ask", "human"}
    questions = "agree happened helped importance audience rating menu consent"
    assert {question for question, _, _ in texts} == {None, *questions.split()}


@pytest.mark.parametrize("language", languages_heard())
def test_phrasings_that_were_written_without_the_word_lists_are_read_too(language: str) -> None:
    """How it did before it learnt from them stands in docs/reading-texts.md."""
    path = FOLDER / "held_out" / f"{language}.json"
    found = judged(language, path)
    assert found["dangerous"] == found["wrong"] == []
    assert definite(path) - len(found["asked"]) >= OUTRIGHT * definite(path), found["asked"]
