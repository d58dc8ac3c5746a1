"""Exports of a list: the same columns as a spreadsheet or as CSV, written row by row to a file, then sent.

Rows come from `paging.in_batches`: memory stays the same however long the list, and the file is whole before
its first byte leaves.
"""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Any

from flask import Response

from noress.core.i18n import DIRECTION, language

_PIECE = 1 << 16
_IN_MEMORY = 1 << 20
#: what a cell of a spreadsheet holds at most
_LONGEST = 32_767
#: programs read a cell that begins so as a formula
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Column:
    """One column: its title, what it says of a row (text, number, date or None), its width in letters."""

    label: Any
    value: Callable[[Any], Any]
    width: int = 20


def as_csv(columns: Sequence[Column], rows: Iterable[Any], name: str) -> Response:
    """For every program: UTF-8 with its mark and semicolons, as French and Arabic Excel expect."""
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 -- closed when the answer has left
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", errors="replace")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_csv_cell(str(column.label)) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(column.value(row)) for column in columns])
    text.flush()
    text.detach()
    return send(file, f"{name}.csv", "text/csv; charset=utf-8")


class CsvLines:
    """The same cells, a line at a time, for answers that leave while they are written."""

    def __init__(self) -> None:
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text, delimiter=";", lineterminator="\r\n")

    def first(self, labels: Sequence[Any]) -> str:
        """The headings, after the mark of UTF-8."""
        return "\ufeff" + self.line([str(label) for label in labels])

    def line(self, cells: Iterable[Any]) -> str:
        self._writer.writerow([_csv_cell(cell) for cell in cells])
        line = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        return line


def as_xlsx(columns: Sequence[Column], rows: Iterable[Any], name: str, *, title: str) -> Response:
    """One sheet, right to left in Arabic; what people wrote is text, never a formula nor a link."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- closed when the answer has left
    with open_book(file) as book:
        sheet = Sheet(book, title, [(column.label, column.width) for column in columns])
        for row in rows:
            sheet.add([column.value(row) for column in columns])
        sheet.finish()
    return send(file, f"{name}.xlsx", XLSX)


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


def _csv_cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")  # as the programs that take semicolons read numbers
    text = str(value).replace("\x00", "")
    return f"'{text}" if text.startswith(_FORMULA) else text


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


def send(file: IO[bytes], name: str, mimetype: str) -> Response:
    """The whole file from its beginning, in pieces when it is large; closed when it has left."""
    size = file.tell()
    file.seek(0)
    if size <= _IN_MEMORY:
        response = Response(file.read(), content_type=mimetype)
        file.close()
    else:
        response = Response(_pieces(file), content_type=mimetype)
        response.content_length = size
        response.call_on_close(file.close)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece
