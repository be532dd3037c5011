"""What is perhaps about danger. A stated rule over lists of words, never a score."""

from companion.texting.understanding.lexicon import ALONE, Everywhere
from companion.texting.understanding.tokens import Said


def in_doubt(said: Said, every: Everywhere) -> bool:
    """Whether a human should read it soon: words that may tell of danger, and nothing harmless."""
    harmless = every.harmless.words_of(said, every.polite)
    harmless |= every.no_doubts.words_of(said, every.polite)
    tokens = ["" if at in harmless else token for at, token in enumerate(said.tokens)]
    return _adds_up({meaning for meaning, _ in every.doubts.found(said, tokens, every.polite)})


def _adds_up(heard: set[str]) -> bool:
    """One of the themes; or somebody beside what people do; or beside me, and no business."""
    parts: dict[str, set[str]] = {}
    for meaning in heard:
        language, _, part = meaning.partition(":")
        parts.setdefault(language, set()).add(part)
    return any(_of_one_language(said) for said in parts.values())


def _of_one_language(said: set[str]) -> bool:
    if not said.isdisjoint(ALONE):
        return True
    return "somebody" in said and ("does" in said or ("mine" in said and "business" not in said))
