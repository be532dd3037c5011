"""What docker-compose.yml says, for tests: Docker itself is not run."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"\$\{([A-Z_]+)")


def compose() -> dict[str, Any]:
    """The whole file, its anchors followed."""
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return read


def interpolated() -> set[str]:
    """The variables that the file itself asks for."""
    return set(NAMED.findall((ROOT / "docker-compose.yml").read_text()))


def example_names() -> list[str]:
    """Every variable that .env.example documents, as often as it does."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    return [found[1] for line in lines if (found := re.match(r"#?([A-Z_]+)=", line))]
