"""What each type of panel brings with it, as data; all of it can be edited afterwards."""

import json
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Ask:
    """Something a panel of this type must know about each case; answered by one of the choices."""

    key: str
    label: str
    choices: tuple[tuple[str, str], ...]

    def in_words(self, code: str) -> str:
        """What a kept answer says."""
        return dict(self.choices).get(code, "")


@dataclass(frozen=True)
class PanelType:
    """One type: what it is, its usual purpose, when it looks again, whom it never contacts."""

    about: str
    purpose: str
    review_after: timedelta
    never_contacted: frozenset[str]
    areas: tuple[str, ...]
    advocate_only: frozenset[str]
    asks: tuple[Ask, ...]


@cache
def panel_types() -> dict[str, PanelType]:
    """Every type by its code, from the file beside this one."""
    path = Path(__file__).with_suffix(".json")
    return {
        code: PanelType(
            about=row["about"],
            purpose=row["purpose"],
            review_after=timedelta(days=row["review_days"]),
            never_contacted=frozenset(row["never_contacted"]),
            areas=tuple(row["areas"]),
            advocate_only=frozenset(row["advocate_only"]),
            asks=tuple(
                Ask(
                    ask["key"], ask["label"], tuple((code, words) for code, words in ask["choices"])
                )
                for ask in row["asks"]
            ),
        )
        for code, row in json.loads(path.read_text(encoding="utf-8")).items()
    }
