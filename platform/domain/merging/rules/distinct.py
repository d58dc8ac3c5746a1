"""Pairs that somebody looked at: they are two, and are not proposed again."""

from datetime import datetime
from typing import Any, NamedTuple

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.audit.rules import record
from noress.domain.catalogue.models import Structure, StructureDistinct
from noress.domain.institutions.models import Institution
from noress.domain.merging import queries
from noress.domain.merging.models import InstitutionDistinct, PersonDistinct
from noress.extensions import db

Record = Institution | Person | Structure


class _Kind(NamedTuple):
    """Where the pairs of a kind of record are kept, and how its history tells of them."""

    table: type[queries.Distinct]
    found_distinct: str
    maybe_same: str
    #: under which history names the other record
    other: str


_KINDS: dict[type[Any], _Kind] = {
    Institution: _Kind(
        InstitutionDistinct, "institution.found_distinct", "institution.maybe_same", "other_id"
    ),
    Person: _Kind(PersonDistinct, "person.found_distinct", "person.maybe_same", "other_person_id"),
    Structure: _Kind(
        StructureDistinct, "structure.found_distinct", "structure.maybe_same", "other_structure_id"
    ),
}


def note_distinct(*, first: Record, second: Record, actor: Actor, now: datetime) -> queries.Distinct:
    """Remember that these are two. Said twice, it is said once."""
    if first.id == second.id:
        raise RuleError("same", _("Choisissez deux fiches différentes."), field="second_id")
    kind = _KINDS[type(first)]
    smaller, larger = sorted((first, second), key=lambda row: row.id)
    lock(smaller)  # two people saying it at once follow each other
    known = db.session.scalars(queries.get_distinct(kind.table, smaller.id, larger.id)).one_or_none()
    if known is not None:
        return known
    pair = kind.table(first_id=smaller.id, second_id=larger.id, decided_at=now, decided_by_id=actor.person_id)
    db.session.add(pair)
    db.session.flush()  # its page needs its number
    for one, other in ((smaller, larger), (larger, smaller)):
        record(actor, kind.found_distinct, one, now=now, changes={kind.other: (None, other.id)})
    return pair


def forget_distinct(*, pair: queries.Distinct, actor: Actor, now: datetime) -> None:
    """The pair may be proposed again."""
    kind = _KINDS[type(pair.first)]
    for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
        record(actor, kind.maybe_same, one, now=now, changes={kind.other: (other.id, None)})
    db.session.delete(pair)
