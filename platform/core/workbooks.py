"""Books of sheets, each written row by row: what is written has left memory."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any

from noress.core.i18n import DIRECTION, language

#: what a cell of a spreadsheet holds at most
_LONGEST = 32_767
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def open_book(file: IO[bytes]) -> Any:
    """A book of several sheets, each written row by row: what is written has left memory."""
    # XlsxWriter costs 3 MB and 30 ms that pages do not need
    from xlsxwriter import Workbook

    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd",
    }  # fmt: skip
    book = Workbook(file, options)
    book.head_ = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
    book.plain_ = book.add_format({"valign": "top", "text_wrap": True})
    book.day_ = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"})
    return book


class Sheet:
    """One sheet of a book, in the reader's language and direction; cells are texts, numbers, dates, or None."""

    def __init__(self, book: Any, title: str, heads: Sequence[tuple[Any, int]]):
        self.book, self.row, self.columns = book, 0, len(heads)
        taken = {sheet.get_name().lower() for sheet in book.worksheets()}
        self.sheet = book.add_worksheet(_free_name(_sheet_name(title), taken))
        if DIRECTION[language()] == "rtl":
            self.sheet.right_to_left()
        self.sheet.freeze_panes(1, 0)
        for place, (label, width) in enumerate(heads):
            self.sheet.set_column(place, place, width)
            self.sheet.write_string(0, place, str(label), book.head_)

    def add(self, cells: Sequence[Any]) -> None:
        self.row += 1
        for place, value in enumerate(cells):
            if value is None or value == "":
                continue
            if isinstance(value, date):
                self.sheet.write_datetime(self.row, place, value, self.book.day_)
            elif isinstance(value, int | Decimal) and not isinstance(value, bool):
                self.sheet.write_number(self.row, place, value, self.book.plain_)
            elif text := str(value)[:_LONGEST]:
                self.sheet.write_string(self.row, place, text, self.book.plain_)

    def finish(self) -> None:
        self.sheet.autofilter(0, 0, max(self.row, 1), self.columns - 1)


def _sheet_name(title: str) -> str:
    """Spreadsheets refuse some signs, and more than 31 letters."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in title)[:31].strip("' ") or "1"


def _free_name(name: str, taken: set[str]) -> str:
    """Two sheets of a book never share a name."""
    found, count = name, 1
    while found.lower() in taken:
        count += 1
        found = f"{name[:27]} {count}"
    return found
