"""What became of the envelope of a call: granted, engaged, paid, left; per funder, lot and province.

A fixed number of queries, whatever the number of projects. Each table makes the same total, to the centime:
`Board.is_square` says so, and the page shows it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.funding.models import FundingCall
from noress.domain.payments import policy, queries
from noress.domain.reviewing import conflicts
from noress.extensions import db


@dataclass
class Cells:
    """Centimes, and a number of projects."""

    projects: int = 0
    granted: int = 0
    engaged: int = 0
    paid: int = 0

    @property
    def left_to_pay(self) -> int:
        return self.granted - self.paid

    def add(self, other: "Cells") -> None:
        for one in fields(Cells):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass
class Line:
    """One row of a table; `planned` is what the call foresees for it, where it says so."""

    key: Any
    label: Any
    planned: int | None = None
    cells: Cells = field(default_factory=Cells)

    @property
    def left_to_grant(self) -> int | None:
        return None if self.planned is None else self.planned - self.cells.granted


class Board(NamedTuple):
    total: Line
    funders: list[Line]
    lots: list[Line]
    provinces: list[Line]

    @property
    def is_square(self) -> bool:
        """Every table makes the total; paid is never above engaged, nor engaged above granted."""
        tables = [table for table in (self.funders, self.lots, self.provinces) if table]
        is_ordered = all(
            0 <= one.cells.paid <= one.cells.engaged <= one.cells.granted
            for table in (*tables, [self.total])
            for one in table
        )
        return is_ordered and all(_money(_sum(table)) == _money(self.total.cells) for table in tables)


def board_of(call: FundingCall, *, reader: Actor) -> Board:
    """As this reader may know it: without the files that they are recused from, nor what is not told yet."""
    recused = conflicts.recused_ids(reader, conflicts.APPLICATION)
    told = {"only_told": policy.only_told(reader)}
    lots = {lot.id: Line(lot.id, lot.title, _planned(lot)) for lot in call.lots}
    provinces: dict[str | None, Line] = {}
    for lot_id, code, count, granted, engaged in db.session.execute(
        queries.sum_by_place(call.id, recused, **told)
    ):
        cells = Cells(count, int(granted), int(engaged))
        lots[lot_id].cells.add(cells)
        provinces.setdefault(code, Line(code, None)).cells.add(cells)
    for lot_id, code, paid in db.session.execute(queries.sum_paid_by_place(call.id, recused, **told)):
        for line in (lots[lot_id], provinces[code]):
            line.cells.paid += int(paid)
    total = Line(None, _("Tout l'appel"), call.envelope, _sum(lots.values()))
    return Board(
        total, _funders(call, recused, told), list(lots.values()), sorted(provinces.values(), key=_place)
    )


def _funders(call: FundingCall, recused: Any, told: dict[str, bool]) -> list[Line]:
    """None where the call names no funder."""
    lines = {
        one.id: Line(one.id, one.institution.name if one.institution is not None else one.name, one.amount)
        for one in call.funders
    }
    for key, count, granted, engaged in db.session.execute(queries.sum_by_funder(call.id, recused, **told)):
        lines[key].cells.add(Cells(count, int(granted), int(engaged)))
    for key, paid in db.session.execute(queries.sum_paid_by_funder(call.id, recused, **told)):
        lines[key].cells.paid += int(paid)
    return list(lines.values())


def _planned(lot: Any) -> int | None:
    return lot.amount * lot.most_projects if lot.most_projects is not None else None


def _sum(lines: Iterable[Line]) -> Cells:
    made = Cells()
    for line in lines:
        made.add(line.cells)
    return made


def _money(cells: Cells) -> tuple[int, int, int]:
    """A project has several funders: its number is no sum of theirs."""
    return cells.granted, cells.engaged, cells.paid


def _place(line: Line) -> str:
    return line.key or "~"
