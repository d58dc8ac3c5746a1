"""Forms of several lines: what is stored, two lines more, and every line that was posted; a line left empty is no line.

Names of inputs say which row they are: `lot_12_amount`, `lot_n1_amount`. No script is needed to add one: saving shows
two more.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import request

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.types import get
from noress.web.forms import BaseForm

NEW = 2
MOST = 20
_ASKED = Question("amount", "money", Translated())


class OfItsLine:
    """Wanted as soon as its line, or another answer, says so: no "(facultatif)" beside it, and no browser that insists on it."""

    field_flags: ClassVar = {"of_its_line": True}

    def __call__(self, form: Any, field: Any) -> None:
        """The rules say what a line lacks."""


@dataclass(frozen=True)
class Row:
    """One line of the form: its fields by their short names."""

    name: str
    #: of what is stored; none for a new line
    key: str | None
    fields: dict[str, Any]

    def is_empty(self, *names: str) -> bool:
        return not any(self.fields[name].data for name in names)

    def text(self, name: str) -> Translated:
        return Translated({code: self.fields[f"{name}_{code}"].data for code in ("fr", "ar")})

    def number(self, name: str, otherwise: int | None = None) -> int | None:
        value: int | None = self.fields[name].data
        return otherwise if value is None else value

    def amount(self, name: str) -> int | None:
        return read_amount(self.fields[name].data, f"{self.name}_{name}")


def read_amount(text: str | None, field: str) -> int | None:
    """Centimes, typed in either script: 1 234,50 or ١٢٣٤."""
    if not text:
        return None
    try:
        cents: int = get("money").parse(_ASKED, text)
    except RuleError as refused:
        raise RuleError(refused.code, refused.message, field=field) from refused
    return cents


def typed_amount(cents: int | None) -> str:
    """As people type it."""
    return "".join(get("money").typed(_ASKED, cents)[""]) if cents is not None else ""


def names_of(prefix: str, stored: Iterable[Any]) -> list[str]:
    """The rows of a form: those stored, those posted, and two empty ones."""
    found = [f"{prefix}_{key}" for key in stored]
    pattern = re.compile(rf"({prefix}_(?:n?\d{{1,9}}|r\d{{1,9}}))_")
    posted = [match[1] for name in request.form if (match := pattern.match(name))]
    found += [name for name in dict.fromkeys(posted) if name not in found]
    if request.method != "POST":
        found += [f"{prefix}_n{number}" for number in range(1, NEW + 1)]
    return found[:MOST]


def with_rows(
    base: type[BaseForm], groups: dict[str, tuple[list[str], Callable[[], dict[str, Any]]]]
) -> type[BaseForm]:
    """The form with the fields of every row of every group."""
    fields = {
        f"{row}_{name}": field
        for rows, make in groups.values()
        for row in rows
        for name, field in make().items()
    }
    return type("RowsForm", (base,), fields)


def rows_of(form: BaseForm, names: list[str], make: Callable[[], dict[str, Any]]) -> list[Row]:
    parts = list(make())
    return [Row(name, _key(name), {part: form[f"{name}_{part}"] for part in parts}) for name in names]


def _key(name: str) -> str | None:
    key = name.rpartition("_")[2]
    return None if key.startswith("n") else key


def stored_rows(prefix: str, rows: Iterable[tuple[Any, dict[str, Any]]]) -> dict[str, Any]:
    """{name of the input: what is stored}, for the form and for what differs after a stale save."""
    return {f"{prefix}_{key}_{name}": value for key, values in rows for name, value in values.items()}


def both(name: str, text: Translated | None) -> dict[str, str]:
    said: dict[str, str] = text or Translated()
    return {f"{name}_{code}": said.get(code, "") for code in ("fr", "ar")}
