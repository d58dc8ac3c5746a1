"""Exports: what programs must not read as a formula, what they must read as a number or a date."""

import csv
import io
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from noress.core.i18n import Translated, in_language
from noress.web import exports
from noress.web.exports import Column

COLUMNS = [
    Column("Texte", lambda row: row[0]),
    Column("Nombre", lambda row: row[1]),
    Column("Jour", lambda row: row[2]),
]
FORMULAS = ["=1+1", "+212 6", "-5", "@SUM(A1)", "\t=1", "\r=1"]


def read_csv(rows):
    data = exports.as_csv(COLUMNS, rows, "liste").get_data()
    return data, list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def read_xlsx(rows, **options):
    data = exports.as_xlsx(COLUMNS, rows, "liste", **{"title": "Liste", **options}).get_data()
    return data, CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_csv_keeps_numbers_dates_and_empty_cells():
    data, rows = read_csv(
        [('été; "x"\nsuite', 12, date(2026, 9, 1)), (None, None, None), (Translated(ar="نص"), 0, None)]
    )
    assert data.startswith(b"\xef\xbb\xbfTexte;Nombre;Jour\r\n")
    assert rows[1:] == [['été; "x"\nsuite', "12", "2026-09-01"], ["", "", ""], ["نص", "0", ""]]


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_in_csv_begins_like_a_formula(text):
    assert read_csv([(text, -5, None)])[1][1] == [f"'{text}", "-5", ""]


@pytest.mark.parametrize("text", [*FORMULAS, "http://exemple.ma", "12", "<b>&", "نص"])
def test_what_people_wrote_is_text_in_a_spreadsheet(text):
    data, rows = read_xlsx([(text, 12, date(2026, 9, 1))])
    assert rows[1] == [text, 12, date(2026, 9, 1)]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_a_cell_holds_what_spreadsheets_accept():
    _data, rows = read_xlsx([("a" * 50_000, 1, None), ("\x00\x07b", None, None)])
    assert len(rows[1][0]) == 32_767
    assert "b" in rows[2][0]


def test_an_empty_list_is_its_head():
    assert read_csv([])[1] == [["Texte", "Nombre", "Jour"]]
    assert read_xlsx([])[1] == [["Texte", "Nombre", "Jour"]]


@pytest.mark.parametrize(("title", "name"), [
    ("Décisions", "Décisions"), ("a/b:c[d]", "a b c d"), ("x" * 50, "x" * 31), ("'", "1"), ("", "1"),
])  # fmt: skip
def test_the_sheet_has_a_name_that_spreadsheets_accept(title, name):
    data, _rows = read_xlsx([], title=title)
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == [name]


def test_a_long_list_leaves_in_pieces_of_a_whole_file():
    rows = ((f"ligne {n} " + "x" * 200, n, None) for n in range(20_000))
    response = exports.as_csv(COLUMNS, rows, "liste")
    pieces = list(response.response)
    assert len(pieces) > 10
    assert sum(len(piece) for piece in pieces) == response.content_length > 4_000_000
    response.close()


def test_a_spreadsheet_in_arabic_reads_from_the_right():
    with in_language("ar"):
        data, _rows = read_xlsx([])
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert 'rightToLeft="1"' in parts.read("xl/worksheets/sheet1.xml").decode()
