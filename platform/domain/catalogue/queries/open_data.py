"""What the open API reads of the catalogue: entries that everybody reads, and the services that they offer."""

from typing import Any

from sqlalchemy import BigInteger, Select, cast, func, literal, literal_column, select

from noress.domain.catalogue.models import FOR_ALL, Facet, Structure, Term

#: said so, the engines see that the index of the facets holds all of it
_OPEN = Structure.listed == literal_column(str(FOR_ALL))


def find_standing(*, uuid: str | None = None, structure_id: int | None = None) -> Select[*tuple[Any, ...]]:
    """(id, uuid, listed, merged into, is open, was published, why it is hidden) of one entry, in any state."""
    which = Structure.uuid == uuid if uuid is not None else Structure.id == structure_id
    return select(
        Structure.id, Structure.uuid, Structure.listed, Structure.merged_into_id, Structure.is_open,
        Structure.published_at, Structure.hidden_because,
    ).where(which)  # fmt: skip


def count_open() -> Select[int]:
    return select(func.count()).select_from(Structure).where(_OPEN)


def list_open_ids() -> Select[int]:
    """By name."""
    return select(Structure.id).where(_OPEN).order_by(Structure.name_sort, Structure.id)


def list_services() -> Select[*tuple[Any, ...]]:
    """(code, bit) of every word that a service of an entry may be, in the order of their bits."""
    return (
        select(Term.code, Term.bit)
        .where(Term.facet == Facet.SERVICE, Term.bit.is_not(None))
        .order_by(Term.bit)
    )


def list_ids_with(bit: int) -> Select[int]:
    """The entries that offer this service, the oldest first."""
    mask = cast(literal(1 << bit), BigInteger)
    return select(Structure.id).where(_OPEN, Structure.services.op("&")(mask) != 0).order_by(Structure.id)
