"""Texts that no person wrote: a phone's own reaction, an automatic reply, a carrier's notice."""

import re
from functools import cache

from companion.texting.understanding.lexicon import Everywhere
from companion.texting.understanding.tokens import Said

_EMOJI = r"[\U0001F300-\U0001FAFF\u2600-\u27BF\u2190-\u21FF\u2B00-\u2BFF]"


def from_a_machine(said: Said, every: Everywhere) -> bool:
    """Such a text answers nothing; a human may look at it."""
    if _reaction(every).match(said.text):
        return True
    return any(kind == "notice" for kind, _ in every.phrases.found(said, said.tokens, every.polite))


def without_signature(text: str, every: Everywhere) -> str:
    """What was said before the line that a phone puts under it; that line, if it is all."""
    return _signature(every).sub("", text, count=1)


@cache
def _signature(every: Everywhere) -> re.Pattern[str]:
    """Sent from my iPhone, and the like, at the end and after a line or sentence."""
    openings = "|".join(re.escape(one) for one in every.signatures)
    return re.compile(rf"(?<=[\n.!?;-])\s*(?:{openings})\b[^\n.]{{0,40}}\W*\Z", re.IGNORECASE)


@cache
def _reaction(every: Everywhere) -> re.Pattern[str]:
    """Liked “…”, Loved an image, 👍 to “…”: what the phone of somebody else writes of ours."""
    openings = "|".join(sorted((re.escape(one) for one in every.reactions), key=len, reverse=True))
    things = "|".join(sorted(re.escape(one) for one in every.reacted_to))
    quoted = r"\s*:?\s*\""
    return re.compile(
        rf"\s*(?:(?:{openings})\s+(?:(?:\w+\s+){{0,2}}(?:{things})\b|(?:\w+\s+){{0,2}}\")"
        rf"|(?:{openings}){quoted}"
        rf"|{_EMOJI}+\s*\w{{0,4}}{quoted})"
    )
