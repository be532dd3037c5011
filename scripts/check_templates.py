"""Every template compiles, includes only what exists and links only to routes that exist."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "companion.settings")

import django

django.setup()

from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.base import FilterExpression, Node
from django.template.defaulttags import URLNode
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.urls import URLPattern, URLResolver, get_resolver


def route_names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """Every name that {% url %} may use, with its namespaces."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from route_names(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            yield namespace + entry.name


def literal(expression: FilterExpression) -> str | None:
    """What stands there in quotes; None for a variable."""
    return expression.var if isinstance(expression.var, str) else None


def wrong_in(nodes: list[Node], routes: set[str]) -> Iterator[str]:
    """What a template names and nobody has."""
    for node in nodes:
        if isinstance(node, URLNode):
            name = literal(node.view_name)
            if name and name not in routes:
                yield f"no route is called “{name}”"
        part = node.template if isinstance(node, IncludeNode) else None
        part = node.parent_name if isinstance(node, ExtendsNode) else part
        name = literal(part) if isinstance(part, FilterExpression) else None
        if name:
            try:
                engines["django"].get_template(name)
            except TemplateDoesNotExist:
                yield f"“{name}” does not exist"


def wrong_with(name: str, routes: set[str]) -> list[str]:
    """What is wrong with one template."""
    try:
        template = engines["django"].get_template(name).template
    except (TemplateSyntaxError, TemplateDoesNotExist) as error:
        return [str(error)]
    nodes: list[Node] = template.nodelist.get_nodes_by_type(Node)
    return list(wrong_in(nodes, routes))


def main() -> None:
    """Name each fault with its template."""
    folders = [ROOT / "templates", *ROOT.glob("*/templates")]
    files = [(folder, path) for folder in folders for path in folder.rglob("*.html")]
    routes = set(route_names(get_resolver()))
    faults = [
        f"{path.relative_to(ROOT)}: {fault}"
        for folder, path in files
        for fault in wrong_with(path.relative_to(folder).as_posix(), routes)
    ]
    print("\n".join(faults) or f"{len(files)} templates compile")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
