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
from typing import IO, Any

from flask import Response

from noress.core.i18n import DIRECTION, language

_PIECE = 1 << 16
_IN_MEMORY = 1 << 20
#: what a cell of a spreadsheet holds at most
_LONGEST = 32_767
#: programs read a cell that begins so as a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
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
    writer.writerow([str(column.label) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(column.value(row)) for column in columns])
    text.flush()
    text.detach()
    return _send(file, f"{name}.csv", "text/csv; charset=utf-8")


def as_xlsx(columns: Sequence[Column], rows: Iterable[Any], name: str, *, title: str) -> Response:
    """One sheet, right to left in Arabic; what people wrote is text, never a formula nor a link."""
    # XlsxWriter costs 3 MB and 30 ms that pages do not need
    from xlsxwriter import Workbook

    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- closed when the answer has left
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd",
    }  # fmt: skip
    with Workbook(file, options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        plain = book.add_format({"valign": "top", "text_wrap": True})
        day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"})
        sheet = book.add_worksheet(_sheet_name(title))
        if DIRECTION[language()] == "rtl":
            sheet.right_to_left()
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, str(column.label), head)
        number = 0
        for number, row in enumerate(rows, 1):
            for place, column in enumerate(columns):
                _write(sheet, number, place, column.value(row), plain, day)
        sheet.autofilter(0, 0, max(number, 1), len(columns) - 1)
    return _send(file, f"{name}.xlsx", XLSX)


def _write(sheet: Any, number: int, place: int, value: Any, plain: Any, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(number, place, value, day)
    elif isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(number, place, value, plain)
    elif value is not None and str(value):
        sheet.write_string(number, place, str(value)[:_LONGEST], plain)


def _csv_cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = str(value).replace("\x00", "")
    return f"'{text}" if text.startswith(_FORMULA) else text


def _sheet_name(title: str) -> str:
    """Spreadsheets refuse some signs, and more than 31 letters."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in title)[:31].strip("' ") or "1"


def _send(file: IO[bytes], name: str, mimetype: str) -> Response:
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
