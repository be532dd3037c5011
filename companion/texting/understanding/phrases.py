"""Looking for many phrases at once: by their first word, so that a text is read in one pass."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from companion.texting.understanding.tokens import Said, tokens_of

# None of these is a small word, so that nobody can text one.
GAP, START, END, MEANS, GOES_ON = "…", "^", "$", "=", "*"
NO_WORD = GAP + END + GOES_ON
# As many words may stand in a gap: "beat … me" is heard in "beat the hell out of me".
WIDEST_GAP = 4

Phrase = tuple[str, ...]
Found = tuple[str, int]
Node = dict[str, "Node"]


def spelt_out(phrase: str, sets: Mapping[str, list[str]]) -> Iterator[Phrase]:
    """A phrase of ours as small words; {name} stands for each phrase of that set."""
    parts = [sets[part[1:-1]] if part.startswith("{") else [part] for part in phrase.split()]
    for chosen in product(*parts):
        words: list[str] = []
        for one in chosen:
            words += [one] if one in {GAP, START, END} else tokens_of(one)
        yield tuple(words)


class Phrases:
    """Phrases and what each means, kept as a tree: words that begin the same are walked once."""

    def __init__(self) -> None:
        self._anywhere: Node = {}
        self._at_start: Node = {}
        self.words: set[str] = set()

    def add(self, meaning: str, phrases: Iterable[Phrase]) -> None:
        """Take in phrases that mean the same."""
        for phrase in phrases:
            node, rest = self._anywhere, phrase
            if phrase[0] == START:
                node, rest = self._at_start, phrase[1:]
            for word in rest:
                if word.endswith(GOES_ON):
                    node = node.setdefault(GOES_ON, {})
                node = node.setdefault(word.removesuffix(GOES_ON), {})
            node.setdefault(MEANS, {})[meaning] = {}
            self.words.update(word for word in rest if word[-1] not in NO_WORD)

    def found(self, said: Said, tokens: list[str], polite: frozenset[str]) -> Iterator[Found]:
        """Which meanings begin where; `tokens` are those of the text, perhaps spelt better."""
        return ((meaning, at) for meaning, at, _ in self._spans(said, tokens, polite))

    def ends(self, said: Said, polite: frozenset[str]) -> Iterator[Found]:
        """Which meanings end where: before which word."""
        spans = self._spans(said, said.tokens, polite)
        return ((meaning, end) for meaning, _, end in spans)

    def _spans(
        self, said: Said, tokens: list[str], polite: frozenset[str]
    ) -> Iterator[tuple[str, int, int]]:
        opening = _after(polite, tokens, 0)
        for at, token in enumerate(tokens):
            for tree in (self._anywhere, self._at_start):
                if token in tree and (tree is self._anywhere or at in {0, opening}):
                    walk = _walk(said, tokens, at + 1, tree[token], polite)
                    yield from ((meaning, at, end) for meaning, end in walk)


def _after(polite: frozenset[str], tokens: list[str], at: int) -> int:
    while at < len(tokens) and tokens[at] in polite:
        at += 1
    return at


def _walk(
    said: Said, tokens: list[str], at: int, node: Node, polite: frozenset[str]
) -> Iterator[Found]:
    """The meanings of all phrases of the tree that go on from here, and where each ends."""
    yield from ((meaning, at) for meaning in node.get(MEANS, ()))
    if GAP in node:
        for start in range(at, min(at + WIDEST_GAP, len(tokens)) + 1):
            yield from _walk(said, tokens, start, node[GAP], polite)
    if END in node and (at in said.ends or _after(polite, tokens, at) in said.ends):
        yield from _walk(said, tokens, at, node[END], polite)
    for stem in node.get(GOES_ON, ()):
        if at < len(tokens) and tokens[at].startswith(stem):
            yield from _walk(said, tokens, at + 1, node[GOES_ON][stem], polite)
    if at < len(tokens) and tokens[at] in node:
        yield from _walk(said, tokens, at + 1, node[tokens[at]], polite)
