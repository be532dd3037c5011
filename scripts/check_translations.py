"""No translation is a guess, is missing, or is of words that no longer stand in the source."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ("companion", "content", "messaging", "vault")
QUOTED = re.compile(r'^"(.*)"$')


def entries(path: Path) -> Iterator[tuple[bool, str, list[str]]]:
    """Each entry of a .po file: whether it is a guess, the words, and their translations."""
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        fuzzy, current, parts = False, "", {}
        for line in block.splitlines():
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            keyword, _, rest = line.partition(" ")
            if keyword.startswith("msg"):
                current, line = keyword, rest
            if current and (found := QUOTED.match(line.strip())):
                parts[current] = parts.get(current, "") + ast.literal_eval(f'"{found[1]}"')
        if parts.get("msgid"):
            yield fuzzy, parts["msgid"], [v for k, v in parts.items() if k.startswith("msgstr")]


def words_of_the_source() -> set[str]:
    """Every text that stands in our Python, and every template as a whole."""
    words: set[str] = set()
    for package in HOUSE:
        for path in (ROOT / package).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            words |= {
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return words


def faults_of(path: Path, words: set[str], templates: str) -> Iterator[str]:
    """What is wrong with one catalogue."""
    for fuzzy, words_here, translations in entries(path):
        start = words_here.splitlines()[0].strip() if words_here.strip() else ""
        in_template = re.sub(r"%\((\w+)\)s", r"{{ \1 }}", start)
        if fuzzy:
            yield f"a guess: “{start}”"
        if not all(translations):
            yield f"not translated: “{start}”"
        if words_here not in words and in_template not in templates:
            yield f"no longer in the source: “{start}”"


def main() -> None:
    """Name each fault with its catalogue."""
    catalogues = sorted(
        path for package in HOUSE for path in (ROOT / package).glob("locale/*/LC_MESSAGES/*.po")
    )
    words = words_of_the_source() if catalogues else set()
    templates = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")
    )
    faults = [
        f"{path.relative_to(ROOT)}: {fault}"
        for path in catalogues
        for fault in faults_of(path, words, templates)
    ]
    print("\n".join(faults) or f"{len(catalogues)} catalogues are whole")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
