"""Sheets read as rows; what is dangerous or unreadable is refused in words."""

import io
from datetime import date, datetime

import pytest

from noress.core import tables
from noress.core.errors import RuleError
from tests.factories.sheets import SHEET, part_of, sheet_xml, with_part, xlsx

NAMES = {
    "what": ("quoi", "action"), "what_ar": ("quoi (arabe)",), "due": ("quand", "échéance"),
    "owner": ("responsable", "المسؤول"), "progress": ("%",),
}  # fmt: skip


def read(content, name="plan.xlsx", **kwargs):
    return tables.read_rows(name, io.BytesIO(content), **kwargs)


def refused(content, name="plan.xlsx", **kwargs):
    with pytest.raises(RuleError) as error:
        read(content, name, **kwargs)
    assert error.value.field == "file"
    return (
        error.value.code,
        error.value.status,
        str(error.value.message).replace("\u202f", " ").replace("\xa0", " "),
    )


# XLSX


def test_cells_are_texts_and_empty_rows_are_dropped():
    rows = [["Quoi", "Quand", "Nombre", "Vrai"], [None], ["a\nb", datetime(2027, 3, 15), 12.0, True], ["ب", datetime(2027, 3, 15, 10, 30), 0.4, None]]  # fmt: skip
    assert read(xlsx(rows)) == [
        ["Quoi", "Quand", "Nombre", "Vrai"],
        ["a\nb", "2027-03-15", "12", "oui"],
        ["ب", "2027-03-15 10:30", "0.4", ""],
    ]


def test_a_day_without_hour_is_a_day():
    assert read(xlsx([["Quand"], [date(2013, 2, 3)]]))[1] == ["2013-02-03"]


def test_the_first_sheet_that_holds_something_is_read():
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    book.add_worksheet("Vide")
    book.add_worksheet("Plan").write_row(0, 0, ["Quoi", "Où"])
    book.add_worksheet("Calculs").write_formula(0, 0, "=1+1")
    book.close()
    assert read(file.getvalue()) == [["Quoi", "Où"]]


def test_a_text_that_begins_with_equals_is_a_text():
    content = xlsx([["Quoi"], ["=1+1"]], strings_to_formulas=False)
    assert read(content) == [["Quoi"], ["=1+1"]]


def test_formulas_are_refused_and_named():
    content = xlsx([["Quoi", "Total"], ["a", "=1+1"], ["b", '=HYPERLINK("http://x")']])
    assert refused(content) == (
        "formulas", 422,
        "Cette feuille contient des formules (B2, B3). Copiez ces cellules, collez-les en « valeurs seulement », puis "
        "envoyez de nouveau.",
    )  # fmt: skip


def test_many_formulas_are_named_in_part():
    content = xlsx([["Quoi"], *([f"={n}+1"] for n in range(9))])
    assert "(A2, A3, A4, A5, A6…)" in refused(content)[2]


def test_a_cell_at_the_end_of_the_world_is_refused_before_room_is_made():
    far = with_part(xlsx([["a"]]), SHEET, sheet_xml('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'))
    assert refused(far, max_rows=500) == (
        "too_many_rows", 422, "Cette feuille a plus de 500 lignes. Envoyez-la en plusieurs parties.",
    )  # fmt: skip
    wide = with_part(xlsx([["a"]]), SHEET, sheet_xml('<row r="1"><c r="XFD1"><v>1</v></c></row>'))
    assert refused(wide)[:2] == ("too_many_columns", 422)


def test_cells_without_place_count_too():
    """The place of a cell may be left out: they follow each other then."""
    cells = "<row>" + "<c><v>1</v></c>" * 400 + "</row>"
    assert refused(with_part(xlsx([["a"]]), SHEET, sheet_xml(cells)))[0] == "too_many_columns"


def test_an_empty_cell_with_a_border_far_away_does_no_harm():
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>Quoi</t></is></c></row><row r="900000"><c r="C900000" s="0"/></row>'
    assert read(with_part(xlsx([["a"]]), SHEET, sheet_xml(cells))) == [["Quoi"]]


def test_more_rows_than_the_limit():
    assert refused(xlsx([[str(n)] for n in range(12)]), max_rows=11)[0] == "too_many_rows"
    assert len(read(xlsx([[str(n)] for n in range(11)]), max_rows=11)) == 11


def test_a_zip_bomb_is_refused():
    bomb = with_part(xlsx([["a"]]), SHEET, sheet_xml("<row>" + " " * 40_000_000 + "</row>"))
    assert refused(bomb) == (
        "encrypted_or_bomb", 422, "Ce fichier est protégé ou abîmé : il ne peut pas être vérifié.",
    )  # fmt: skip


def test_entities_without_end_are_refused():
    laughs = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
        + sheet_xml("").split(b"?>", 1)[1]
    )
    assert refused(with_part(xlsx([["a"]]), SHEET, laughs))[0] == "content_mismatch"


@pytest.mark.parametrize(
    "part", [(SHEET, b"<worksheet><sheetData>"), ("xl/workbook.xml", b"<workbook"), ("xl/_rels/workbook.xml.rels", b"<Relationships/>")]
)  # fmt: skip
def test_a_broken_sheet_is_refused_in_words(part):
    code, status, message = refused(with_part(xlsx([["a"]]), *part))
    assert (code, status) == ("content_mismatch", 422)
    assert (
        message
        == "Ce fichier n'est pas une feuille lisible. Enregistrez-le de nouveau en .xlsx, puis réessayez."
    )


def test_a_file_over_the_limit_says_which(monkeypatch):
    monkeypatch.setattr(tables, "MAX_BYTES", 1_000)
    code, status, message = refused(xlsx([["a"]]))
    assert (code, status) == ("too_large", 413)
    assert "la limite de 1 Ko" in message


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("plan.xlsx", b"", "empty"), ("plan.xls", b"x", "type_not_allowed"), ("plan.pdf", b"%PDF-1.7", "type_not_allowed"),
        ("plan.xlsx", b"pas une feuille", "content_mismatch"), (".xlsx", b"x", "bad_name"), ("plan.csv", b"\0\1\2", "content_mismatch"),
        ("plan.csv", b"\n;;\n", "empty"),
    ],
)  # fmt: skip
def test_what_is_no_sheet_is_refused(name, content, code):
    assert refused(content, name)[:2] == (code, 422)


def test_the_part_really_read_is_the_one_looked_through():
    """Relationships may name the part otherwise, from the root."""
    content = xlsx([["a"], ["=1+1"]])
    rels = part_of(content, "xl/_rels/workbook.xml.rels").replace(b"worksheets/", b"/xl/worksheets/")
    assert refused(with_part(content, "xl/_rels/workbook.xml.rels", rels))[0] == "formulas"


# CSV


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_of_every_program(delimiter, encoding):
    text = (
        delimiter.join(["Quoi", "Où"])
        + "\r\n"
        + delimiter.join(['"Éveiller\nles élèves"', "Tétouan"])
        + "\r\n"
    )
    assert read(text.encode(encoding), "plan.csv") == [["Quoi", "Où"], ["Éveiller\nles élèves", "Tétouan"]]


def test_csv_of_an_arabic_windows():
    text = "ماذا;أين\r\nتنظيم ورشة à Tétouan;طنجة\r\n"
    assert read(text.encode("cp1256"), "plan.csv") == [["ماذا", "أين"], ["تنظيم ورشة à Tétouan", "طنجة"]]


def test_a_csv_without_end_is_refused():
    assert refused(b"a;b\n" * 200, "plan.csv", max_rows=20)[0] == "too_many_rows"
    assert refused(b";".join([b"x"] * 70), "plan.csv")[0] == "too_many_columns"


# What columns mean


def test_headings_are_found_under_a_title():
    rows = [["Plan 2027", ""], ["Version du 3", ""], ["Quoi ?", "Responsable :"], ["a", "b"]]
    assert tables.find_headings(rows, NAMES) == 2
    assert tables.find_headings([["a"], ["b"]], NAMES) == 0
    assert tables.find_headings([], NAMES) == 0


def test_columns_are_guessed_exact_names_first():
    headings = [
        "Action prévue",
        "QUOI (arabe)",
        "Quoi",
        "Échéance *",
        "المسؤول",
        "",
        "Remarques",
        "Responsable",
    ]
    assert tables.guess_columns(headings, NAMES) == {2: "what", 1: "what_ar", 3: "due", 4: "owner"}


def test_a_column_may_begin_with_its_name():
    assert tables.guess_columns(["Action prévue", "Actionnaires"], NAMES) == {0: "what"}
