"""What is changed: all that decides who reads, what is sealed, and what may leave."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TARGETS = {
    "vault/*.py": "vault",
    "vault/management/commands/*.py": "vault",
    "companion/texting/gate/*.py": "gate",
    "messaging/gate.py": "gate",
    "companion/access/*.py": "access",
}
NAMES = tuple(dict.fromkeys(TARGETS.values()))


def paths_of(name: str) -> list[str]:
    """The files of one of them; a file is its own."""
    return [name] if name in every_path() else _files_of(name)


def _files_of(name: str) -> list[str]:
    found = [file for part, of in TARGETS.items() if of == name for file in ROOT.glob(part)]
    return sorted(str(file.relative_to(ROOT)) for file in found)


def every_path() -> list[str]:
    """The files of all."""
    return [path for name in NAMES for path in _files_of(name)]


def name_of(path: str) -> str:
    """What a file belongs to."""
    return next(name for name in NAMES if path in _files_of(name))


def module_of(path: str) -> str:
    """By which name a file is imported."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
