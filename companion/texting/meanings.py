"""What the service would do with a text, in the words of `manage.py understand`."""

from companion.texting.accepted import (
    HIGHEST,
    MOST_IMPORTANT,
    MOST_OF_A_MENU,
    MOST_WHO_MAY_KNOW,
    account_of,
    option,
    pair,
    response_of,
    scale,
    wish_of,
    yes_or_no,
)
from companion.texting.reading import Kind, Reading, read

ASK, HUMAN, DANGER, READ_SOON = "ask", "human", "danger", "read_soon"

# Why, in words; what is not here speaks for itself.
EXPLAINED = {
    "need": "It states something the person needs; how much it matters is asked next.",
    "goal": "It states something the person wants to change; how near they are is asked next.",
    "plan": "It asks what was agreed.",
    "who": "It asks who can see what was said.",
    "call": "It asks the advocate for a call.",
    "pause": "It asks for silence for a while.",
    "stop": "It ends all texts at once; the advocate checks by the other way.",
    "start": "It asks for texts again; the advocate goes through the rule first.",
    "help": "It asks for help with texting; the advocate hears of it too.",
    "undo": "It takes the last answer back, if that is less than an hour old.",
    "change_advocate": "It asks for another advocate; the coordinator is told.",
    "language": "It asks for another language.",
    "danger": "It has words of danger: an urgent alert goes out, whatever else it says.",
    "read_soon": "It is perhaps about danger, or a stop we misheard: a human reads it soon.",
    "wrong_person": "Somebody else may have the phone: the number is frozen.",
    "ask": "It is not clear enough to act on: the person is asked once what they mean.",
    "human": "There is nothing to ask, or no person wrote it: it goes to the advocate as it is.",
}


def meanings(text: str, language: str, question: str | None) -> list[str]:
    """What a text means while this kind of question is open: one word, or several."""
    return meanings_of(read(text, language), language, question)


def meanings_of(reading: Reading, language: str, question: str | None) -> list[str]:
    """What a text that was read means while this kind of question is open."""
    parts = [reading, *reading.also]
    found = [DANGER] if reading.dangers else []
    for part in parts:
        found += _meaning(part, language, question or "")
    unsure = {ASK, HUMAN}
    return [one for one in found if one not in unsure] or found[:1]


def _meaning(reading: Reading, language: str, question: str) -> list[str]:
    if reading.kind in {Kind.ANSWER, Kind.WORDS}:
        unsure = HUMAN if reading.thanks and not question else ASK
        return _answers(reading, language, question) or [unsure]
    if reading.kind in {Kind.NOTICE, Kind.HOURS}:
        return [HUMAN]
    return [ASK] if reading.kind is Kind.NOTHING else [reading.kind.value]


def _answers(reading: Reading, language: str, question: str) -> list[str]:
    """The answer that the open question takes; none where nothing, or something else, is open."""
    found: list[str | int | None] = []
    if question == "agree":
        found = [response_of(reading)]
    elif question == "happened":
        found = [{"partly": 3}.get(account_of(reading), account_of(reading))]
    elif question == "consent":
        found = [yes_or_no(reading)]
    elif question == "review_wish":
        wish, in_words = wish_of(reading, language)
        found = [wish or ("words" if in_words else "")]
    elif question == "menu":
        found = [option(reading, "menu", MOST_OF_A_MENU, language)]
    elif question == "audience":
        found = [option(reading, "audience", MOST_WHO_MAY_KNOW, language)]
    elif question == "helped":
        found = [scale(reading, 1, MOST_IMPORTANT, "helped", language)]
    elif question in {"importance", "rating"}:
        found = _how_much(reading, language, question)
    return [f"answer:{one}" for one in found if one not in {None, ""}]


def _how_much(reading: Reading, language: str, question: str) -> list[str | int | None]:
    lowest, highest = (1, MOST_IMPORTANT) if question == "importance" else (0, HIGHEST)
    both = pair(reading, lowest, highest, MOST_WHO_MAY_KNOW)
    return list(both) if both else [scale(reading, lowest, highest, question, language)]


def explained(text: str, language: str, question: str | None) -> str:
    """One reading in plain words."""
    lines, reading = [], read(text, language)
    soon = [READ_SOON] if reading.read_soon else []
    for meaning in [*soon, *meanings_of(reading, language, question)]:
        _, _, answer = meaning.partition(":")
        why = f"It answers the open question: {answer}." if answer else EXPLAINED[meaning]
        lines.append(f"{meaning}: {why}")
    return "\n".join(lines)
