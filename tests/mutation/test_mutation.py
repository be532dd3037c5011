"""What tries our tests is tried itself: it changes what it says, notices, and leaves no trace."""

import importlib
from pathlib import Path
from types import FunctionType
from typing import Any

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper

from companion.texting.gate import decide
from companion.texting.gate.person import heard_of
from messaging import gate
from messaging.models import OutgoingMessage
from tests.mutation import outcomes
from tests.mutation.choosing import chosen_for
from tests.mutation.mutants import Mutant, _Changes, mutants_of
from tests.mutation.outcomes import Outcome
from tests.mutation.reach import Reach
from tests.mutation.swap import Living, import_again, place_of
from tests.mutation.targets import NAMES, ROOT, every_path, paths_of

SMALL = '''
"""Said to people alone."""
from somewhere import thing

CHECKS = (first, second)

@kept
def may(case: "Case") -> bool:
    """Said to people alone."""
    if case.frozen:
        raise Held("Said to people alone.")
    note(case)
    return case.left >= 1
'''
CHANGED = {
    "CHECKS = None",
    "CHECKS = (second,)",
    "CHECKS = (first,)",
    "if (not case.frozen):",
    "pass",
    "note(None)",
    "return None",
    "return case.left > 1",
    "return case.left >= 2",
}


def test_each_line_that_does_something_is_changed_and_nothing_else() -> None:
    wrapper = MetadataWrapper(cst.parse_module(SMALL))
    found = _Changes(wrapper)
    wrapper.module.visit(found)
    sources = [found.source_with(node, change) for *_, node, change in found.spots]
    before = {line.strip() for line in SMALL.splitlines()}
    came = [{line.strip() for line in source.splitlines()} - before for source in sources if source]
    assert {line for lines in came for line in lines} == CHANGED
    # The decorator leaves nothing in its place; the call and the raise become `pass`.
    assert [lines for lines in came if not lines] == [set()]
    assert sum("pass" in lines for lines in came) == 2


def test_whatever_decides_is_among_what_is_changed() -> None:
    assert {ROOT / path for path in every_path()} >= {
        *(ROOT / "vault").glob("*.py"),
        ROOT / "vault/management/commands/rotate_keys.py",
        *(ROOT / "companion/access").glob("*.py"),
        *(ROOT / "companion/texting/gate").glob("*.py"),
        ROOT / "messaging/gate.py",
    }
    assert all(paths_of(name) for name in NAMES)
    assert paths_of("companion/access/apart.py") == ["companion/access/apart.py"]
    assert paths_of("companion/models.py") == []


@pytest.fixture
def mutant() -> Mutant:
    """The gate is asked, and what it says is lost on the way."""
    return next(one for one in mutants_of("messaging/gate.py") if "return None" in one.shown())


def test_a_mutant_lives_in_the_process_and_the_file_stays(
    mutant: Mutant, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / mutant.path).read_text()
    living = Living([])
    living.functions[place_of(gate.ask.__code__)] = [gate.ask]
    monkeypatch.setattr(gate.ask, "__code__", gate.ask.__code__)
    settings.MESSAGING_GATE = f"{__name__}.always"  # as a patch, its end deleted the setting
    assert living.can_become(mutant)
    assert gate.ask(OutgoingMessage()) == always(OutgoingMessage())
    living.become(mutant)
    assert gate.ask(OutgoingMessage()) is None
    assert (ROOT / mutant.path).read_text() == text
    constant = next(one for one in mutants_of("messaging/gate.py") if "until: " in one.shown())
    assert not living.can_become(constant)


def test_what_is_done_at_import_is_done_again_for_whoever_imported_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    deciding, asking = tmp_path / "deciding_anew.py", tmp_path / "asking_anew.py"
    deciding.write_text("MOST = 3\n\n\ndef may(at=MOST):\n    return at <= MOST\n")
    asking.write_text("from deciding_anew import MOST, may\n\nKEPT = (may,)\n")
    module = importlib.import_module("asking_anew")
    assert (module.MOST, module.may(3), module.KEPT[0](4)) == (3, True, False)
    import_again(Mutant(str(deciding), 1, 1, deciding.read_text().replace("= 3", "= 4")))
    assert (module.MOST, module.may(4), module.KEPT[0](), module.KEPT[0](5)) == (
        4,
        True,
        True,
        False,
    )


def always(message: OutgoingMessage) -> gate.Withhold:
    """A gate that is never open."""
    return gate.Withhold("never")


def test_a_mutant_is_shown_to_each_way_through_its_function_then_to_tests_named_after_it(
    mutant: Mutant,
) -> None:
    here, there = {mutant.path: [mutant.first]}, {mutant.path: [1]}
    other_way = {mutant.path: [mutant.first - 1, mutant.first]}
    seconds = {"a::": 0.1, "b::": 0.2, "c::": 0.3, "d::": 0.4, "test_gate.py::": 0.5, "e::": 0.6}
    lines = dict.fromkeys(seconds, here) | {"e::": other_way, "f::": there}
    reach = Reach(seconds={**seconds, "f::": 0.1}, lines=lines)
    assert chosen_for(mutant, reach, 1.5) == ["a::", "b::", "test_gate.py::", "e::"]
    assert chosen_for(mutant, reach, 9) == list(seconds)
    # Before all, those that ask it themselves: this file imports the gate.
    itself = f"{Path(__file__).relative_to(ROOT)}::x"
    asks = Reach(seconds={**seconds, itself: 0.7}, lines={**lines, itself: here})
    assert chosen_for(mutant, asks, 1.5) == ["a::", "b::", "c::", itself]


def test_a_list_that_lost_a_function_is_shown_to_tests_that_go_through_it() -> None:
    path = "companion/texting/gate/__init__.py"
    lost = next(one for one in mutants_of(path) if one.shown().strip("- ,") == "heard_of")
    inside = {heard_of.__code__.co_filename.removeprefix(f"{ROOT}/"): [
        heard_of.__code__.co_firstlineno + 1
    ]}  # fmt: skip
    # Whichever test was the first to import it knows nothing of it.
    imports = {path: [lost.first]}
    reach = Reach(
        seconds={"a::": 0.4, "b::": 0.1, "c::": 0.2},
        lines={"a::": inside, "b::": imports, "c::": {path: lines_of(decide)}},
    )
    assert chosen_for(lost, reach, 2) == ["c::", "a::"]
    assert chosen_for(lost, reach, 0.5) == ["a::"]


def lines_of(function: FunctionType) -> list[int]:
    """All that a function's statements stand on."""
    return sorted({line for *_, line in function.__code__.co_lines() if line})


def test_a_run_that_was_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    kept = tmp_path / "outcomes"
    first = Outcome("one", "vault/keys.py", 1, "- a", outcomes.SURVIVED)
    second = Outcome("one", "vault/keys.py", 1, "- a", outcomes.CAUGHT, by="a::test")
    outcomes.keep(first, kept)
    outcomes.keep(second, kept)
    with kept.open("a") as file:
        file.write('{"id": "two", "pa')
    assert outcomes.known(kept) == {"one": second}
    assert second.noticed and not first.noticed
