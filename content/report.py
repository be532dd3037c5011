"""What an editor is shown about a wording while writing it."""

from dataclasses import dataclass

from .builtin import builtins, direction_of
from .rules import example, faults, longest, most_segments
from .segments import Measure, measure, one_line_end


@dataclass(frozen=True)
class Report:
    """How long a wording is, what is wrong with it, and the words it stands in for."""

    language: str
    direction: str
    example: str
    usual: Measure
    at_longest: Measure
    most: int
    faults: list[str]
    note: str
    built_in: str


def report(key: str, language: str, level: str, body: str) -> Report:
    """The report on one wording, finished or not."""
    body = one_line_end(body)
    built_in = builtins().get((key, level))
    return Report(
        language=language,
        direction=direction_of(language),
        example=example(body),
        usual=measure(example(body)),
        at_longest=measure(longest(body)),
        most=most_segments(language),
        faults=faults(key, language, level, body) if key and level and body else [],
        note=built_in.note if built_in else "",
        built_in=built_in.body if built_in else "",
    )
