"""Figures copied from a document, as they stand there."""

from collections.abc import Mapping, Sequence
from typing import Any

from noress.domain.reports.models import PrintedFigure
from noress.extensions import db


def copy_figures(
    *,
    source: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    grand_total: Mapping[str, int | None] | None,
) -> list[PrintedFigure]:
    """Nothing is added up, nothing is corrected, what is missing stays missing."""
    figures = [
        PrintedFigure(source=source, position=position, **dict(zip(columns, row, strict=True)))
        for position, row in enumerate(rows, 1)
    ]
    if grand_total is not None:
        figures.append(
            PrintedFigure(
                source=source, position=len(figures) + 1, project="", women=grand_total.get("women"),
                men=grand_total.get("men"), printed_total=grand_total.get("total"), is_grand_total=True,
            )
        )  # fmt: skip
    db.session.add_all(figures)
    db.session.flush()
    return figures
