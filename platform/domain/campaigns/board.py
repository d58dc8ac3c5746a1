"""The coverage board: what is hoped for, asked, begun and done in each cell, the empty ones first; and what each means
has brought."""

from typing import Any, NamedTuple

from noress.domain.campaigns.grid import Grid, read_grid
from noress.domain.campaigns.models import Campaign, Means
from noress.domain.campaigns.queries.board import (
    count_answered,
    count_cells,
    count_reached,
    count_through,
)
from noress.domain.campaigns.queries.rounds import list_targets
from noress.extensions import db

Place = tuple[str | None, str | None]


class Cell(NamedTuple):
    """One province and one kind of actor; None where participants did not say."""

    province: str | None
    kind: str | None
    target: int = 0
    asked: int = 0
    begun: int = 0
    done: int = 0

    @property
    def gap(self) -> int:
        """Answers that are missing."""
        return max(0, self.target - self.done)

    @property
    def is_empty(self) -> bool:
        """Hoped for, and nobody has answered."""
        return self.target > 0 and self.done == 0


class Board(NamedTuple):
    grid: Grid
    #: every cell with a target or somebody in it: empty ones first, then by what is missing
    cells: list[Cell]
    #: (institution, name, asked, begun, done), the most answers first; the network's own has no institution
    through: list[tuple[int | None, Any, int, int, int]]

    def matrix(self) -> "Matrix":
        """Provinces by kinds; kinds of which nobody is hoped for nor asked have no column."""
        found = {(cell.province, cell.kind): cell for cell in self.cells}
        told = [*self.grid.kinds, *dict.fromkeys(kind for _, kind in found if kind not in self.grid.kinds)]
        kinds = [kind for kind in told if any(cell.kind == kind for cell in self.cells)]
        provinces = [
            *self.grid.provinces, *dict.fromkeys(place for place, _ in found if place not in self.grid.provinces),
        ]  # fmt: skip
        return Matrix(kinds, [
            [found.get((place, kind), Cell(place, kind)) for kind in kinds] for place in provinces
        ])  # fmt: skip

    @property
    def total(self) -> Cell:
        return _sum(None, None, self.cells)

    @property
    def empty(self) -> int:
        return sum(1 for cell in self.cells if cell.is_empty)

    def by_province(self) -> list[Cell]:
        """One line each, in the order of the grid; the last for those whose province is not known."""
        found = [
            _sum(code, None, [c for c in self.cells if c.province == code]) for code in self.grid.provinces
        ]
        others = [cell for cell in self.cells if cell.province not in self.grid.provinces]
        return [*found, *([_sum(None, None, others)] if others else [])]


class Matrix(NamedTuple):
    #: None for those that did not say
    kinds: list[str | None]
    #: one line for each province
    rows: list[list[Cell]]

    @property
    def totals(self) -> list[Cell]:
        """Of each column."""
        return [_sum(None, kind, [row[place] for row in self.rows]) for place, kind in enumerate(self.kinds)]

    def total_of(self, row: list[Cell]) -> Cell:
        return _sum(row[0].province, None, row)


def _sum(province: str | None, kind: str | None, cells: list[Cell]) -> Cell:
    return Cell(
        province, kind, sum(cell.target for cell in cells), sum(cell.asked for cell in cells),
        sum(cell.begun for cell in cells), sum(cell.done for cell in cells),
    )  # fmt: skip


def read_board(campaign: Campaign, *, through_id: int | None = None) -> Board:
    """Four queries, however many structures. With an institution (or NETWORK), only those that it brought, before
    the same targets."""
    grid = read_grid(campaign)
    targets: dict[Place, int] = {}
    for row in db.session.scalars(list_targets(campaign.id)):
        targets[row.province, row.kind] = row.target
    found: dict[Place, tuple[int, int, int]] = {}
    for province, kind, asked, begun, done in db.session.execute(count_cells(campaign.id, through_id)):
        found[province, kind] = (asked, begun, done)
    cells = [
        Cell(*place, targets.get(place, 0), *found.get(place, (0, 0, 0)))
        for place in dict.fromkeys([*targets, *found])
    ]
    ranks = {place: rank for rank, place in enumerate(grid.cells())}
    cells.sort(
        key=lambda c: (
            not c.is_empty,
            -(c.target - c.done),
            ranks.get((c.province or "", c.kind or ""), len(ranks)),
        )
    )
    return Board(grid, cells, [tuple(row) for row in db.session.execute(count_through(campaign.id))])


class Yield(NamedTuple):
    """What one means has brought: those it tried, those who answered by it."""

    means: Means
    asked: int
    done: int

    @property
    def ratio(self) -> float | None:
        return self.done / self.asked if self.asked else None


def read_yields(campaign: Campaign) -> list[Yield]:
    """In the order that works (`Means`)."""
    asked = db.session.execute(count_reached(campaign.id)).one()
    done = db.session.execute(count_answered(campaign.id)).one()
    return [Yield(means, asked[place], done[place]) for place, means in enumerate(Means)]
