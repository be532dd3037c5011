"""In which language a text is, where that is clear: for numbers of whom nothing else is known."""

from functools import cache

from companion.texting.languages import FALL_BACK, languages_heard, words_heard
from companion.texting.understanding.tokens import tokens_of

FEWEST_WORDS = 2


def language_of(text: str) -> str:
    """The language whose lists hold most of its words, and more than any other's; else English."""
    words = set(tokens_of(text))
    held = {language: len(words & _words(language)) for language in languages_heard()}
    most = max(held.values())
    (first, *others) = [language for language, count in held.items() if count == most]
    clear = most >= FEWEST_WORDS and 2 * most > len(words) and not others
    return first if clear else FALL_BACK


@cache
def _words(language: str) -> frozenset[str]:
    return frozenset(word for word in words_heard(language) if not word.isdigit())
