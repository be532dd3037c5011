"""Who asks for silence, or for other hours; and whether that was said of somebody else."""

from collections.abc import Iterable

from companion.texting.understanding.lexicon import Everywhere, Lexicon
from companion.texting.understanding.tokens import Said

# What was heard, from which word on, and before which it ends.
Heard = tuple[str, int, int]
# So many words before a phrase may turn it round.
REACH = 3
# What ends before a phrase says nothing of it: "he's home. stop texting me". After a colon, or
# inside quotation marks, somebody is quoted.
PAUSES, QUOTES = frozenset(".,!?;\n"), frozenset(':"\u201c\u201d\u201e\u00ab\u00bb\u2018')


def heard_in(said: Said, words: Lexicon, every: Everywhere) -> list[Heard]:
    """What is heard in every language, from where to where, if it is not said of others.

    Nor of something else: "stop the texts" is heard no more in "stop the texts from my ex".
    """
    spans = every.phrases.spans(said, words.polite)
    found = [one for one in spans if not _of_others(_before(said, one[1])[-REACH:], words)]
    if found:
        apart = _places(every.no_silence.spans(said, words.polite), "no_silence")
        found = [one for one in found if not _overlaps(one[1:], apart)]
    return found


def _before(said: Said, at: int) -> list[str]:
    """The words before a place, back to where their own clause begins."""
    start = at
    while start and not _pauses(said.gap(start)):
        start -= 1
    return said.tokens[start:at]


def _pauses(gap: str) -> bool:
    return not PAUSES.isdisjoint(gap) and QUOTES.isdisjoint(gap)


def _places(found: Iterable[Heard], of: str) -> list[tuple[int, int]]:
    return [(at, end) for meaning, at, end in found if meaning == of]


def _overlaps(place: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(place[0] < end and at < place[1] for at, end in others)


def stop_beside_hours(found: list[Heard]) -> bool:
    """ "Don't text me" stops; not where it only begins "don't text me at night"."""
    hours = _places(found, "hours")
    return any(not _overlaps(place, hours) for place in _places(found, "stop"))


def turned_round(said: Said, words: Lexicon, every: Everywhere) -> bool:
    """Whether "stop" stands in it, for us or for somebody else; where it silences nothing."""
    if not every.stop_strong.isdisjoint(said.tokens):
        return True
    return any(meaning == "stop" for meaning, _, _ in every.phrases.spans(said, words.polite))


def stops(said: Said, left: list[str], words: Lexicon) -> bool:
    """The word alone, with politeness or digits around it, or as a sentence of its own."""
    if len(set(left)) == 1 and left[0] in words.keywords["stop"]:
        return True
    first = _sentence(said, 0, words)
    last = _sentence(said, max((e for e in said.ends if e < len(said.tokens)), default=0), words)
    strong = words.keywords["stop_strong"]
    return any(len(part) == 1 and part[0] in strong for part in (first, last))


def _sentence(said: Said, start: int, words: Lexicon) -> list[str]:
    end = min((end for end in said.ends if end > start), default=len(said.tokens))
    return telling(said.tokens[start:end], words)


def telling(tokens: list[str], words: Lexicon) -> list[str]:
    """The words that say something: not politeness, not digits, no emoji."""
    return [t for t in tokens if t not in words.polite and any(map(str.isalpha, t))]


def of_others(tokens: list[str], at: int, words: Lexicon) -> bool:
    """ "Don't", or somebody else, stands before it: "make him stop texting me" is no stop."""
    return _of_others(tokens[max(0, at - REACH) : at], words)


def _of_others(before: list[str], words: Lexicon) -> bool:
    # "Brother" alone before it is a greeting; with anything else it may be somebody else.
    if words.polite.issuperset(before):
        return not words.negations.isdisjoint(before)
    return not (words.negations | words.others).isdisjoint(before)
