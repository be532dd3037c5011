"""What became of each mutant, written down at once, so that a run goes on where it stopped."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

CAUGHT, TOO_LONG, SURVIVED, UNREACHED = "caught", "too long", "survived", "unreached"
# A test that never ends says so too.
NOTICED = {CAUGHT, TOO_LONG}


@dataclass(frozen=True)
class Outcome:
    """One mutant, the file it belongs to, and the test that noticed it."""

    id: str
    path: str
    first: int
    shown: str
    state: str
    by: str = ""
    # The tests it was shown to, in short: to others it is shown again.
    choice: str = ""
    seconds: float = 0.0

    @property
    def noticed(self) -> bool:
        """Whether a test failed, or never came to its end."""
        return self.state in NOTICED


def keep(outcome: Outcome, place: Path) -> None:
    """Add one."""
    with place.open("a") as file:
        file.write(json.dumps(asdict(outcome)) + "\n")


def known(place: Path) -> dict[str, Outcome]:
    """The last word on each mutant; half a line, from a run that was killed, counts for none."""
    found: dict[str, Outcome] = {}
    for line in place.read_text().splitlines() if place.exists() else ():
        try:
            outcome = Outcome(**json.loads(line))
        except ValueError:
            continue
        found[outcome.id] = outcome
    return found
