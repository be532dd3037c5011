"""Every change of a file, one at a time, as source; nothing is written anywhere."""

import difflib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper, PositionProvider

from tests.mutation.operators import Change, changes, only_read
from tests.mutation.targets import ROOT


@dataclass(frozen=True)
class Mutant:
    """A file with one spot changed."""

    path: str
    # The lines of the original that are another thing now: a whole statement, or a condition.
    first: int
    last: int
    source: str

    @property
    def id(self) -> str:
        """The same for the same change of the same file."""
        return hashlib.sha256(f"{self.path}\0{self.source}".encode()).hexdigest()[:12]

    def shown(self) -> str:
        """What went and what came, a line each."""
        before = (ROOT / self.path).read_text().splitlines()
        lines = difflib.unified_diff(before, self.source.splitlines(), n=0, lineterm="")
        told = [f"{line[0]} {line[1:].strip()}" for line in list(lines)[2:] if line[0] in "+-"]
        return "\n".join(told)


def mutants_of(path: str) -> list[Mutant]:
    """All of one file, without those that say the same."""
    source = (ROOT / path).read_text()
    wrapper = MetadataWrapper(cst.parse_module(source))
    found = _Changes(wrapper)
    wrapper.module.visit(found)
    different = {}
    for first, last, node, change in found.spots:
        changed = found.source_with(node, change)
        if changed is not None and changed != source:
            different.setdefault(changed, Mutant(path, first, last, changed))
    return list(different.values())


class _Changes(cst.CSTVisitor):
    """Collects what may be changed on a walk through one file."""

    def __init__(self, wrapper: MetadataWrapper) -> None:
        super().__init__()
        self.module = wrapper.module
        self.raw = wrapper.module.code.encode()
        self.at = wrapper.resolve(PositionProvider)
        self.span = wrapper.resolve(ByteSpanPositionProvider)
        self.spots: list[tuple[int, int, cst.CSTNode, Change]] = []
        self.parents: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if only_read(node, self.parents[-1] if self.parents else None):
            return False
        self.parents.append(node)
        if not self._is_a_target(node):
            lines = self._lines()
            self.spots += [(*lines, place, change) for place, change in changes(node)]
        return True

    def on_leave(self, node: cst.CSTNode) -> None:
        if self.parents and self.parents[-1] is node:
            self.parents.pop()

    def _is_a_target(self, node: cst.CSTNode) -> bool:
        """Names on the left of an assignment, or of `in`, are no list of things."""
        above = self.parents[-2] if len(self.parents) > 1 else None
        if isinstance(above, cst.For | cst.CompFor):
            return node is above.target
        return isinstance(above, cst.AssignTarget)

    def _lines(self) -> tuple[int, int]:
        """The whole statement that a spot stands in; of one with a body the part before it."""
        for node in reversed(self.parents):
            if isinstance(node, cst.SimpleStatementLine):
                return self._from_to(node)
        spot = self.parents[-1]
        if isinstance(spot, cst.BaseCompoundStatement | cst.Module | cst.Else):
            line = self.at[spot].start.line
            return line, line
        return self._from_to(spot)

    def _from_to(self, node: cst.CSTNode) -> tuple[int, int]:
        return self.at[node].start.line, self.at[node].end.line

    def source_with(self, node: cst.CSTNode, change: Change) -> str | None:
        """The file with one node changed; nothing if Python would not read it."""
        span = self.span[node]
        start, end = span.start, span.start + span.length
        code = self.module.code_for_node(node).encode()
        if isinstance(change, cst.CSTNode) and self.raw[start:end] == code:
            new = self.module.code_for_node(change).encode()
            changed = (self.raw[:start] + new + self.raw[end:]).decode()
        else:
            changed = _slowly(self.module, node, change).code
        try:
            compile(changed, "changed", "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            return None
        return changed


def _slowly(module: cst.Module, node: cst.CSTNode, change: Change) -> cst.Module:
    if isinstance(change, cst.RemovalSentinel):
        return module.deep_remove(node)
    return module.deep_replace(node, change)


def all_mutants(paths: list[str]) -> Iterator[Mutant]:
    """Those of several files, file by file."""
    for path in paths:
        yield from mutants_of(path)
