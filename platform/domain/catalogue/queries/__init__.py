"""Reading the catalogue: what every part of it shares. Lists, duplicates and the like have files of their own."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from noress.core.i18n import Translated
from noress.domain.catalogue.models import FOR_ALL, FOR_MEMBERS, Structure, StructureKeeper, Term


class Reader(NamedTuple):
    """Who reads, as queries need it."""

    is_secretariat: bool = False
    is_member: bool = False
    institution_id: int | None = None
    person_id: int | None = None


class Named(NamedTuple):
    """A kind, an institution: what a page says of it."""

    id: Any
    name: Translated


class Said(NamedTuple):
    """What an entry says, as StructureDetail names it, without its row."""

    values: dict[str, Any]
    audience: dict[str, str]
    sources: dict[str, list[Any]] = {}


def is_listed_for(reader: Reader) -> ColumnElement[bool]:
    """What lists show this reader. The secretariat's lists say themselves which states they want."""
    if reader.is_member or reader.is_secretariat:
        return Structure.listed.in_((FOR_MEMBERS, FOR_ALL))
    return Structure.listed == FOR_ALL


def list_terms() -> Select[Term]:
    return select(Term).options(joinedload(Term.parent)).order_by(Term.facet, Term.position, Term.id)


def get_structure(structure_id: int) -> Select[Structure]:
    """With what it says."""
    return select(Structure).where(Structure.id == structure_id).options(joinedload(Structure.detail))


def get_keeper(structure_id: int, person_id: int) -> Select[Any]:
    return select(StructureKeeper).where(
        StructureKeeper.structure_id == structure_id, StructureKeeper.person_id == person_id,
        StructureKeeper.ended_at.is_(None),
    )  # fmt: skip
