"""What the sent evaluations of a grid say together. Nobody reads it while they still owe one of their own, and whoever is
recused from a file finds a ranking without it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from noress.core import clock
from noress.core.database import read_rows
from noress.domain.accounts.actor import Actor
from noress.domain.reviewing import conflicts
from noress.domain.reviewing.grids import is_closed
from noress.domain.reviewing.models import Grid, GridCriterion
from noress.domain.reviewing.queries import evaluations as queries
from noress.extensions import db


@dataclass(slots=True)
class Ranked:
    """One file. Figures are thousandths of a mark out of 100. Made by the thousand: a frozen one takes three times as long."""

    application_id: int
    number: str
    #: evaluations sent, and given
    count: int
    expected: int
    #: none: nothing was sent, or it is eliminated, or the reader may not know yet
    place: int | None = None
    mean: int | None = None
    median: int | None = None
    #: between the highest and the lowest total
    spread: int | None = None
    #: criteria whose mean is below their minimum
    eliminated_by: tuple[GridCriterion, ...] = ()
    #: the reader still owes an evaluation of this grid: no figure is said
    is_hidden: bool = False


@dataclass(slots=True)
class _Sent:
    totals: list[int]
    #: by criterion, of those that have a minimum
    values: dict[int, list[int]]
    given: int = 0


def owes(grid: Grid, actor: Actor | None, *, now: datetime | None = None) -> bool:
    """Whether this reader has still to send an evaluation of that grid."""
    if actor is None or actor.person_id is None:
        return False
    now = now or clock.now()
    hidden = conflicts.recused_ids(actor, conflicts.APPLICATION)
    waiting = db.session.execute(queries.count_waiting(actor.person_id, hidden, now))
    return any(key == grid.id for key, _count in waiting)


def rank(grid: Grid, *, reader: Actor | None, now: datetime | None = None) -> list[Ranked]:
    """Placed first, by mean then by median; then the eliminated, then those that nobody has judged. Two files of the same
    mean have the same place. `reader=None`: the rules', who count every file."""
    hidden = conflicts.recused_ids(reader, conflicts.APPLICATION) if reader is not None else None
    db.session.flush()  # what a rule has just changed counts: `read_rows` does not see to it
    files = read_rows(db.session, queries.list_judged(grid.call_id or 0, grid.stage, hidden))
    read = _read(grid, {row[0] for row in files})
    judged = [one for one in grid.criteria if one.minimum is not None]
    lines = [_line(judged, key, number, read[key]) for key, number in files]
    if owes(grid, reader, now=now):
        hidden_lines = [
            Ranked(one.application_id, one.number, one.count, one.expected, is_hidden=True) for one in lines
        ]
        return sorted(hidden_lines, key=lambda one: one.number)
    return _placed(lines)


def is_ready(grid: Grid, *, now: datetime | None = None) -> bool:
    """Every file was judged, and nothing more is awaited: all that was given is sent, or the hour has passed."""
    lines = rank(grid, reader=None, now=now)
    if not lines or any(not one.count for one in lines):
        return False
    return is_closed(grid, now or clock.now()) or all(one.count >= one.expected for one in lines)


def _read(grid: Grid, wanted: set[int]) -> dict[int, _Sent]:
    """What stands, by file; what a person wrote who is recused since counts for nothing."""
    judged = [one for one in grid.criteria if one.minimum is not None]
    rows = read_rows(db.session, queries.list_totals(grid.id, with_scores=bool(judged)))
    people = sorted({row[1] for row in rows})
    aside = conflicts.list_pairs(queries.ids_of_call(grid.call_id or 0), people)
    found: dict[int, _Sent] = {key: _Sent([], {}) for key in wanted}
    for key, person_id, total, scores in rows:
        sent = found.get(key)
        if sent is None or (key, person_id) in aside:
            continue
        sent.given += 1
        if total is None:
            continue
        sent.totals.append(total)
        for one in judged:
            if str(one.id) in scores:  # of its category
                sent.values.setdefault(one.id, []).append(scores[str(one.id)])
    return found


def _line(judged: Sequence[GridCriterion], application_id: int, number: str, sent: _Sent) -> Ranked:
    totals = sorted(sent.totals)
    if not totals:
        return Ranked(application_id, number, 0, sent.given)
    out = tuple(
        one for one in judged
        if sum(values := sent.values.get(one.id, [])) < (one.minimum or 0) * len(values)
    )  # fmt: skip
    return Ranked(
        application_id, number, len(totals), sent.given, mean=mean_of(totals), median=median_of(totals),
        spread=totals[-1] - totals[0], eliminated_by=out,
    )  # fmt: skip


def mean_of(totals: Sequence[int]) -> int:
    """To the nearest thousandth."""
    return (2 * sum(totals) + len(totals)) // (2 * len(totals))


def median_of(totals: Sequence[int]) -> int:
    middle = len(totals) // 2
    return totals[middle] if len(totals) % 2 else mean_of(totals[middle - 1 : middle + 1])


def _placed(lines: Iterable[Ranked]) -> list[Ranked]:
    def order(one: Ranked) -> tuple[Any, ...]:
        return one.mean is None, bool(one.eliminated_by), -(one.mean or 0), -(one.median or 0), one.number

    placed: list[Ranked] = []
    for position, one in enumerate(sorted(lines, key=order), 1):
        if one.mean is None or one.eliminated_by:
            placed.append(one)
            continue
        before = placed[-1] if placed else None
        one.place = before.place if before is not None and before.mean == one.mean else position
        placed.append(one)
    return placed
