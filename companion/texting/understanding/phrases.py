"""Looking for many phrases at once: by their first word, so that a text is read in one pass."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from companion.texting.understanding.tokens import Said, tokens_of

# None of these is a small word, so that nobody can text one.
GAP, START, END, MEANS, GOES_ON = "…", "^", "$", "=", "*"
NAMED, NAMED_END, EITHER, NONE_OF = "<", ">", "|", "!"
NO_WORD = GAP + END + GOES_ON + NAMED_END
# As many words may stand in a gap: "beat … me" is heard in "beat the hell out of me".
WIDEST_GAP = 4

Phrase = tuple[str, ...]
Found = tuple[str, int]
Words = tuple[int, ...]
Node = dict[str, "Node"]


def spelt_out(phrase: str, sets: Mapping[str, list[str]]) -> Iterator[Phrase]:
    """A phrase of ours as small words; {name} stands for each phrase of that set, a|b for either.

    !{name} is one word that is none of that set: "he …ed me", but not "he helped me"; scar* is any
    word that begins so.
    Only at the start is a|b spelt out: a tree with all of them beside each other grows too large.
    """
    first, *others = phrase.split()
    parts = [_choices(first, sets), *(_choices(part, sets, together=True) for part in others)]
    small = [[_small(one) for one in choices] for choices in parts]
    for chosen in product(*small):
        yield tuple(word for words in chosen for word in words)


def _choices(part: str, sets: Mapping[str, list[str]], together: bool = False) -> list[str]:
    if part.startswith("{"):
        return sets[part[1:-1]]
    if part.startswith(NONE_OF):
        return [NONE_OF + EITHER.join(sets[part[2:-1]])]
    either = part.split(EITHER)
    begun = [one for one in either if one.endswith(GOES_ON)]
    whole = EITHER.join(one for one in either if one not in begun)
    return [*begun, *([whole] if whole else [])] if together else either


def _small(part: str) -> list[str]:
    if part in {GAP, START, END} or part[0] == NAMED:
        return [part]
    words = [word for one in part.split(EITHER) for word in tokens_of(one)]
    if part[-1] == GOES_ON:
        words[-1] += GOES_ON
    if EITHER not in part:
        return words
    none_of = NONE_OF if part[0] == NONE_OF else ""
    return [f"{none_of}{EITHER}{EITHER.join(words)}{EITHER}"]


class Phrases:
    """Phrases and what each means, kept as a tree: words that begin the same are walked once.

    `<name>` in a phrase is looked up in the text, not spelt out, so that sets may be large and
    stand beside each other.
    """

    def __init__(self) -> None:
        self._anywhere: Node = {}
        self._at_start: Node = {}
        self._sets: Node = {}
        self.words: set[str] = set()

    def add(self, meaning: str, phrases: Iterable[Phrase]) -> None:
        """Take in phrases that mean the same."""
        for phrase in phrases:
            if phrase[0] == START:
                self._grow(self._at_start, phrase[1:], meaning)
            else:
                self._grow(self._anywhere, phrase, meaning)

    def learn(self, name: str, phrases: Iterable[Phrase]) -> None:
        """Take in what `<name>` stands for."""
        for phrase in phrases:
            self._grow(self._sets, phrase, name)

    def _grow(self, node: Node, phrase: Phrase, meaning: str) -> None:
        for word in phrase:
            if word[-1] in {GOES_ON, EITHER, NAMED_END}:
                node = node.setdefault(word[-1], {})
            node = node.setdefault(word.removesuffix(GOES_ON), {})
        node.setdefault(MEANS, {})[meaning] = {}
        heard = (part for part in phrase if part[0] != NONE_OF)
        words = (word for part in heard for word in part.strip(EITHER).split(EITHER))
        self.words.update(word for word in words if word[-1] not in NO_WORD)

    def found(self, said: Said, tokens: list[str], polite: frozenset[str]) -> Iterator[Found]:
        """Which meanings begin where; `tokens` are those of the text, perhaps spelt better."""
        return ((meaning, at) for meaning, at, _, _ in self._spans(said, tokens, polite))

    def spans(self, said: Said, polite: frozenset[str]) -> Iterator[tuple[str, int, int]]:
        """Which meanings begin where, and before which word each ends."""
        spans = self._spans(said, said.tokens, polite)
        return ((meaning, at, end) for meaning, at, end, _ in spans)

    def words_of(self, said: Said, polite: frozenset[str]) -> set[int]:
        """Where the words of all phrases found stand, but not those in their gaps."""
        spans = self._spans(said, said.tokens, polite)
        return {place for _, _, _, words in spans for place in words}

    def _spans(
        self, said: Said, tokens: list[str], polite: frozenset[str]
    ) -> Iterator[tuple[str, int, int, Words]]:
        walker = _Walker(said, tokens, polite, self._sets)
        opening = _after(polite, tokens, 0)
        for at in range(len(tokens)):
            yield from ((m, at, end, words) for m, end, words in walker.first(at, self._anywhere))
            if at in {0, opening}:
                start = walker.first(at, self._at_start)
                yield from ((meaning, at, end, words) for meaning, end, words in start)


def _after(polite: frozenset[str], tokens: list[str], at: int) -> int:
    while at < len(tokens) and tokens[at] in polite:
        at += 1
    return at


class _Walker:
    """One text, walked along the trees."""

    def __init__(self, said: Said, tokens: list[str], polite: frozenset[str], sets: Node) -> None:
        self._said, self._tokens, self._polite, self._sets = said, tokens, polite, sets
        self._named: dict[int, list[tuple[str, int]]] = {}

    def first(self, at: int, tree: Node) -> Iterator[tuple[str, int, Words]]:
        """The meanings of all phrases that begin with this word, where each ends, its words."""
        return self._step(at, tree, ())

    def _walk(self, at: int, node: Node, words: Words) -> Iterator[tuple[str, int, Words]]:
        yield from ((meaning, at, words) for meaning in node.get(MEANS, ()))
        tokens, polite, ends = self._tokens, self._polite, self._said.ends
        if GAP in node:
            for start in range(at, min(at + WIDEST_GAP, len(tokens)) + 1):
                yield from self._walk(start, node[GAP], words)
        if END in node and (at in ends or _after(polite, tokens, at) in ends):
            yield from self._walk(at, node[END], words)
        if at == len(tokens):
            return
        yield from self._step(at, node, words)

    def _step(self, at: int, node: Node, words: Words) -> Iterator[tuple[str, int, Words]]:
        """On from a node by one word, or by one phrase of a set."""
        token = self._tokens[at]
        if token in node:
            yield from self._walk(at + 1, node[token], (*words, at))
        if stems := node.get(GOES_ON):
            for end in range(1, len(token) + 1):
                if token[:end] in stems:
                    yield from self._walk(at + 1, stems[token[:end]], (*words, at))
        for either in node.get(EITHER, ()):
            if (f"{EITHER}{token}{EITHER}" in either) != (either[0] == NONE_OF) and token:
                yield from self._walk(at + 1, node[EITHER][either], (*words, at))
        if named := node.get(NAMED_END):
            for name, end in self._sets_at(at):
                if name in named:
                    yield from self._walk(end, named[name], (*words, *range(at, end)))

    def _sets_at(self, at: int) -> list[tuple[str, int]]:
        """The sets of which a phrase begins here, and where it ends."""
        if at not in self._named:
            self._named[at] = [(name, end) for name, end, _ in self._step(at, self._sets, ())]
        return self._named[at]
