"""Which tests a mutant is shown to: of those that reach it such as may tell the difference.

Half of the time is for tests whose file imports the changed one, those that reach little else
first. A quarter is for the ways through the changed function: for each of its lines, those that few
tests reach first, the fastest. Then come tests whose file is named after the changed one, or its
folder; then the fastest of each other file.
"""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache

from tests.mutation.mutants import Mutant
from tests.mutation.reach import START, Reach
from tests.mutation.targets import ROOT, every_path, module_of

TELL_NOTHING = {"", "test", "companion", "texting", "messaging", "init"}
BEGINS_A_FUNCTION = re.compile(r"\s*(?:async )?def ")
WORD = re.compile(r"\w+")
GIVES_A_NAME = re.compile(r"\s*(?:(?:async )?def |class )?(\w+)\s*(?:[:=(]|$)")


def chosen_for(mutant: Mutant, reach: Reach, seconds: float) -> list[str]:
    """Tests of so many seconds together, the fastest first."""
    spots = [(mutant.path, line) for line in range(mutant.first, mutant.last + 1)]
    # What is done at import is done for whichever test comes first: that one knows nothing of it.
    reached = set() if _outside_functions(mutant) else _tests_at(spots, reach)
    if reached and runs_at_start(mutant, reach):
        # Whoever calls it once more is not all who live by what it did then.
        reached |= {test for test in reach.seconds if _is_about(test, mutant)}
    if not reached:
        # It runs at import: whoever uses what it makes, or else whoever uses the file at all.
        everywhere = [(mutant.path, line) for line in range(1, len(_source(mutant.path)) + 1)]
        used = _inside(_where_it_is_used(mutant)), _inside(everywhere), everywhere
        reached = next((tests for spots in used if (tests := _tests_at(spots, reach))), set())
    directly = {test for test in reached if _imports(test.partition("::")[0], mutant.path)}
    named = {test for test in reached if _is_about(test, mutant)}
    chosen: list[str] = []
    for share, tests in (
        (1 / 4, _ways_through_what_went(mutant, reach)),
        (1 / 2, _narrow_first(directly, reach)),
        (3 / 4 if directly else 1 / 2, _ways_through(mutant, reached, reach)),
        (7 / 8, _narrow_first(named, reach)),
        (1, _spread_out(reached, reach)),
    ):
        spent = sum(reach.seconds[test] for test in chosen)
        others = [test for test in tests if test not in chosen]
        chosen += _within(others, reach, seconds * share - spent, at_least=not chosen)
    return sorted(chosen, key=lambda test: (reach.seconds[test], test))


def _ways_through(mutant: Mutant, reached: set[str], reach: Reach) -> list[str]:
    lines = _source(mutant.path)
    begins = mutant.first
    while begins > 1 and not BEGINS_A_FUNCTION.match(lines[begins - 1]):
        begins -= 1
    at_line = [reach.tests_at.get((mutant.path, line), set()) for line in _block(lines, begins)]
    return _rarest_first([tests & reached for tests in at_line], reach)


def _ways_through_what_went(mutant: Mutant, reach: Reach) -> list[str]:
    """Through functions that are named fewer times than before, outside of any function."""
    if not runs_at_start(mutant, reach):
        return []
    before, after = (Counter(WORD.findall(text)) for text in (_text(mutant.path), mutant.source))
    at_line = []
    for path in every_path():
        lines = _source(path)
        for number, line in enumerate(lines, 1):
            name = BEGINS_A_FUNCTION.match(line) and GIVES_A_NAME.match(line)
            if name and name[1] in before - after:
                at_line += [reach.tests_at.get((path, at), set()) for at in _block(lines, number)]
    return _rarest_first(at_line, reach)


def _rarest_first(at_line: list[set[str]], reach: Reach) -> list[str]:
    """For each line the fastest of its tests; lines that few tests reach before others."""
    known = [{test for test in tests if test in reach.seconds} for tests in at_line]
    ways = sorted((tests for tests in known if tests), key=len)
    fastest = [sorted(tests, key=lambda test: (reach.seconds[test], test)) for tests in ways]
    return list(dict.fromkeys(tests[at] for at in range(3) for tests in fastest if at < len(tests)))


def _narrow_first(tests: set[str], reach: Reach) -> list[str]:
    return sorted(tests, key=lambda test: (reach.width[test], reach.seconds[test], test))


def runs_at_start(mutant: Mutant, reach: Reach) -> bool:
    """Whether some of it runs when the service starts, so that a fork comes too late."""
    at_start = reach.lines.get(START, {}).get(mutant.path, [])
    seen = any(mutant.first <= line <= mutant.last for line in at_start)
    return seen or _outside_functions(mutant)


def _outside_functions(mutant: Mutant) -> bool:
    return mutant.first not in _inside_functions(mutant.path)


def _inside(spots: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(path, line) for path, line in spots if line in _inside_functions(path)]


@cache
def _inside_functions(path: str) -> set[int]:
    functions = (
        node
        for node in ast.walk(ast.parse(_text(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    bodies = ((node.body[0].lineno, node.end_lineno or 0) for node in functions)
    return {line for first, last in bodies for line in range(first, last + 1)}


def _tests_at(spots: Iterable[tuple[str, int]], reach: Reach) -> set[str]:
    found: set[str] = set().union(*(reach.tests_at.get(spot, set()) for spot in spots))
    return {test for test in found if test in reach.seconds}


def _is_about(test: str, mutant: Mutant) -> bool:
    return bool(_words(test.partition("::")[0]) & _words(mutant.path))


@cache
def _words(path: str) -> set[str]:
    """What a file is named after, without what every path holds."""
    parts = re.split(r"[/_]", path.removesuffix(".py"))
    return {part.removesuffix("s") for part in parts} - TELL_NOTHING


@cache
def _imports(file: str, path: str) -> bool:
    """Whether a file of tests asks the changed module itself, and not only a page."""
    place = ROOT / file
    return place.exists() and module_of(path) in _imported_by(place.read_text())


@cache
def _imported_by(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def _spread_out(tests: set[str], reach: Reach) -> list[str]:
    """The fastest of each file, then the second of each, and so on."""
    files: dict[str, list[str]] = defaultdict(list)
    for test in sorted(tests, key=lambda test: (reach.seconds[test], test)):
        files[test.partition("::")[0]].append(test)
    places = {test: place for tests in files.values() for place, test in enumerate(tests)}
    return sorted(tests, key=lambda test: (places[test], reach.seconds[test], test))


def _within(
    ordered: list[str], reach: Reach, seconds: float, *, at_least: bool = False
) -> list[str]:
    kept, spent = [], 0.0
    for test in ordered:
        if (at_least and not kept) or spent + reach.seconds[test] <= seconds:
            spent += reach.seconds[test]
            kept.append(test)
    return kept


def _where_it_is_used(mutant: Mutant) -> list[tuple[str, int]]:
    """Lines that name what the changed statement makes, and those inside what it begins."""
    lines = _source(mutant.path)
    block = [(mutant.path, line) for line in _block(lines, mutant.first)]
    named = next(
        (name[1] for _, line in block if (name := GIVES_A_NAME.match(lines[line - 1]))), None
    )
    if named is None:
        return block
    word = re.compile(rf"\b{named}\b")
    used = [
        (path, number)
        for path in every_path()
        for number, line in enumerate(_source(path), 1)
        if word.search(line)
    ]
    return [*block, *used]


def _block(lines: list[str], first: int) -> list[int]:
    """The statement that begins on a line, with its decorators and whatever stands under it."""
    indent = _indent(lines[first - 1])
    found, in_head = [], True
    for number in range(first, len(lines) + 1):
        line = lines[number - 1]
        if (
            line.strip()
            and _indent(line) <= indent
            and not in_head
            and line.strip()[0] not in ")]}"
        ):
            break
        found.append(number)
        in_head = in_head and line.strip().startswith("@")
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _source(path: str) -> list[str]:
    return _text(path).splitlines()


@cache
def _text(path: str) -> str:
    return (ROOT / path).read_text()
