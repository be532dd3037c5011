"""The word that a person was given in person, coming back from their own phone."""

from functools import cache

from companion.changes.one_time_words import agree_by_word, all_words, word_given_to
from companion.models import WordingKey
from companion.texting.languages import languages_heard
from companion.texting.reading import Kind, tokens_of
from companion.texting.turn import Turn
from companion.texting.understanding.lexicon import lexicon


def agreed_by_word(turn: Turn) -> bool:
    """Whether the text is their word alone; the first time it agrees, later nothing follows."""
    if turn.reading.kind is not Kind.WORDS:
        return False
    polite = lexicon(turn.subject.language).polite
    said = [token for token in tokens_of(turn.text) if token not in polite]
    given = word_given_to(turn.subject, _meant(said[0])) if len(said) == 1 else None
    if given is None:
        return False
    if given.used_at is None:
        turn.side = given.side
        agree_by_word(given)
        turn.reply(WordingKey.AGREED)
    return True


def _meant(said: str) -> list[str]:
    """The words that this may be, in whatever language and script it was given and typed."""
    return [said, *_spelt().get(said, [])]


@cache
def _spelt() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for language in languages_heard():
        for word, spellings in all_words(language).items():
            for spelling in spellings:
                found.setdefault(tokens_of(spelling)[0], []).append(word)
    return found
