"""Which answer a reading is to the question that is open; none, if there is any doubt."""

from collections.abc import Callable

from companion.models import Question
from companion.texting.reading import Kind, Reading
from companion.texting.understanding.lexicon import lexicon

RESPONSES = {1: "agree", 2: "change", 3: "no"}
RESPONSE_WORDS = {"yes": "agree", "change": "change", "no": "no"}
ACCOUNTS = {1: "yes", 2: "no", 3: "partly"}
ACCOUNT_WORDS = {"yes": "yes", "no": "no", "partly": "partly"}
WISHES = {1: "go_on", 2: "change", 3: "finish"}
WISH_WORDS = {"yes": "go_on", "change": "change"}
HIGHEST = 10
MOST_OF_A_MENU, MOST_WHO_MAY_KNOW, MOST_IMPORTANT = 4, 3, 5
# Beside a number on the others, words may change what it means: "2, but not the police".
TAKES_WORDS = frozenset({"helped", "menu"})


def response_of(reading: Reading) -> str:
    """Agree, change or no to an action; "yes, but" and "1, he made me" have not agreed."""
    answer = _one_of(reading, RESPONSES, RESPONSE_WORDS)
    doubt = reading.hedged or (reading.rest and not reading.glad)
    return "" if answer == "agree" and doubt else answer


def account_of(reading: Reading) -> str:
    """Whether something happened: yes, no or partly."""
    answer = _one_of(reading, ACCOUNTS, ACCOUNT_WORDS)
    return "" if reading.hedged and not reading.rest else answer


def wish_of(reading: Reading, language: str) -> tuple[str, bool]:
    """Go on, change or finish, if it is one; and whether their own words say it, or say more.

    "Go on, but" does not go on as it is; danger wants nothing.
    """
    own = chosen(reading, "review_wish", language)
    if own:
        return WISHES[own], False
    wish = _one_of(reading, WISHES, WISH_WORDS)
    if reading.hedged and (wish == WISHES[1] or not reading.rest):
        wish = ""
    said = bool(reading.rest) or (reading.kind is Kind.WORDS and not wish)
    return wish, said and not reading.dangers


def _one_of(reading: Reading, numbers: dict[int, str], words: dict[str, str]) -> str:
    """A number and a word beside it must mean the same."""
    if reading.kind is not Kind.ANSWER or reading.scaled or len(reading.numbers) > 1:
        return ""
    said = {numbers.get(number, "") for number in reading.numbers}
    if reading.word:
        said.add(words.get(reading.word, ""))
    return said.pop() if len(said) == 1 else ""


def yes_or_no(reading: Reading) -> str:
    """Only a plain yes agrees to be texted; a plain no is an answer like any other."""
    plain = reading.word in {"yes", "no"} and not reading.numbers
    return reading.word if plain and not (reading.rest or reading.hedged) else ""


def scale(reading: Reading, lowest: int, highest: int, question: str, language: str) -> int | None:
    """One number on a scale, or the words for one of its ends."""
    if reading.kind is not Kind.ANSWER or reading.word or len(reading.numbers) != 1:
        return chosen(reading, question, language)
    if reading.hedged or (reading.rest and question not in TAKES_WORDS):
        return None
    return reading.numbers[0] if lowest <= reading.numbers[0] <= highest else None


def pair(reading: Reading, lowest: int, highest: int, most: int) -> tuple[int, int] | None:
    """ "5 2": how much, and who may know."""
    numbers = reading.numbers
    if len(numbers) != 2 or reading.word or reading.rest or reading.hedged or reading.scaled:
        return None
    fits = lowest <= numbers[0] <= highest and 1 <= numbers[1] <= most
    return (numbers[0], numbers[1]) if fits else None


def option(reading: Reading, question: str, most: int, language: str) -> int | None:
    """One of the numbered options, or its words and nothing else."""
    if reading.kind is Kind.ANSWER and reading.numbers:
        if len(reading.numbers) > 1 or reading.word or reading.hedged or reading.scaled:
            return None
        if reading.rest and question not in TAKES_WORDS:
            return None
        return reading.numbers[0] if 1 <= reading.numbers[0] <= most else None
    return chosen(reading, question, language)


def chosen(reading: Reading, question: str, language: str) -> int | None:
    """The option whose own words were said, and nothing else."""
    if reading.dangers or reading.hedged:
        return None
    return lexicon(language).choices.get(question, {}).get(reading.bare)


def takes(kind: str, reading: Reading, language: str) -> bool:
    """Whether a question of this kind may be answered so; what wants words takes none of these."""
    answer = _ANSWERS.get(Question.Kind(kind))
    return answer is not None and answer(reading, language) not in {None, ""}


def _who(reading: Reading, language: str) -> int | None:
    return option(reading, "audience", MOST_WHO_MAY_KNOW, language)


_ANSWERS: dict[Question.Kind, Callable[[Reading, str], object]] = {
    Question.Kind.CONSENT: lambda reading, _: yes_or_no(reading),
    Question.Kind.MENU: lambda reading, language: option(reading, "menu", MOST_OF_A_MENU, language),
    Question.Kind.IMPORTANCE: lambda reading, language: (
        pair(reading, 1, MOST_IMPORTANT, MOST_WHO_MAY_KNOW)
        or scale(reading, 1, MOST_IMPORTANT, "importance", language)
    ),
    Question.Kind.AUDIENCE: _who,
    Question.Kind.GOAL_AUDIENCE: _who,
    Question.Kind.AGREE: lambda reading, _: response_of(reading),
    Question.Kind.HAPPENED: lambda reading, _: account_of(reading),
    Question.Kind.HELPED: lambda reading, language: scale(
        reading, 1, MOST_IMPORTANT, "helped", language
    ),
    Question.Kind.GOAL_RATING: lambda reading, language: (
        pair(reading, 0, HIGHEST, MOST_WHO_MAY_KNOW)
        or scale(reading, 0, HIGHEST, "rating", language)
    ),
    Question.Kind.TURN_TO: lambda reading, language: scale(
        reading, 0, HIGHEST, "turn_to", language
    ),
    Question.Kind.REVIEW_WISH: lambda reading, language: wish_of(reading, language)[0],
}
