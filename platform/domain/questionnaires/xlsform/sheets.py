"""The rows of an XLSForm by what their columns are called, in whichever language and spelling."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.tables import MAX_CELL, in_its_language
from noress.domain.questionnaires.xlsform.words import SURVEY, Problem, language_of

#: columns that come once per language
TEXTS = {"label", "hint", "constraint_message"}
_ALIASES = {"caption": "label", "relevance": "relevant", "list": "list_name", "value": "name"}
#: identifiers that other tools keep for themselves
_THEIRS = re.compile(r"\$\w+|kuid")
YES, NO = {"yes", "true", "true()", "oui", "1", "نعم"}, {"", "no", "false", "false()", "non", "0", "لا"}


@dataclass
class Row:
    """One row: its number in the sheet, its cells by column, its texts by column and language."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    texts: dict[str, Translated] = field(default_factory=dict)
    #: {column: heading as it stands}
    headings: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self.cells.get(name, "")

    def text(self, name: str) -> Translated:
        return self.texts.get(name, Translated())


class Problems(list[Problem]):
    def note(self, row: int, sheet: str, message: Any) -> None:
        self.append(Problem(row, sheet, message))

    def check_columns(self, row: Row, sheet: str, allowed: Iterable[str]) -> None:
        """Refuse what stands in columns that mean nothing here."""
        for name in [*row.cells, *row.texts]:
            if name not in allowed:
                message = _("La colonne « %(name)s » n'est pas prise en charge ici.", name=row.headings[name])
                self.note(row.number, sheet, message)

    def read_flag(self, row: Row, sheet: str, name: str) -> bool:
        value = row.get(name).lower()
        if value not in YES | NO:
            message = _("Dans la colonne « %(name)s », écrivez « yes » ou rien.", name=name)
            self.note(row.number, sheet, message)
        return value in YES


def read_rows(
    numbered: list[tuple[int, list[str]]], sheet: str, default: str | None, problems: Problems
) -> list[Row]:
    """The rows under the headings; `default` is the language of columns that name none."""
    if not numbered:
        return []
    number, headings = numbered[0]
    columns = [_column(heading, default) for heading in headings]
    for place, (name, language) in enumerate(columns):
        if name and (name, language) in columns[:place]:
            message = _("Deux colonnes portent le même titre : « %(name)s ».", name=headings[place])
            problems.note(number, sheet, message)
    return [_row(number, cells, columns, headings, sheet, problems) for number, cells in numbered[1:]]


def _column(heading: str, default: str | None) -> tuple[str, str]:
    """(name, language): the language is empty where none is named, "?" where it is not one of ours."""
    parts = [part.strip() for part in re.split("::?", heading.strip(), maxsplit=1)]
    name = re.sub(r"[\s]+", "_", parts[0].lower())
    name = _ALIASES.get(name, name)
    if name in TEXTS:
        return name, (language_of(parts[1]) or "?") if len(parts) > 1 else (default or "")
    return "::".join([name, *(part.lower() for part in parts[1:])]), ""


def _row(
    number: int, cells: list[str], columns: list[tuple[str, str]], headings: list[str], sheet: str, problems: Problems
) -> Row:  # fmt: skip
    row = Row(number)
    for (name, language), heading, cell in zip(columns, headings, cells, strict=True):
        if not cell or _THEIRS.fullmatch(name):
            continue
        row.headings.setdefault(name, heading)
        if len(cell) >= MAX_CELL:
            message = _("Le texte de la colonne « %(name)s » est trop long.", name=heading)
            problems.note(number, sheet, message)
        elif language == "?":
            message = _("La langue de la colonne « %(name)s » n'est pas prise en charge.", name=heading)
            problems.note(number, sheet, message)
        elif name not in TEXTS:
            row.cells[name] = cell
        else:
            added = Translated({language: cell}) if language else in_its_language(cell)
            row.texts[name] = Translated({**added, **row.text(name)})
    if sheet == SURVEY and any("${" in text for texts in row.texts.values() for text in texts.values()):
        message = _("Un texte reprend une réponse (« ${…} »), ce qui n'est pas pris en charge.")
        problems.note(number, sheet, message)
    return row
