"""Sheets that people send: the form that takes one, and what each of its columns means, shown and corrected."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import request
from wtforms import FileField
from wtforms.fields import SelectChoice

from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.web.forms import BaseForm

_SHOWN = 60


class SheetForm(BaseForm):
    """A sheet to import."""

    file = FileField(lazy("Feuille Excel ou CSV"), render_kw={"accept": ".xlsx,.csv"})

    @property
    def sent(self) -> Any:
        """The file, or None with the reason beside the field."""
        if getattr(self.file.data, "filename", ""):
            return self.file.data
        self.file.errors = [_("Choisissez un fichier.")]
        return None


class SheetColumn(NamedTuple):
    """One column: its place, its heading, what it means ("" for nothing), the first cell that says something."""

    place: int
    heading: str
    chosen: str
    example: str


def columns_of(rows: Sequence[Sequence[str]], mapping: Mapping[int, str]) -> list[SheetColumn]:
    return [
        SheetColumn(place, heading, mapping.get(place, ""), _example(rows, place))
        for place, heading in enumerate(rows[0])
    ]


def column_choices(labels: Mapping[str, Any]) -> list[SelectChoice]:
    return [SelectChoice("", _("ne pas importer")), *(SelectChoice(*pair) for pair in labels.items())]


def posted_mapping(rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """{place: field} as the page of columns sends it."""
    places = range(len(rows[0]) if rows else 0)
    return {place: name for place in places if (name := request.form.get(f"column-{place}", ""))}


def stored_mapping(mapping: Mapping[str, str]) -> dict[int, str]:
    """The same, from JSON, whose keys are texts."""
    return {int(place): name for place, name in mapping.items()}


def posted_version() -> int:
    """The version that the page was written from; -1, which nothing has, when it does not say."""
    raw = request.form.get("version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1


def _example(rows: Sequence[Sequence[str]], place: int) -> str:
    found = next((row[place] for row in rows[1:] if place < len(row) and row[place]), "")
    return found if len(found) <= _SHOWN else found[: _SHOWN - 1] + "…"
