"""What the commands share: a folder for one run, an environment, a closing line."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def var() -> Path:
    """Where everything made at run time lies."""
    folder = Path(os.environ.get("COMPANION_VAR") or ROOT / "var").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def caches() -> dict[str, str]:
    """The tools' own memories, kept out of the source."""
    folder = var() / "cache"
    return {
        "MYPY_CACHE_DIR": str(folder / "mypy"),
        "RUFF_CACHE_DIR": str(folder / "ruff"),
        "TEST_DATABASES": str(folder / "databases"),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis"),
    }


@contextmanager
def folder_for_one_run(name: str) -> Iterator[Path]:
    """A folder under var/ that is gone afterwards, so that two runs never meet."""
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=var()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def throw_away_environment(folder: Path) -> dict[str, str]:
    """Every setting of a test, none of this shell's."""
    # That module gives whoever names no folder a temporary one; ours lies under var/.
    os.environ["COMPANION_VAR"] = str(var())
    from tests.environment import VALUES

    inherited = {k: v for k, v in os.environ.items() if k not in VALUES and k != "DATABASE_URL"}
    inherited.pop("DEMO", None)
    return {**inherited, **VALUES, **caches(), "COMPANION_VAR": str(folder)}


def run(command: Sequence[str], environment: dict[str, str], **options: object) -> int:
    """Run one command in the root of the project and wait for it."""
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, **options).returncode  # type: ignore[call-overload,no-any-return]
