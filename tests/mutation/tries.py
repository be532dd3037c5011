"""One mutant and the tests it is shown to."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.choosing import chosen_for, runs_at_start
from tests.mutation.mutants import Mutant
from tests.mutation.outcomes import Outcome
from tests.mutation.reach import Reach


@dataclass(frozen=True)
class Try:
    """What one child process does; as a control it changes nothing."""

    mutant: Mutant
    tests: list[str]
    choice: str
    # Seconds of the processor after which it will never end.
    most: float
    at_start: bool = False
    control: bool = False

    def outcome(self, state: str, by: str, seconds: float) -> Outcome:
        """What came of it."""
        mutant = self.mutant
        what = (mutant.id, mutant.path, mutant.first, mutant.shown(), state)
        return Outcome(*what, by=by, choice=self.choice, seconds=round(seconds, 2))


def try_of(mutant: Mutant, reach: Reach, seconds: float) -> Try:
    """A mutant with its tests, of so many seconds together."""
    tests = chosen_for(mutant, reach, seconds)
    known = [(test, reach.files.get(test.partition("::")[0])) for test in tests]
    choice = hashlib.sha256(repr(known).encode()).hexdigest()[:12]
    most = 10 + 3 * sum(reach.seconds[test] for test in tests)
    return Try(mutant, tests, choice, most, at_start=runs_at_start(mutant, reach))


def left_over(place: Path) -> set[str]:
    """Mutants that no fork can be: they differ in what is done at import, or at the start."""
    left = place.with_suffix(".left")
    return set(left.read_text().split()) if left.exists() else set()
