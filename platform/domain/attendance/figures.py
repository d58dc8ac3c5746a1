"""Figures as a page says them: one line per measure, and whether its sources agree."""

from collections.abc import Iterable
from typing import NamedTuple

from noress.core.formats import percent
from noress.domain.attendance.models import AttendanceFigure, Measure


class MeasureFigures(NamedTuple):
    """What every source says of one measure."""

    measure: Measure
    figures: tuple[AttendanceFigure, ...]

    #: the number of participants, when the sources give one and the same
    total: int | None = None

    @property
    def disagree(self) -> bool:
        """Two sources say different things; a share is compared through the total where it is known."""
        return len({self._comparable(figure) for figure in self.figures}) > 1

    def _comparable(self, figure: AttendanceFigure) -> tuple[str, int]:
        if figure.count is not None:
            return "count", figure.count
        if self.total is None:
            return "share", figure.per_mille or 0
        return "count", round(self.total * (figure.per_mille or 0) / 1000)


def value_of(figure: AttendanceFigure) -> str:
    """ "12", or "40 %"."""
    return str(figure.count) if figure.count is not None else percent((figure.per_mille or 0) / 1000)


def by_measure(figures: Iterable[AttendanceFigure]) -> list[MeasureFigures]:
    """In the order of the measures."""
    grouped: dict[Measure, list[AttendanceFigure]] = {}
    for figure in figures:
        grouped.setdefault(figure.measure, []).append(figure)
    totals = {figure.count for figure in grouped.get(Measure.PARTICIPANTS, ()) if figure.count is not None}
    total = totals.pop() if len(totals) == 1 else None
    return [MeasureFigures(kind, tuple(grouped[kind]), total) for kind in Measure if kind in grouped]
