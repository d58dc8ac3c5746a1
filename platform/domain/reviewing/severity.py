"""How severe each juror is, and what ranks would be without it: advice, never applied.

The method is published: the fixed-effects two-way classification with identical variances, fitted by ordinary least squares
(W. Kuhlisch, M. Roos, J. Rothe, J. Rudolph, B. Scheuermann, D. Stoyan, "A statistical approach to calibrating the scores of
biased reviewers of scientific papers", Metrika 79 (2016), 37-57). A mark is the file's worth, plus what the juror gives more or
less than the others on the files that they share, plus chance; the jurors' parts sum to zero. Knows numbers alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from noress.core.i18n import lazy as _

SOURCE = (
    "Kuhlisch, Roos, Rothe, Rudolph, Scheuermann, Stoyan, « A statistical approach to calibrating the scores of biased reviewers "
    "of scientific papers », Metrika 79 (2016), 37-57"
)
#: (file, juror)
Pair = tuple[int, int]
_TINY = 1e-9


@dataclass(frozen=True)
class Severity:
    """Thousandths of a mark out of 100."""

    #: {juror: what they give more than the others, less when negative}; of those who scored enough
    effects: Mapping[int, int] = field(default_factory=dict)
    #: {file: its mean once that is taken away}
    adjusted: Mapping[int, int] = field(default_factory=dict)
    #: why nothing is said
    why_not: Any = None


def estimate(marks: Mapping[Pair, int], fewest: int | None) -> Severity:
    """Of jurors who scored at least that many files; none: the edition does not ask for it."""
    if fewest is None:
        return Severity(why_not=_("Le règlement de cette édition n'en prévoit pas."))
    counts = Counter(juror for _file, juror in marks)
    enough = sorted(juror for juror, count in counts.items() if count >= fewest)
    if len(enough) < 2:
        message = _(
            "Trop peu de notes : il faut au moins deux jurés qui ont noté %(fewest)s dossiers.", fewest=fewest
        )
        return Severity(why_not=message)
    every = _by_file(marks)
    known = set(enough)
    shared = {key: [row for row in rows if row[0] in known] for key, rows in every.items()}
    groups = Counter(tuple(juror for juror, _mark in rows) for rows in shared.values() if rows)
    if not _is_connected(enough, groups):
        return Severity(why_not=_("Les jurés n'ont pas assez de dossiers en commun pour être comparés."))
    effects = _solve(enough, shared, groups)
    adjusted = {
        key: _whole(sum(mark - effects.get(juror, 0.0) for juror, mark in rows) / len(rows))
        for key, rows in every.items()
    }
    return Severity({juror: _whole(value) for juror, value in effects.items()}, adjusted)


def _by_file(marks: Mapping[Pair, int]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (key, juror), mark in sorted(marks.items()):
        found[key].append((juror, mark))
    return found


def _is_connected(jurors: Sequence[int], groups: Iterable[tuple[int, ...]]) -> bool:
    """Whether files in common lead from any juror to any other; otherwise the parts do not compare."""
    root = {juror: juror for juror in jurors}

    def find(juror: int) -> int:
        while root[juror] != juror:
            juror = root[juror]
        return juror

    for group in groups:
        for juror in group[1:]:
            root[find(juror)] = find(group[0])
    return len({find(juror) for juror in jurors}) == 1


def _solve(
    jurors: Sequence[int], by_file: Mapping[int, list[tuple[int, int]]], groups: Mapping[tuple[int, ...], int]
) -> dict[int, float]:
    """The normal equations once the files' own worth is taken out: one line for each juror. The sum to zero makes the answer
    the only one."""
    place = {juror: n for n, juror in enumerate(jurors)}
    size = len(jurors)
    matrix = [[1.0] * size for _n in range(size)]
    right = [0.0] * size
    for rows in by_file.values():
        if not rows:
            continue
        mean = sum(mark for _juror, mark in rows) / len(rows)
        for juror, mark in rows:
            right[place[juror]] += mark - mean
    for group, times in groups.items():
        share = times / len(group)
        places = [place[juror] for juror in group]
        for one in places:
            matrix[one][one] += times
            for other in places:
                matrix[one][other] -= share
    values = _eliminate(matrix, right)
    return {juror: values[n] for juror, n in place.items()}


def _eliminate(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss, the largest pivot first."""
    size = len(right)
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for column in range(size):
        best = max(range(column, size), key=lambda n: abs(rows[n][column]))
        rows[column], rows[best] = rows[best], rows[column]
        pivot = rows[column]
        for n in range(column + 1, size):
            part = rows[n][column] / pivot[column]
            if part:
                rows[n] = [value - part * other for value, other in zip(rows[n], pivot, strict=True)]
    found = [0.0] * size
    for n in range(size - 1, -1, -1):
        known = sum(rows[n][m] * found[m] for m in range(n + 1, size))
        found[n] = (rows[n][size] - known) / rows[n][n]
    return found


def _whole(value: float) -> int:
    """To the nearest thousandth, away from the noise of the last digits."""
    return int((value + _TINY) + 0.5) if value >= -_TINY else -int((-value + _TINY) + 0.5)
