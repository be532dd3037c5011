"""Everything that can be said of the source without running the service (make check)."""

import subprocess
import sys
import time
from dataclasses import dataclass, field

from running import ROOT, folder_for_one_run, throw_away_environment

PYTHON = sys.executable


@dataclass
class Check:
    """One question to the source, and the command that answers it."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def module(*arguments: str) -> list[str]:
    """A tool of the environment, wherever the checkout lies."""
    return [PYTHON, "-m", *arguments]


# The linter of imports has no module to run; its script may lie at a path with a space.
LAYERS = "from importlinter.cli import lint_imports_command as lint; lint()"
# As it is in live use: behind TLS.
LIVE = {"PUBLIC_BASE_URL": "https://companion.example.org"}
CHECKS = [
    Check("style", module("ruff", "check", "--quiet", "--output-format", "concise", ".")),
    Check("format", module("ruff", "format", "--check", "--output-format", "concise", ".")),
    Check("types", module("mypy")),
    Check("layers", [PYTHON, "-c", LAYERS, "--no-cache"]),
    Check("settings", [PYTHON, "manage.py", "check", "--fail-level", "WARNING"]),
    Check(
        "deployment",
        [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        LIVE,
    ),
    Check("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    Check("templates", [PYTHON, "scripts/check_templates.py"]),
    Check("translations", [PYTHON, "scripts/check_translations.py"]),
    Check("source", [PYTHON, "scripts/check_source.py"]),
]


def main() -> None:
    """One line for each check; what a failed one said follows it."""
    failed = []
    with folder_for_one_run("check") as folder:
        environment = throw_away_environment(folder)
        for check in CHECKS:
            started = time.monotonic()
            answer = subprocess.run(
                check.command,
                cwd=ROOT,
                env={**environment, **check.environment},
                capture_output=True,
                text=True,
                check=False,
            )
            state = "FAILED" if answer.returncode else "ok"
            print(f"{check.name:14}{state:8}{time.monotonic() - started:5.1f} s", flush=True)
            if answer.returncode:
                failed.append(check.name)
                print((answer.stdout + answer.stderr).strip(), flush=True)
    if failed:
        sys.exit(f"\nFailed: {', '.join(failed)}.")


if __name__ == "__main__":
    main()
