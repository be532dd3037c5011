"""Reading and writing in a person's own harmless words."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from companion.models import Code, SafeContactRule
from companion.texting.languages import words_of
from companion.texting.reading import Kind, read, tokens_of
from companion.texting.understanding.lexicon import lexicon
from content.wordings import forbidden_in

FEWEST_LETTERS, MOST_WORDS = 4, 5


def fault_of_code(
    words: str, language: str, rule: SafeContactRule | None, others: Iterable[Code]
) -> str:
    """Why these words can stand for nothing, in a sentence; empty if they can."""
    tokens = tokens_of(words)
    if not FEWEST_LETTERS <= sum(map(len, tokens)) or len(tokens) > MOST_WORDS:
        return "Use one to five words, with four letters at least."
    if any(not token.isalpha() for token in tokens):
        return "Use letters only: numbers are answers."
    if forbidden_in(words, language):
        return "A cover text never says this. Choose something dull."
    secrets = {rule.code_word.casefold(), rule.duress_word.casefold()} if rule else set()
    if secrets & set(tokens):
        return "This is one of their secret words. Choose another."
    if _means_something(words, tokens, language):
        return "This means something in a text already. Choose something else."
    if any(_within(tokens, theirs) or _within(theirs, tokens) for theirs in _all_tokens(others)):
        return "Other words of theirs would be mistaken for this. Choose something else."
    return ""


def _means_something(words: str, tokens: list[str], language: str) -> bool:
    """Whether it would be read as anything, alone or among the words of a sentence."""
    read_as = [read(words, language), *(read(token, language) for token in tokens)]
    loud = any(reading.dangers for reading in read_as)
    return loud or any(reading.kind is not Kind.WORDS for reading in read_as)


def _all_tokens(codes: Iterable[Code]) -> list[list[str]]:
    return [tokens_of(code.words) for code in codes]


def _within(part: list[str], whole: list[str]) -> bool:
    return f" {' '.join(part)} " in f" {' '.join(whole)} "


def said_in(text: str, codes: Iterable[Code], moment: datetime) -> list[Code]:
    """Which words of theirs stand in a text that came at this moment."""
    tokens = tokens_of(text)
    return [c for c in codes if c.stood_at(moment) and _within(tokens_of(c.words), tokens)]


def answer_in(text: str, codes: Iterable[Code], language: str) -> str:
    """The answer that a text gives if it is nothing but the words for it: yes, no or change."""
    polite = lexicon(language).polite
    tokens = [token for token in tokens_of(text) if token not in polite]
    for code in codes:
        if code.kind in Code.ANSWERS and tokens_of(code.words) == tokens:
            return code.kind
    return ""


def in_code(body: str, things: Iterable[UUID], codes: dict[UUID, str], language: str) -> str:
    """A cover text that says, in their own words, what it is about."""
    words = next((codes[thing] for thing in things if thing in codes), "")
    if not words:
        return body
    says: str = words_of(language)["with_code"]
    return says.format(words=f"{words[0].upper()}{words[1:]}", body=body)
