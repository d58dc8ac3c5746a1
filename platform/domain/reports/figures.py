"""Figures that somebody printed, beside the sums that their own rows make. Nothing is corrected: what differs is flagged."""

from collections.abc import Iterable
from typing import NamedTuple

from noress.domain.reports.models import PrintedFigure


class Line(NamedTuple):
    """One printed row: what its women and men make, beside the total that stands there."""

    figure: PrintedFigure

    @property
    def own_total(self) -> int | None:
        parts = [part for part in (self.figure.women, self.figure.men) if part is not None]
        return sum(parts) if parts else None

    @property
    def is_incomplete(self) -> bool:
        """A figure is missing: the sum is of what is there."""
        return self.figure.women is None or self.figure.men is None

    @property
    def differs(self) -> bool:
        printed = self.figure.printed_total
        return printed is not None and self.own_total is not None and printed != self.own_total


class Table(NamedTuple):
    """What one document printed; `women`, `men`, `totals` are the sums of its columns, made here."""

    source: str
    lines: list[Line]
    grand: PrintedFigure | None

    @property
    def women(self) -> int:
        return sum(line.figure.women or 0 for line in self.lines)

    @property
    def men(self) -> int:
        return sum(line.figure.men or 0 for line in self.lines)

    @property
    def own_total(self) -> int:
        return self.women + self.men

    @property
    def totals(self) -> int:
        """Of the totals that were printed beside the rows."""
        return sum(line.figure.printed_total or 0 for line in self.lines)

    @property
    def differing(self) -> int:
        return sum(line.differs for line in self.lines)

    @property
    def grand_own(self) -> int | None:
        if self.grand is None or self.grand.women is None or self.grand.men is None:
            return None
        return self.grand.women + self.grand.men


def tables_of(figures: Iterable[PrintedFigure]) -> list[Table]:
    """By document, in the order given."""
    rows: dict[str, list[PrintedFigure]] = {}
    for figure in figures:
        rows.setdefault(figure.source, []).append(figure)
    return [
        Table(source, [Line(one) for one in found if not one.is_grand_total],
              next((one for one in found if one.is_grand_total), None))
        for source, found in rows.items()
    ]  # fmt: skip
