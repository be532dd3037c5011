"""What a text can be read as, and one text as read."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a text can be read as; WORDS is anything else."""

    STOP = "stop"
    START = "start"
    HOURS = "hours"
    WRONG_PERSON = "wrong_person"
    CALL = "call"
    NEED = "need"
    GOAL = "goal"
    PLAN = "plan"
    WHO = "who"
    PAUSE = "pause"
    HELP = "help"
    UNDO = "undo"
    CHANGE_ADVOCATE = "change_advocate"
    LANGUAGE = "language"
    ANSWER = "answer"
    WORDS = "words"
    NOTICE = "notice"
    NOTHING = "nothing"


# Until their advocate has spoken with them, nothing goes, or nothing but answers.
SILENCE = frozenset({Kind.STOP, Kind.HOURS, Kind.WRONG_PERSON})


@dataclass(frozen=True)
class Reading:
    """One text as read; `numbers` and `word` are its answer, `rest` what was said beside it.

    `glad`: those words only agree. `corrected`: it takes the place of an earlier answer; `sorry`:
    or it answers what is open, as only an apology stands before it; `earlier`: of what was asked
    earlier, as it says. `hedged`: with a but, an if or a question mark, so that it agrees to
    nothing. `scaled`: out of five or ten. `bare`: the words themselves, for questions whose options
    have words of their own. `hours`: words that only say when: "not after 9". `also`: further
    things in the same text. `read_soon`: perhaps about danger, where `dangers` heard none; or it
    says stop, and was not read so.
    """

    kind: Kind
    numbers: tuple[int, ...] = ()
    word: str = ""
    rest: str = ""
    glad: bool = False
    dangers: tuple[str, ...] = ()
    corrected: bool = False
    sorry: bool = False
    earlier: bool = False
    hedged: bool = False
    scaled: bool = False
    bare: tuple[str, ...] = ()
    thanks: bool = False
    hours: bool = False
    also: tuple["Reading", ...] = ()
    read_soon: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is a number and nothing beside it."""
        return self.kind is Kind.ANSWER and bool(self.numbers) and not (self.rest or self.also)
