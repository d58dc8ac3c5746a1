"""What happens with attendance."""

from noress.domain.attendance.rules.door import (
    announce_presence,
    check_can_open,
    close_door,
    list_own_choices,
    open_door,
)
from noress.domain.attendance.rules.figures import add_figure, remove_figure
from noress.domain.attendance.rules.recording import (
    LineValues,
    add_guest,
    clear_line,
    edit_line,
    mark_institution,
    record_institution,
)
from noress.domain.attendance.rules.sheets import attach_sheet, remove_sheet

__all__ = [
    "LineValues",
    "add_figure",
    "add_guest",
    "announce_presence",
    "attach_sheet",
    "check_can_open",
    "clear_line",
    "close_door",
    "edit_line",
    "list_own_choices",
    "mark_institution",
    "open_door",
    "record_institution",
    "remove_figure",
    "remove_sheet",
]
