"""Whom news go to: one mailbox for each address and language, with those it stands for."""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from noress.core.folding import fold_address
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language
from noress.core.names import called_in
from noress.domain.accounts.models import Person
from noress.domain.institutions.models import Seat

#: a person in their own name, or through the seat that it concerns
Reached = Person | Seat


class Mailbox(NamedTuple):
    """One address, in one language; `places` says in whose name it is written to."""

    address: str
    language: str
    name: str
    places: tuple[str, ...]
    persons: tuple[Person, ...]

    @property
    def person_id(self) -> int | None:
        return self.persons[0].id if len(self.persons) == 1 else None

    @property
    def digest(self) -> str:
        """The address within keys: short, and not readable in a Message-ID."""
        return hashlib.sha256(f"{fold_address(self.address)} {self.language}".encode()).hexdigest()[:16]


def person_of(reached: Reached) -> Person:
    return reached if isinstance(reached, Person) else reached.person


def group_by_mailbox(reached: Iterable[Reached]) -> list[Mailbox]:
    """In the order received; whoever has no address is left out."""
    groups: dict[tuple[str, str], list[Reached]] = {}
    for one in reached:
        person = person_of(one)
        if person.email:
            groups.setdefault((fold_address(person.email), person.language), []).append(one)
    return [_mailbox(language, found) for (_address, language), found in groups.items()]


def _mailbox(language: str, found: list[Reached]) -> Mailbox:
    people = {person_of(one).id: person_of(one) for one in found}
    alone = next(iter(people.values())) if len(people) == 1 else None
    with in_language(language):
        places = [label_of(one) for one in found if isinstance(one, Seat)]
    return Mailbox(
        address=person_of(found[0]).email or "", language=language, places=tuple(dict.fromkeys(places)),
        name=called_in(language, alone.name, alone.name_ar) if alone else "", persons=tuple(people.values()),
    )  # fmt: skip


def label_of(seat: Seat) -> str:
    return _("%(name)s, %(kind)s", name=seat.institution.name, kind=seat.kind.label)
