"""Every route that the service answers, with a path that leads to it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

SOME_UUID = "6d0c3f3e-7f0a-4a0e-9d5e-0f3f0a1b2c3d"
OF_CONVERTER = {"int": "1", "str": "x", "slug": "x", "uuid": SOME_UUID, "path": "x"}
# A route written as a regular expression needs a path that leads to it.
OF_EXPRESSION = {
    r"^((?:[\w\-]+/)*)$": "some-guidance/",
    r"^(\d+)/(.*)$": "1/some.pdf",
    r"^.*/$": "nowhere/",
    (
        r"history/(?P<pk>.+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)"
        r"\.\.\.(?P<revision_id_b>live|latest|\d+)/$"
    ): "history/1/revisions/compare/1...2/",
    (
        r"^(?P<pk>\d+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)"
        r"\.\.\.(?P<revision_id_b>live|latest|\d+)/$"
    ): "1/revisions/compare/1...2/",
}
PLAIN = re.compile(r"[\w/-]*")
PART = re.compile(r"<(?:(?P<converter>[^>:]+):)?[^>]+>")


@dataclass(frozen=True)
class Route:
    """One route: its name with its namespaces, a path, and the view it leads to."""

    name: str
    path: str
    view: Any

    @property
    def module(self) -> str:
        """Where the view was written."""
        return str(getattr(self.view, "view_class", self.view).__module__)


def all_routes() -> list[Route]:
    """Every route, Wagtail's included."""
    return list(_walk(get_resolver(), "/", ""))


def _walk(resolver: URLResolver, path: str, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        here = path + _sample(str(entry.pattern))
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, here, inner)
        elif isinstance(entry, URLPattern):
            yield Route(f"{namespace}{entry.name or ''}", here, entry.callback)


def _sample(pattern: str) -> str:
    if pattern.startswith("^") or "(?P" in pattern:
        literal = pattern.strip("^$")
        return literal if PLAIN.fullmatch(literal) else OF_EXPRESSION[pattern]
    return PART.sub(lambda part: OF_CONVERTER[part["converter"] or "str"], pattern)
