"""What the tests noticed of all changes, and what they did not."""

from collections import Counter
from collections.abc import Iterator

from tests.mutation.mutants import Mutant
from tests.mutation.outcomes import Outcome


def written(tried: dict[str, list[Mutant]], known: dict[str, Outcome]) -> str:
    """For people: figures by folder and by file, then every change that no test noticed."""
    return "\n".join([*_figures(tried, known), "", *_unnoticed(tried, known)]) + "\n"


def _figures(tried: dict[str, list[Mutant]], known: dict[str, Outcome]) -> Iterator[str]:
    yield f"{'':<36}{'changes':>9}{'noticed':>9}{'not':>6}{'%':>7}"
    for name, mutants in tried.items():
        yield _row(name, mutants, known)
        for path, of_file in _by_file(mutants).items():
            yield _row(f"  {path}", of_file, known)


def _row(title: str, mutants: list[Mutant], known: dict[str, Outcome]) -> str:
    found = [known[mutant.id] for mutant in mutants if mutant.id in known]
    noticed = Counter(outcome.noticed for outcome in found)
    share = f"{100 * noticed[True] / len(found):.1f}" if found else "–"
    return f"{title:<36}{len(found):>9,}{noticed[True]:>9,}{noticed[False]:>6,}{share:>7}"


def _by_file(mutants: list[Mutant]) -> dict[str, list[Mutant]]:
    files: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        files.setdefault(mutant.path, []).append(mutant)
    return files


def _unnoticed(tried: dict[str, list[Mutant]], known: dict[str, Outcome]) -> Iterator[str]:
    for mutants in tried.values():
        for mutant in mutants:
            outcome = known.get(mutant.id)
            if outcome and not outcome.noticed:
                yield f"{outcome.path}:{outcome.first} ({outcome.state})"
                yield from (f"    {line}" for line in outcome.shown.splitlines())
