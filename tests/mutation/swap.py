"""A mutant in a running process: the code of living functions is exchanged for the changed one.

What a module does when it is imported is done again, and who imported from it has the new thing.
"""

import functools
import gc
import importlib.machinery
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from inspect import CO_OPTIMIZED
from types import CodeType, FunctionType, ModuleType

from tests.mutation.mutants import Mutant
from tests.mutation.targets import ROOT

Place = tuple[str, str, int]


class Living:
    """The functions of some files as they were imported, and what remembers their answers."""

    def __init__(self, paths: Iterable[str]) -> None:
        files = {str(ROOT / path) for path in paths}
        self.functions: dict[Place, list[FunctionType]] = defaultdict(list)
        self.remembering = []
        for thing in gc.get_objects():
            # By type: to ask a lazy thing for its class is to make it.
            if type(thing) is FunctionType and thing.__code__.co_filename in files:
                self.functions[place_of(thing.__code__)].append(thing)
            elif type(thing) is functools._lru_cache_wrapper:
                code = getattr(thing.__wrapped__, "__code__", None)
                if code and code.co_filename in files:
                    self.remembering.append(thing)

    def can_become(self, mutant: Mutant) -> bool:
        """Whether it is only inside functions that the mutant differs."""
        return self._exchanges(mutant) is not None

    def become(self, mutant: Mutant) -> None:
        """Be the mutant from now on: for a child process that will soon be gone."""
        exchanges = self._exchanges(mutant)
        if exchanges is None:
            import_again(mutant)
        for function, code in exchanges or ():
            function.__code__ = code
        for remembering in self.remembering:
            remembering.cache_clear()

    def _exchanges(self, mutant: Mutant) -> list[tuple[FunctionType, CodeType]] | None:
        file = str(ROOT / mutant.path)
        before = compile((ROOT / mutant.path).read_text(), file, "exec", dont_inherit=True)
        after = compile(mutant.source, file, "exec", dont_inherit=True)
        pairs = list(_differing(before, after))
        found = []
        for old, new in pairs:
            living = self.functions.get(place_of(old), [])
            if not old.co_flags & CO_OPTIMIZED or (not living and old is pairs[0][0]):
                return None
            if living and old.co_freevars != new.co_freevars:
                return None
            found += [(function, new) for function in living]
        return found or None


def place_of(code: CodeType) -> Place:
    """Where a function stands."""
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _differing(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Pairs of old and new code, outermost first, that are not the same in themselves."""
    inner_old, inner_new = _inner(old), _inner(new)
    in_itself = _itself(old) != _itself(new) or len(inner_old) != len(inner_new)
    is_function = bool(old.co_flags & CO_OPTIMIZED)
    if in_itself or (is_function and old != new):
        yield old, new
    for one, other in zip(inner_old, inner_new, strict=False):
        if one.co_name == other.co_name:
            yield from _differing(one, other)


def _inner(code: CodeType) -> list[CodeType]:
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]


def _itself(code: CodeType) -> tuple[object, ...]:
    plain = [repr(constant) for constant in code.co_consts if not isinstance(constant, CodeType)]
    return code.co_code, code.co_names, code.co_varnames, code.co_freevars, tuple(plain)


def import_again(mutant: Mutant) -> None:
    """Do in the living module what an import of the mutant does.

    What others made of it when they were imported is as it was: that takes a start.
    """
    file = str(ROOT / mutant.path)
    modules = [module for module in sys.modules.values() if isinstance(module, ModuleType)]
    changed = next(module for module in modules if getattr(module, "__file__", "") == file)
    before = dict(vars(changed))
    exec(compile(mutant.source, file, "exec", dont_inherit=True), vars(changed))  # noqa: S102
    for name, old in before.items():
        new = vars(changed)[name]
        if new is old or name.startswith("__"):
            continue
        if type(old) is type(new) is FunctionType and not old.__closure__ and not new.__closure__:
            old.__code__, old.__defaults__ = new.__code__, new.__defaults__
            old.__kwdefaults__ = new.__kwdefaults__
        for module in modules:
            if vars(module).get(name) is old:
                setattr(module, name, new)


def import_changed(mutant: Mutant) -> None:
    """From now on the mutant is what an import finds: for a process that has just begun."""
    as_it_is = importlib.machinery.SourceFileLoader.get_code
    changed = str(ROOT / mutant.path)

    def get_code(loader: importlib.machinery.SourceFileLoader, name: str) -> CodeType | None:
        if loader.path == changed:
            return compile(mutant.source, changed, "exec", dont_inherit=True)
        return as_it_is(loader, name)

    importlib.machinery.SourceFileLoader.get_code = get_code
