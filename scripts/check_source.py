"""Rules of the house that no linter knows."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = re.compile(r"(?:from|import)\s+(?:\.|companion|vault|messaging|content)\b")
SCREENS = (Path("companion/views"), Path("companion/api"))
# Spelled in parts, so that this file does not find itself.
REGISTRIES = re.compile(
    "|".join(("pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.(?:org|com)"))
)
UNFINISHED = re.compile(r"\b(?:TO" + "DO|FIX" + "ME|X" + r"XX)\b|NotImplemented" + "Error")
MAY_NOT_BE_KEPT = {"uv.lock", "pylock.toml"}


def tracked() -> list[Path]:
    """The files that git knows or would take."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]


def type_checking_imports(path: Path, text: str) -> Iterator[str]:
    """Imports of ours that only a type checker sees hide a circle; screens alone may have them."""
    if path.suffix != ".py" or any(folder in path.parents for folder in SCREENS):
        return
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"\s*if (?:typing\.)?TYPE_CHECKING:", line):
            inside = True
        elif inside and line.strip() and not line.startswith((" ", "\t")):
            inside = False
        elif inside and OURS.search(line):
            yield f"{path}:{number}: an import of ours under TYPE_CHECKING"


def unwanted_words(path: Path, text: str) -> Iterator[str]:
    """Registry hosts and promises to do it later."""
    for number, line in enumerate(text.splitlines(), 1):
        if REGISTRIES.search(line):
            yield f"{path}:{number}: names a package registry"
        if path.suffix in {".py", ".html", ".css"} and UNFINISHED.search(line):
            yield f"{path}:{number}: unfinished"


def main() -> None:
    """Name each fault with its line."""
    faults = []
    for path in tracked():
        if path.name in MAY_NOT_BE_KEPT:
            faults.append(f"{path}: records where packages came from and may not be kept")
        try:
            text = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        faults += [*type_checking_imports(path, text), *unwanted_words(path, text)]
    print("\n".join(faults) or "nothing found")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
