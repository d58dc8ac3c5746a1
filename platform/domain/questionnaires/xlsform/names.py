"""Keys of sections and questions from the names of an XLSForm, which allows capitals, points and hyphens."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from noress.core.folding import fold
from noress.core.i18n import lazy as _
from noress.domain.questionnaires.definition import KEY
from noress.domain.questionnaires.xlsform.sheets import Problems, Row
from noress.domain.questionnaires.xlsform.words import SURVEY

_SECTION = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,59}")


class Asked(Protocol):
    """A row of the survey with the word of its type."""

    row: Row
    word: str


class Names:
    def __init__(self, problems: Problems):
        self.problems = problems
        #: {name in the sheet: key}, of the questions that conditions may speak of
        self.keys: dict[str, str] = {}
        self._by_row: dict[int, str] = {}
        #: the other way round, and the keys that have several answers
        self.by_key: dict[str, str] = {}
        self.several: set[str] = set()
        self._sections: set[str] = set()
        self._tried: Counter[str] = Counter()

    def learn(self, asked: Sequence[Asked]) -> None:
        """Give its key to every question that stands in no block."""
        rows = [node.row for node in asked]
        for node, key in zip(asked, self.inner(rows), strict=True):
            self._by_row[node.row.number] = key
            self.keys.setdefault(node.row.get("name"), key)
            self.by_key.setdefault(key, node.row.get("name"))
            if node.word == "select_multiple":
                self.several.add(key)

    def question(self, row: Row) -> str:
        return self._by_row[row.number]

    def inner(self, rows: Iterable[Row]) -> list[str]:
        """A key for each row, all different; names that are keys already keep them."""
        rows = list(rows)
        seen: set[str] = set()
        for row in rows:
            self.check_present(row)
            name = row.get("name")
            if name and name in seen:
                message = _("Le nom « %(name)s » sert déjà à une autre question.", name=name)
                self.problems.note(row.number, SURVEY, message)
            seen.add(name)
        exact = {number: key for number, row in enumerate(rows) if KEY.fullmatch(key := _wanted(row))}
        taken = set(exact.values())
        keys = []
        tried: Counter[str] = Counter()
        for number, row in enumerate(rows):
            key = exact.get(number) or _free(_adapted(row.get("name")), taken, tried)
            taken.add(key)
            keys.append(key)
        return keys

    def section(self, name: str, row: Row | None = None) -> str:
        wanted = (row and row.get("noress::key")) or name
        if row and wanted in self._sections:
            message = _("Le nom « %(name)s » sert déjà à un autre groupe.", name=wanted)
            self.problems.note(row.number, SURVEY, message)
        key = wanted if _SECTION.fullmatch(wanted) else _adapted(wanted)
        key = _free(key, self._sections, self._tried)
        self._sections.add(key)
        return key

    def check_present(self, row: Row) -> None:
        if not row.get("name"):
            message = _("Cette ligne n'a pas de nom (colonne « name »).")
            self.problems.note(row.number, SURVEY, message)


def _wanted(row: Row) -> str:
    return row.get("noress::key") or row.get("name")


def _adapted(name: str) -> str:
    key = re.sub(r"[^a-z0-9_]+", "_", fold(name)).strip("_")
    return (key if re.match("[a-z]", key) else f"q_{key}")[:40]


def _free(key: str, taken: set[str], tried: Counter[str]) -> str:
    """The key, with a number where it is taken; `tried` spares counting from the start each time."""
    free = key
    while free in taken:
        tried[key[:36]] += 1
        free = f"{key[:36]}_{tried[key[:36]] + 1}"
    return free
