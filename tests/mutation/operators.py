"""What is changed: mutmut's operators, and five of our own for lines that those leave alone."""

from collections.abc import Iterable, Iterator

import libcst as cst
from libcst import matchers as m
from mutmut.mutation.mutators import mutation_operators, operator_string

Change = cst.CSTNode | cst.RemovalSentinel
TEXTS = m.Name("_") | m.Name("gettext") | m.Name("gettext_lazy") | m.Name("ngettext")
FOR_TYPES = m.Name("TypeVar") | m.Name("cast")
NOTHING = m.Name("None")
PLAIN = m.Name() | m.Attribute() | m.Call() | m.NamedExpr()


def only_read(node: cst.CSTNode, above: cst.CSTNode | None) -> bool:
    """Whether a node says nothing to Python: to people, or to a checker of types, alone.

    Docstrings; annotations and what is under TYPE_CHECKING or an overload; the list of names a
    module offers; imports, without which nothing starts; and the words of an error.
    """
    words = m.SimpleString() | m.ConcatenatedString() | m.FormattedString()
    said = m.Call(args=[m.AtLeastN(m.Arg(value=words), n=1)])
    rules = (
        m.Expr(value=words | m.Ellipsis()),
        m.Annotation() | m.Import() | m.ImportFrom(),
        m.If(test=m.Name("TYPE_CHECKING")),
        m.FunctionDef(decorators=[m.AtLeastN(m.Decorator(m.Name("overload")), n=1)]),
        m.Assign(targets=[m.AssignTarget(m.Name("__all__"))]),
        m.Call(func=TEXTS | FOR_TYPES),
    )
    if isinstance(above, cst.Raise) and m.matches(node, said):
        return True
    return any(m.matches(node, rule) for rule in rules)


def changes(node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, Change]]:
    """What may stand in the place of a node, or of a part of it."""
    for kind, operator in mutation_operators:
        if isinstance(node, kind) and not _as_it_was(node):
            # Of a text changed in three ways one is enough: no name of ours differs by case alone.
            found = list(operator(node))[: 1 if operator is operator_string else None]
            yield from ((node, changed) for changed in found)
    for ours in (_nothing_given, _not_done, _turned_round, _bare, _one_less):
        yield from ours(node)


def _as_it_was(node: cst.CSTNode) -> bool:
    return m.matches(node, m.Call(func=m.Name("len") | m.Name("isinstance")))


def _nothing_given(node: cst.CSTNode) -> Iterable[tuple[cst.CSTNode, Change]]:
    """A function gives None."""
    if isinstance(node, cst.Return) and node.value and not m.matches(node.value, NOTHING):
        yield node.value, cst.Name("None")


def _not_done(node: cst.CSTNode) -> Iterable[tuple[cst.CSTNode, Change]]:
    """A call that is made for what it does is left out; so is raising."""
    if m.matches(node, m.Expr(value=m.Call()) | m.Raise()):
        yield node, cst.Pass()


def _turned_round(node: cst.CSTNode) -> Iterable[tuple[cst.CSTNode, Change]]:
    """A condition that has no operator to change says the opposite."""
    asked: list[cst.BaseExpression] = []
    if isinstance(node, cst.If | cst.While | cst.CompIf | cst.IfExp):
        asked = [node.test]
    elif isinstance(node, cst.BooleanOperation):
        asked = [node.left, node.right]
    for question in asked:
        if m.matches(question, PLAIN):
            inside = question
            if isinstance(question, cst.NamedExpr) and not question.lpar:
                inside = question.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
            turned = cst.UnaryOperation(cst.Not(), inside)
            yield question, turned.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _bare(node: cst.CSTNode) -> Iterable[tuple[cst.CSTNode, Change]]:
    """A function, or a class, goes without its decorator."""
    if isinstance(node, cst.Decorator):
        yield node, cst.RemoveFromParent()


def _one_less(node: cst.CSTNode) -> Iterable[tuple[cst.CSTNode, Change]]:
    """One part of a list of things is missing."""
    if isinstance(node, cst.Tuple | cst.List | cst.Set | cst.Dict):
        fewest = 1 if isinstance(node, cst.Set) else 0
        if len(node.elements) > fewest:
            for place in range(len(node.elements)):
                kept = [*node.elements[:place], *node.elements[place + 1 :]]
                yield node, _with(node, kept)


def _with(node: cst.CSTNode, kept: list[cst.CSTNode]) -> cst.CSTNode:
    if isinstance(node, cst.Tuple) and len(kept) == 1:
        kept = [kept[0].with_changes(comma=cst.Comma())]
    if isinstance(node, cst.Tuple) and not node.lpar:
        node = node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return node.with_changes(elements=kept)
