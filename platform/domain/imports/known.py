"""What the platform already knows, read once for a whole sheet, and what of it a row looks like."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from noress.core.contacts import phone_key
from noress.core.folding import fold, fold_address
from noress.core.names import called
from noress.domain.imports import queries
from noress.domain.imports.reading import Line, SaidPerson
from noress.domain.institutions import queries as institution_queries
from noress.domain.institutions.models import Institution, SeatKind
from noress.domain.merging import queries as merging_queries
from noress.domain.merging.likeness import Reason
from noress.extensions import db

#: more candidates would be no help
MOST_LIKES = 3


class Like(NamedTuple):
    """Somebody or something already known, and why it looks like what the row says."""

    id: int
    name: Any
    reasons: tuple[Reason, ...]


@dataclass
class _Index:
    """Keys of rows by what they are called or reached by."""

    rows: dict[tuple[Reason, str], list[int]] = field(default_factory=dict)

    def add(self, key: int, reason: Reason, text: str | None) -> None:
        if text:
            self.rows.setdefault((reason, text), []).append(key)

    def find(self, wanted: Iterable[tuple[Reason, str | None]]) -> dict[int, tuple[Reason, ...]]:
        """{row: reasons}, those with the strongest reasons first."""
        found: dict[int, list[Reason]] = {}
        for reason, text in wanted:
            for key in self.rows.get((reason, text), ()) if text else ():
                if reason not in found.setdefault(key, []):
                    found[key].append(reason)
        order = list(Reason)
        ranked = sorted(
            found.items(), key=lambda pair: (min(order.index(reason) for reason in pair[1]), pair[0])
        )
        return {key: tuple(reasons) for key, reasons in ranked}


@dataclass
class Known:
    """Institutions, persons and seats, as they are now."""

    institutions: dict[int, Institution]
    persons: dict[int, Any]
    #: (institution, person) and (institution, kind) of the open seats
    seated: set[tuple[int, int]]
    filled: dict[tuple[int, SeatKind], int]
    #: institutions whose seats the coordination opens itself
    leading: set[int]
    _by_institution: _Index = field(default_factory=_Index)
    _by_person: _Index = field(default_factory=_Index)

    @classmethod
    def load(cls, today: date) -> "Known":
        """Four statements, whatever the sheet."""
        seats: list[Any] = list(db.session.execute(queries.list_known_seats()))
        known = cls(
            institutions={row.id: row for row in db.session.scalars(merging_queries.list_living())},
            persons={row[0]: row for row in db.session.execute(queries.list_known_persons())},
            seated={(institution, person) for institution, person, _kind in seats},
            filled={(institution, kind): person for institution, person, kind in seats},
            leading={
                mandate.institution_id
                for mandate in db.session.scalars(institution_queries.list_leading_mandates(today))
                if mandate.institution_id is not None and mandate.person_id is None
            },
        )
        known._index()
        return known

    def _index(self) -> None:
        for row in self.institutions.values():
            for folded in {fold(text) for text in row.name.values()}:
                self._by_institution.add(row.id, Reason.SAME_NAME, folded)
            for reason, text in _contacts(row.email, row.phone, row.acronym):
                self._by_institution.add(row.id, reason, text)
        for key, name, name_ar, email, phone in self.persons.values():
            for folded in {fold(name), fold(name_ar or "")}:
                self._by_person.add(key, Reason.SAME_NAME, folded)
            for reason, text in _contacts(email, phone):
                self._by_person.add(key, reason, text)

    def institutions_like(self, line: Line) -> list[Like]:
        """Same folded name, acronym, address or telephone."""
        said = line.values
        wanted = [(Reason.SAME_NAME, name) for name in line.folded_names]
        found = self._by_institution.find(
            [*wanted, *_contacts(said["email"], said["phone"], said["acronym"])]
        )
        return [Like(key, self.institutions[key].name, why) for key, why in list(found.items())[:MOST_LIKES]]

    def persons_like(self, said: SaidPerson) -> list[Like]:
        """Same folded name, address or telephone."""
        wanted = [(Reason.SAME_NAME, fold(name)) for name in (said.name, said.name_ar) if name]
        found = self._by_person.find([*wanted, *_contacts(said.email, said.phone)])
        return [Like(key, self.person_name(key), why) for key, why in list(found.items())[:MOST_LIKES]]

    def person_name(self, key: int) -> str:
        """As the reader's language calls them."""
        return called(self.persons[key][1], self.persons[key][2]) if key in self.persons else ""


def _contacts(
    email: str | None, phone: str | None, acronym: str | None = None
) -> list[tuple[Reason, str | None]]:
    return [
        (Reason.SAME_EMAIL, fold_address(email) if email else None), (Reason.SAME_PHONE, phone_key(phone)),
        (Reason.SAME_ACRONYM, fold(acronym) if acronym else None),
    ]  # fmt: skip
