"""XLSForms as other tools write them, and what their reading refuses."""

import io
from typing import Any

import pytest

from noress.domain.questionnaires import xlsform

FR, AR = "label::Français (fr)", "label::العربية (ar)"


def book(**sheets: list[list[Any]]) -> io.BytesIO:
    """A workbook with these sheets; `None` leaves a cell empty."""
    import xlsxwriter

    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(row, column, cell)
    workbook.close()
    file.seek(0)
    return file


def read(stream: io.BytesIO, **options: Any) -> Any:
    return xlsform.read_xlsform("formulaire.xlsx", stream, **options)


def plain(message: Any) -> str:
    return str(message).replace("\u202f", " ").replace("\xa0", " ")


def problems(survey: list[list[Any]], **sheets: list[list[Any]]) -> list[tuple[int, str, str]]:
    """(row, sheet, message) of everything that the reading refuses."""
    with pytest.raises(xlsform.XlsformRefused) as refused:
        read(book(survey=survey, **sheets))
    return [(found.row, found.sheet, plain(found.message)) for found in refused.value.problems]
