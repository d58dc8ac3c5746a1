"""Exports of a list: the same columns as a spreadsheet or as CSV, written row by row to a file, then sent.

Rows come from `paging.in_batches`: memory stays the same however long the list, and the file is whole before
its first byte leaves.
"""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any, NamedTuple

from flask import Response

from noress.core.workbooks import XLSX, Sheet, open_book

_PIECE = 1 << 16
_IN_MEMORY = 1 << 20
#: programs read a cell that begins so as a formula
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


class Column(NamedTuple):
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
