"""Sheets that people send (XLSX, CSV), as rows of texts; what their columns mean, guessed from the headings.

A sheet is looked through before anything unpacks it into memory: a small file may claim a million columns.
Formulas are refused: what they show depends on other cells, and a copy of it may be wrong the next day.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO, Final, NamedTuple
from xml.parsers import expat

from noress.core import formats
from noress.core.errors import RuleError
from noress.core.folding import fold
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.uploads import CHUNK, UploadRefused, check_upload

MAX_BYTES: Final = 5_000_000
MAX_ROWS: Final = 2_000
MAX_COLUMNS: Final = 60
#: a cell of a plan is a paragraph, not a report
MAX_CELL: Final = 10_000
#: how far down the headings may stand: a title and an empty line often come first
HEADINGS_WITHIN: Final = 15
SHOWN: Final = 5

_FIELD: Final = "file"
_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_DELIMITERS: Final = ";\t,"
_ARABIC_WORD: Final = re.compile("[\u0621-\u064a]{3,}")
_ARABIC_LETTER: Final = re.compile("[\u0621-\u064a]")


class Problem(NamedTuple):
    """What is wrong in one row; `column` is its place from 0, None for the row as a whole."""

    row: int
    column: int | None
    message: Any


class Sheet(NamedTuple):
    """Rows from their headings on, and what each column seems to mean; `numbers` are what the program that made
    the sheet calls its rows."""

    rows: list[list[str]]
    numbers: list[int]
    mapping: dict[int, str]


def read_sheet(name: str, stream: BinaryIO, names: Mapping[str, Iterable[str]], *, max_lines: int) -> Sheet:
    """A sheet that has headings, and lines under them. Raises RuleError on `file`, in words."""
    try:
        numbered = _read(name, stream, max_lines + HEADINGS_WITHIN)
    except RuleError as refused:
        if refused.code == "too_many_rows":
            _check_size(max_lines + 1, 0, max_lines)  # said without the lines that titles may take
        raise
    sheet = understand([row for _n, row in numbered], names, [number for number, _r in numbered])
    _check_size(len(sheet.rows) - 1, 0, max_lines)
    return sheet


def understand(
    rows: Sequence[list[str]], names: Mapping[str, Iterable[str]], numbers: Sequence[int] = ()
) -> Sheet:
    """The rows from their headings on. Raises RuleError on `file` when nothing stands under them."""
    start = find_headings(rows, names)
    kept = list(rows[start:])
    if len(kept) < 2:
        message = _("Cette feuille n'a pas de ligne sous ses titres de colonnes.")
        raise RuleError("no_lines", message, field=_FIELD)
    return Sheet(kept, list(numbers or range(1, len(rows) + 1))[start:], guess_columns(kept[0], names))


def check_mapping(mapping: Mapping[int, str], labels: Mapping[str, Any]) -> None:
    """Each column means one of the known things, and no two the same. Raises RuleError on `mapping`."""
    names = list(mapping.values())
    if set(names) - set(labels):
        raise RuleError("unknown_field", _("Choisissez une des réponses proposées."), field="mapping")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        message = _("Deux colonnes sont données pour « %(name)s ». Gardez-en une.", name=labels[twice])
        raise RuleError("twice", message, field="mapping")


def in_its_language(text: str, arabic: str = "") -> Translated:
    """A cell in the language of its letters; a second column may give the Arabic."""
    if _ARABIC_LETTER.search(text) and not arabic:
        return Translated(ar=text)
    return Translated(fr=text, ar=arabic)


def read_rows(name: str, stream: BinaryIO, *, max_rows: int = MAX_ROWS) -> list[list[str]]:
    """Every row that holds something, as texts of equal number. Raises RuleError on `file`, in words."""
    return [row for _number, row in _read(name, stream, max_rows)]


def _read(name: str, stream: BinaryIO, max_rows: int) -> list[tuple[int, list[str]]]:
    """The same rows, each with its number in the sheet."""
    try:
        checked = check_upload(name, stream, max_bytes=MAX_BYTES)
    except UploadRefused as refused:
        raise _refusal(refused.code) from refused
    if checked.extension == "xlsx":
        first, rows = _read_xlsx(stream, max_rows)
    elif checked.extension in {"csv", "txt"}:
        first, rows = 1, _read_csv(stream.read(), max_rows)
    else:
        raise _refusal("type_not_allowed")
    numbered = [(number, row) for number, row in enumerate(rows, first) if any(row)]
    if not numbered:
        raise RuleError("empty", _("Cette feuille est vide. Choisissez-en une autre."), field=_FIELD)
    return _even(numbered, max_rows)


def read_book(
    name: str, stream: BinaryIO, wanted: Collection[str], *, max_rows: int = MAX_ROWS
) -> dict[str, list[tuple[int, list[str]]]]:
    """{sheet: its rows, numbered} of the sheets of these names (small letters) that a workbook has, under the same
    checks. Raises RuleError on `file`, in words."""
    from python_calamine import CalamineError, CalamineWorkbook  # a library in Rust: imports only

    try:
        checked = check_upload(name, stream, max_bytes=MAX_BYTES)
    except UploadRefused as refused:
        raise _refusal(refused.code) from refused
    if checked.extension != "xlsx":
        raise RuleError("type_not_allowed", _("Envoyez une feuille Excel (.xlsx)."), field=_FIELD)
    sheets, found = _look_through(stream, max_rows), {}
    stream.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(stream)
        for title in book.sheet_names:
            if title.strip().lower() in wanted:
                _refuse_formulas(sheets.get(title, []))
                first, rows = _cells(book.get_sheet_by_name(title))
                numbered = [(number, row) for number, row in enumerate(rows, first) if any(row)]
                found[title.strip().lower()] = _even(numbered, max_rows)
    except (CalamineError, ValueError, OSError) as error:
        raise _refusal("content_mismatch") from error
    return found


def _even(numbered: list[tuple[int, list[str]]], max_rows: int) -> list[tuple[int, list[str]]]:
    """Rows of equal length, up to the last column that holds something."""
    width = max(
        (max(place for place, text in enumerate(row, 1) if text) for _number, row in numbered), default=0
    )
    _check_size(len(numbered), width, max_rows)
    return [(number, [*row, *[""] * width][:width]) for number, row in numbered]


def find_headings(rows: Sequence[Sequence[str]], names: Mapping[str, Iterable[str]]) -> int:
    """The place of the row that looks most like headings; 0 when none does."""
    scores = [len(guess_columns(row, names)) for row in rows[:HEADINGS_WITHIN]]
    return scores.index(max(scores)) if scores else 0


def guess_columns(headings: Sequence[str], names: Mapping[str, Iterable[str]]) -> dict[int, str]:
    """{place: field} for headings that are one of a field's names, or begin with one; each field once, exact
    names first."""
    known = [(field, _plain(name)) for field, found in names.items() for name in found]
    guessed: dict[int, str] = {}
    for matches in (str.__eq__, _begins_with):
        for place, heading in enumerate(headings):
            text = _plain(heading)
            if not text or place in guessed:
                continue
            field = next(
                (field for field, name in known if matches(text, name) and field not in guessed.values()),
                None,
            )
            if field is not None:
                guessed[place] = field
    return guessed


def _plain(heading: str) -> str:
    return " ".join(re.sub(r"[*:()?.\[\]]+", " ", fold(heading)).split())


def _begins_with(text: str, name: str) -> bool:
    return text.startswith(f"{name} ")


# --- XLSX ---------------------------------------------------------------------------------------------


def _read_xlsx(stream: BinaryIO, max_rows: int) -> tuple[int, list[list[str]]]:
    """The first sheet that holds something, and the number of its first row."""
    from python_calamine import CalamineError, CalamineWorkbook  # a library in Rust: imports only

    sheets = _look_through(stream, max_rows)
    stream.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(stream)
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            first, rows = _cells(sheet)
            if any(any(row) for row in rows):
                _refuse_formulas(sheets.get(name, []))
                return first, rows
    except (CalamineError, ValueError, OSError) as error:
        raise _refusal("content_mismatch") from error
    return 1, []


def _cells(sheet: Any) -> tuple[int, list[list[str]]]:
    """The number of the first row, and the rows as texts: empty rows above are not among a sheet's cells."""
    rows = [[_text(value) for value in row] for row in sheet.to_python()]
    return sheet.start[0] + 1 if sheet.start else 1, rows


def _refuse_formulas(cells: list[str]) -> None:
    if cells:
        shown = ", ".join(cells[:SHOWN]) + ("…" if len(cells) > SHOWN else "")
        message = _(
            "Cette feuille contient des formules (%(cells)s). Copiez ces cellules, collez-les en « valeurs seulement », "
            "puis envoyez de nouveau.", cells=shown,
        )  # fmt: skip
        raise RuleError("formulas", message, field=_FIELD)


def _look_through(stream: BinaryIO, max_rows: int) -> dict[str, list[str]]:
    """{sheet: its first cells that hold a formula}; how far cells reach is checked on the way
    (ECMA-376 part 1, 18.2 and 18.3; part 2 for the relationships)."""
    parts: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def note_part(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            parts[attributes["Id"]] = attributes["Target"]

    def note_sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            key = next(value for name, value in attributes.items() if name.rpartition(":")[2] == "id")
            sheets[attributes["name"]] = key

    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            _each_tag(archive, "xl/_rels/workbook.xml.rels", note_part)
            _each_tag(archive, "xl/workbook.xml", note_sheet)
            looked = {}
            for name, key in sheets.items():
                look = _Look(max_rows)
                _each_tag(archive, _inside(parts[key]), look.note)
                looked[name] = look.formulas
            return looked
    except (KeyError, StopIteration, ValueError, expat.ExpatError) as error:
        raise _refusal("content_mismatch") from error


def _inside(target: str) -> str:
    """A part's name in the archive: relative to xl/, or from its root."""
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _each_tag(archive: zipfile.ZipFile, name: str, note: Callable[[str, dict[str, str]], None]) -> None:
    """Read a part piece by piece; a document type, which may define entities without end, is refused."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: note(tag.rpartition(":")[2], attributes)
    parser.StartDoctypeDeclHandler = _refuse_doctype
    with archive.open(name) as content:
        while piece := content.read(CHUNK):
            parser.Parse(piece, False)
        parser.Parse(b"", True)


def _refuse_doctype(*_args: object) -> None:
    raise _refusal("content_mismatch")


class _Look:
    """What is noted of one sheet: cells that hold something must stand within bounds, because what reads them
    makes room for every cell up to the last. Empty lines are dropped later: some may stand between."""

    def __init__(self, max_rows: int) -> None:
        self.max_rows = max_rows
        self.cell = ""
        self.row = 0
        self.column = 0
        self.formulas: list[str] = []

    def note(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif tag == "c":
            found = _CELL.fullmatch(attributes.get("r", ""))
            self.column = _column(found[1]) if found else self.column + 1
            self.row = int(found[2]) if found else self.row
            self.cell = found[0] if found else "?"
        elif tag in {"v", "is"}:
            _check_size(self.row // 5, self.column // 5, self.max_rows)
        elif tag == "f" and len(self.formulas) <= SHOWN:
            self.formulas.append(self.cell)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _text(value: Any) -> str:
    """A cell as people read it; dates in the one way that every reader of dates knows."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.10g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date | time):
        return value.isoformat()
    return _clean(str(value)) if value is not None else ""


# --- CSV ----------------------------------------------------------------------------------------------


def _read_csv(content: bytes, max_rows: int) -> list[list[str]]:
    text = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([_clean(cell) for cell in row])
            _check_size(len(rows) // 5, 0, max_rows)
    except csv.Error as error:
        raise _refusal("content_mismatch") from error
    return rows


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what old Excel writes: Windows-1256 where there is Arabic, which keeps
    French letters at the places of Windows-1252 but for its capitals."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        arabic = content.decode("cp1256", errors="replace")
        return arabic if _ARABIC_WORD.search(arabic) else content.decode("cp1252", errors="replace")


def _clean(text: str) -> str:
    """Without signs that no text has; line breaks are one kind."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
    return re.sub("[\x00-\x08\x0b-\x1f\x7f\ufeff]", "", text).strip()[:MAX_CELL]


# --- refusals -----------------------------------------------------------------------------------------


def _check_size(rows: int, columns: int, max_rows: int) -> None:
    if rows > max_rows:
        message = _(
            "Cette feuille a plus de %(limit)s lignes. Envoyez-la en plusieurs parties.",
            limit=formats.number(max_rows),
        )
        raise RuleError("too_many_rows", message, field=_FIELD)
    if columns > MAX_COLUMNS:
        message = _(
            "Cette feuille a plus de %(limit)s colonnes. Gardez celles qui servent.", limit=MAX_COLUMNS
        )
        raise RuleError("too_many_columns", message, field=_FIELD)


def _refusal(code: str) -> RuleError:
    messages = {
        "empty": _("Ce fichier est vide. Choisissez-en un autre."),
        "too_large": _(
            "Cette feuille dépasse la limite de %(limit)s. Retirez ses images, ou envoyez-la en plusieurs parties.",
            limit=formats.filesize(MAX_BYTES),
        ),
        "encrypted_or_bomb": _("Ce fichier est protégé ou abîmé : il ne peut pas être vérifié."),
        "type_not_allowed": _("Envoyez une feuille Excel (.xlsx) ou un fichier CSV."),
        "bad_name": _("Le nom de ce fichier n'est pas utilisable. Renommez-le, par exemple : plan.xlsx."),
    }
    broken = _(
        "Ce fichier n'est pas une feuille lisible. Enregistrez-le de nouveau en .xlsx, puis réessayez."
    )
    status = 413 if code == "too_large" else 422
    return RuleError(code, messages.get(code, broken), field=_FIELD, status=status)
