"""Who may be made responsible for an action, by name and back: institutions, bodies, or outside words."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from noress.core.folding import fold
from noress.core.i18n import Translated
from noress.domain.minutes import queries
from noress.extensions import db


class OwnerName(NamedTuple):
    """An institution or a body that may be made responsible for an action."""

    what: str
    id: int
    name: Translated
    acronym: str | None


class Owners:
    """Everybody who may be made responsible for an action, by name and back. One query."""

    def __init__(self) -> None:
        rows = db.session.execute(queries.list_owner_names())
        self.rows = [OwnerName(row.what, row.id, row.name, row.acronym) for row in rows]
        self._names = {(row.what, row.id): row.name for row in self.rows}

    @cached_property
    def _keys(self) -> dict[str, tuple[str, int]]:
        keys: dict[str, tuple[str, int]] = {}
        for row in reversed(self.rows):  # the first of a name wins
            for name in (*row.name.values(), row.acronym or ""):
                if name:
                    keys[fold(name)] = (row.what, row.id)
        return keys

    def names(self) -> list[str]:
        """What the field suggests, in the reader's language."""
        return [str(row.name) for row in self.rows]

    def find(self, typed: str) -> dict[str, Any]:
        """The owner that was typed: an institution or a body by its name or acronym, else outside words."""
        if not typed:
            return {}
        what, key = self._keys.get(fold(typed), ("words", typed))
        return {"words": {"owner_words": key}, "institution": {"owner_institution_id": key}}.get(
            what, {"owner_body_id": key}
        )

    def name(self, details: Mapping[str, Any]) -> str:
        """How the field shows the stored owner."""
        if details.get("owner_institution_id"):
            return str(self._names.get(("institution", details["owner_institution_id"]), ""))
        if details.get("owner_body_id"):
            return str(self._names.get(("body", details["owner_body_id"]), ""))
        return str(details.get("owner_words") or "")
