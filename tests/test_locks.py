"""Every lock lets others refer to what is held."""

import ast
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parent.parent
PARTS = ("companion", "content", "messaging", "vault")


def locks() -> Iterator[tuple[str, set[str]]]:
    """Where rows are locked, and how."""
    for part in PARTS:
        for path in sorted((HOUSE / part).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    if node.func.attr == "select_for_update":
                        given = {one.arg or "" for one in node.keywords}
                        yield f"{path.relative_to(HOUSE)}:{node.lineno}", given


def test_no_lock_is_one_that_a_reference_waits_for() -> None:
    """Each line of history refers to a user: whoever locks one for deletion waits for its writer.

    Who waits in turn for what the other holds: the database ends one of the two.
    """
    found = list(locks())
    assert len(found) > 30
    assert [where for where, given in found if "no_key" not in given] == []
