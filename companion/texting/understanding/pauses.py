"""For how long somebody asks for silence."""

from companion.texting.understanding.lexicon import Lexicon

USUAL_PAUSE = 3
LONGEST_PAUSE = 28


def pause_days(tokens: list[str], words: Lexicon) -> int | None:
    """How long PAUSE asks for; nothing if it is part of a sentence."""
    keywords = words.keywords
    if not tokens or tokens[0] not in keywords["pause"]:
        return None
    asked = [token for token in tokens[1:] if token not in words.polite]
    weeks = any(token in keywords["pause_weeks"] for token in asked)
    units = keywords["pause_weeks"] | keywords["pause_days"]
    lengths = [int(t[:3]) if t.isdigit() else words.numbers.get(t) for t in asked if t not in units]
    if len(lengths) > 1 or None in lengths:
        return None
    length = lengths[0] if lengths else (1 if weeks else USUAL_PAUSE)
    return min(LONGEST_PAUSE, max(1, (length or USUAL_PAUSE) * (7 if weeks else 1)))
