"""What happens to lists that come in, and to files that go out."""

from noress.domain.exchange.rules.answers import ask_answers_file, find_answers_file
from noress.domain.exchange.rules.exports import ask_export, find_export, tell_ready
from noress.domain.exchange.rules.sheets import (
    DONE_ALREADY,
    MAX_LINES,
    choose_deeds,
    forget_import,
    keep_outcome,
    keep_sheet,
    map_columns,
    outcome_of,
    plan_import,
    read_again,
)
from noress.domain.exchange.rules.undoing import ask_undo, list_obstacles, undo_import
from noress.domain.exchange.rules.writing import confirm_import, write_lines

__all__ = [
    "DONE_ALREADY", "MAX_LINES", "ask_answers_file", "ask_export", "ask_undo", "choose_deeds", "confirm_import", "find_answers_file", "find_export",
    "forget_import", "keep_outcome", "keep_sheet", "list_obstacles", "map_columns", "outcome_of", "plan_import", "read_again",
    "tell_ready", "undo_import", "write_lines",
]  # fmt: skip
