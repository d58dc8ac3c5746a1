"""Sheets as people make them: XLSX files written by XlsxWriter, or by hand where it would not."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any


def xlsx(rows: Sequence[Sequence[Any]], **options: Any) -> bytes:
    """One sheet of texts, numbers and dates; `None` leaves a cell empty, "=…" is a formula."""
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"default_date_format": "dd/mm/yyyy", **options})
    sheet = book.add_worksheet("Plan")
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell is not None:
                sheet.write(row, column, cell)
    book.close()
    return file.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The same file, one of its parts replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, part if entry == name else old.read(entry))
    return file.getvalue()


def part_of(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def sheet_xml(cells: str) -> bytes:
    """The XML of a sheet with these cells."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    ).encode()


SHEET = "xl/worksheets/sheet1.xml"
