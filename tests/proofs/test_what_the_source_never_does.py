"""What would be dangerous on any input, and so stands nowhere in the service."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Run commands, revive objects, or read formats that may lead elsewhere.
MODULES = {
    "dill", "ldap", "ldap3", "lxml", "marshal", "memcache", "pickle", "pylibmc", "pymemcache",
    "shelve", "subprocess", "xml", "yaml",
}  # fmt: skip
CALLS = re.compile(r"(?:eval|exec|compile|__import__|os\.(?:system|popen|exec\w+|spawn\w+))")
# A template is a file, never somebody's words; a form names each of its fields.
UNSAFE = re.compile(r"(?:.*\.)?(?:mark_safe|SafeString|Template|from_string|ModelForm)")
STORES = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie|postMessage|\beval\(")
MARKED_SAFE = re.compile(r"\|\s*safe\b|\{% autoescape off")


def faults(source: str) -> Iterator[str]:
    """Everything of the kind in one file, as it is written there."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            modules = names if isinstance(node, ast.Import) else [node.module or ""]
            yield from (one for one in modules if one.partition(".")[0] in MODULES)
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if CALLS.fullmatch(called) or UNSAFE.fullmatch(called):
                yield called
        elif isinstance(node, ast.ClassDef):
            bases = map(ast.unparse, node.bases)
            yield from (base for base in bases if UNSAFE.fullmatch(base))


def test_the_service_runs_no_commands_revives_no_objects_and_builds_no_templates() -> None:
    files = [
        path
        for part in ("companion", "messaging", "vault", "content")
        for path in (ROOT / part).rglob("*.py")
    ]
    assert len(files) > 100
    found = [(path.name, one) for path in files for one in faults(path.read_text("utf-8"))]
    assert found == []


def test_whatever_is_of_the_kind_is_found() -> None:
    for source in (
        "import subprocess", "from xml.etree import ElementTree", "eval(x)", "os.system(x)",
        "import pickle as p", "html.mark_safe(x)", "class A(forms.ModelForm): pass", "Template(x)",
    ):  # fmt: skip
        assert list(faults(source)), source
    assert not list(faults("import json\nre.compile(x)\nrender_to_string(x)"))


def test_no_script_of_ours_keeps_anything_and_no_template_trusts_words() -> None:
    scripts = [*(ROOT / "static").glob("[!g]*.js"), *(ROOT / "content/static").rglob("*.js")]
    assert len(scripts) > 4
    assert [path.name for path in scripts if STORES.search(path.read_text("utf-8"))] == []
    pages = list((ROOT / "templates").rglob("*.html"))
    # The square of an authenticator's secret, which we draw ourselves.
    assert {path.name for path in pages if MARKED_SAFE.search(path.read_text("utf-8"))} == {
        "app.html"
    }
