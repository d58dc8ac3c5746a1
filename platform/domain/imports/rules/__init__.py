"""A sheet becomes institutions, persons and seats: kept as read, understood, checked, written at once, undone."""

from noress.domain.imports.rules.sheets import (
    DONE_ALREADY,
    MAX_LINES,
    abandon_import,
    choose_deeds,
    keep_sheet,
    map_columns,
    plan_import,
)
from noress.domain.imports.rules.undoing import list_obstacles, undo_import
from noress.domain.imports.rules.writing import confirm_import

__all__ = [
    "DONE_ALREADY", "MAX_LINES", "abandon_import", "choose_deeds", "confirm_import", "keep_sheet", "list_obstacles",
    "map_columns", "plan_import", "undo_import",
]  # fmt: skip
