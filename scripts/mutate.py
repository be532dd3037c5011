"""The safety controls changed spot by spot (make mutate [ONLY=vault,gate,access] [SAMPLE=300]).

ONLY may name files as well. TESTS=tests/companion,tests/proofs looks at tests that begin so alone.

Nothing of the source is written: a mutant lives in one process. What came of each is kept in
var/mutation/, so that a run which was stopped goes on; what is changed, or is shown to other
tests, is tried anew.
"""

import os
import pickle
import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from running import ROOT, folder_for_one_run, throw_away_environment, var

from tests import services
from tests.mutation import outcomes, report
from tests.mutation.mutants import Mutant, all_mutants
from tests.mutation.reach import Reach
from tests.mutation.targets import NAMES, every_path, paths_of
from tests.mutation.tries import Try, left_over, try_of

# Of the processor, for the tests that a mutant is shown to: at first, and if none of them noticed.
SECONDS = (2.0, 10.0)
CONTROLS = 5
# Files of tests looked at in one process; what it saw is kept at its end.
AT_ONCE = 25
# A test that waits for what never comes costs no processor.
WAITS = ("--timeout", "120")
NEVER = 900
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
# What a failing test has to say is not read.
SHORT = ("-q", "--tb=line", "--assert=plain", "--show-capture=no")
PYTEST = [sys.executable, "-m", "pytest", *SHORT, "-p", "no:cacheprovider"]


def wanted() -> list[str]:
    """The names that were asked for."""
    named = parts_of("ONLY")
    if unknown := set(named) - {*NAMES, *every_path()}:
        there = f"{', '.join(NAMES)} and their files"
        sys.exit(f"Unknown: {', '.join(sorted(unknown))}. There are: {there}.")
    return named or list(NAMES)


def parts_of(setting: str) -> list[str]:
    """What stands between the commas."""
    return [part for part in os.environ.get(setting, "").replace(" ", "").split(",") if part]


def what_is_reached(place: Path, environment: dict[str, str]) -> Reach:
    """Run the tests that are new or changed once, to see which lines they reach."""
    reach = Reach.read(place)
    looking = {**environment, "MUTATION_REACH": str(place)}
    chosen = tuple(parts_of("TESTS")) or ("tests/",)
    files = [file for file in reach.to_look_at() if file.startswith(chosen)]
    for start in range(0, len(files), AT_ONCE):
        print(f"Which lines tests reach: {start} of {len(files)} files seen", flush=True)
        command = [*PYTEST, "-p", "tests.mutation.reach", *files[start : start + AT_ONCE]]
        subprocess.run(command, cwd=ROOT, env=looking, check=False, stdout=subprocess.DEVNULL)
    return Reach.read(place)


def sample(mutants: list[Mutant]) -> list[Mutant]:
    """So many of each name as SAMPLE says, the same every time; or all."""
    size = int(os.environ.get("SAMPLE") or 0)
    if not size or size >= len(mutants):
        return mutants
    # An id is a digest: by it they are as mixed as by dice, and always alike.
    chosen = {mutant.id for mutant in sorted(mutants, key=lambda mutant: mutant.id)[:size]}
    return [mutant for mutant in mutants if mutant.id in chosen]


def to_try(mutants: list[Mutant], reach: Reach, kept: Path, at: int) -> list[Try]:
    """Those of which nothing is known that still counts."""
    before = outcomes.known(kept)
    found = []
    for mutant in mutants:
        last = before.get(mutant.id)
        if last and last.noticed:
            continue
        tries = [try_of(mutant, reach, seconds) for seconds in SECONDS[at:]]
        if last is None or last.choice not in {each.choice for each in tries}:
            found.append(tries[0])
    return found


def try_in_forks(
    tries: list[Try], folder: Path, kept: Path, environment: dict[str, str]
) -> list[Try]:
    """Every mutant that a running process can be; gives those that need a start of their own."""
    work = folder / "work"
    without = [replace(each, control=True) for each in tries[:: len(tries) // CONTROLS + 1]]
    work.with_suffix(".left").unlink(missing_ok=True)
    work.write_bytes(pickle.dumps([*without, *tries]))
    files = sorted({test.partition("::")[0] for each in tries for test in each.tests})
    told = {"MUTATION_WORK": str(work), "MUTATION_OUTCOMES": str(kept)}
    command = [*PYTEST, "-s", *WAITS, "-p", "tests.mutation.forking", *files]
    if subprocess.run(command, cwd=ROOT, env={**environment, **told}, check=False).returncode:
        sys.exit("The process that tries mutants failed.")
    left = left_over(work)
    return [each for each in tries if each.mutant.id in left]


def try_anew(tries: list[Try], folder: Path, kept: Path, environment: dict[str, str]) -> None:
    """Those that must be there when the service starts: one start for each."""
    for number, each in enumerate(tries, 1):
        if not number % 20:
            print(f"{number} of {len(tries)} by a start of their own", flush=True)
        began = time.monotonic()
        state, by = start_with(each, folder, environment)
        outcomes.keep(each.outcome(state, by, time.monotonic() - began), kept)


def start_with(each: Try, folder: Path, environment: dict[str, str]) -> tuple[str, str]:
    """Start with one mutant, and run its tests; what came of it, and who noticed."""
    place = folder / "mutant"
    place.write_bytes(pickle.dumps(each.mutant))
    command = [*PYTEST, "-x", *WAITS, "-p", "tests.mutation.anew", *each.tests]
    told = {**environment, "MUTATION_MUTANT": str(place)}
    with subprocess.Popen(
        command, cwd=ROOT, env=told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            said, _ = process.communicate(timeout=NEVER)
        except subprocess.TimeoutExpired:
            process.kill()
            return outcomes.TOO_LONG, ""
    if not process.returncode:
        return outcomes.SURVIVED, ""
    failed = FAILED.search(said)
    return outcomes.CAUGHT, failed[1] if failed else "the start"


def try_all(tries: list[Try], folder: Path, kept: Path, environment: dict[str, str]) -> None:
    """First those that take a moment each."""
    shown = [each for each in tries if each.tests]
    for each in tries:
        if not each.tests:
            outcomes.keep(each.outcome(outcomes.UNREACHED, "", 0), kept)
    if not shown:
        return
    left = try_in_forks(shown, folder, kept, environment)
    if left:
        same = Mutant(left[0].mutant.path, 1, 1, (ROOT / left[0].mutant.path).read_text())
        if start_with(replace(left[0], mutant=same), folder, environment)[1]:
            sys.exit("A start without any change fails.")
    try_anew(left, folder, kept, environment)


def main() -> None:
    """Try what is asked for, and tell what was not noticed."""
    os.nice(15)
    place = var() / "mutation"
    place.mkdir(exist_ok=True)
    kept = place / "outcomes.jsonl"
    with services.ended_politely(), folder_for_one_run("mutation") as folder:
        environment = throw_away_environment(folder)
        reach = what_is_reached(place / "reach.json", environment)
        tried = {name: sample(list(all_mutants(paths_of(name)))) for name in wanted()}
        every = list(dict.fromkeys(mutant for mutants in tried.values() for mutant in mutants))
        for at, seconds in enumerate(SECONDS):
            tries = to_try(every, reach, kept, at)
            how = f"{len(tries)} to try with tests of {seconds:.0f} s each"
            print(f"{len(every)} mutants, {how}", flush=True)
            try_all(tries, folder, kept, environment)
    told = report.written(tried, outcomes.known(kept))
    (place / "report.txt").write_text(told)
    print(told)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
