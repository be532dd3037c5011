"""A conversation as a table that any spreadsheet opens, with nothing that a sheet would run."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

# A cell that begins so would be taken for a formula; the wide ones too, where sheets fold them.
RUN_BY_SHEETS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
HEAD = ("When", "Who", "How", "Words", "What became of it", "Why", "Note", "In English", "By whom")


@dataclass(frozen=True)
class Said:
    """One text as the advocate sees it; `when` is by the clock where the person is."""

    when: datetime
    who: str
    how: str
    words: str
    state: str
    why: str = ""
    note: str = ""
    english: str = ""
    translated_by: str = ""
    theirs: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """As a row of the table."""
        when = f"{self.when:%Y-%m-%d %H:%M %Z}"
        rest = (self.state, self.why, self.note, self.english, self.translated_by)
        return (when, self.who, self.how, self.words, *rest)


def as_csv(lines: Sequence[Said]) -> bytes:
    """The whole table in UTF-8, marked so that every sheet shows every script."""
    written = StringIO(newline="")
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(HEAD)
    rows.writerows([harmless(cell) for cell in line.cells] for line in lines)
    return written.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """The same words, with a mark before what a sheet would run."""
    return f"'{cell}" if cell.startswith(RUN_BY_SHEETS) else cell
