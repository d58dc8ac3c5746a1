"""Entries that fit a search, looked up by the places that they serve: a bounded number at a time, in the order of the
index, so that the database stops once it has enough of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, literal, or_, select
from sqlalchemy.orm import joinedload

from noress.domain.catalogue.areas import code_of
from noress.domain.catalogue.models import FOR_ALL, Structure, StructureArea


@dataclass(frozen=True)
class Wanted:
    """Bits that an entry must have. Nothing asked is 0, or none."""

    #: a sector's bit among tags
    sector: int = 0
    #: which bit among services
    service: int | None = None
    #: of the facets that were asked (stage, public): (bit, bits of the whole facet)
    tags: tuple[tuple[int, int], ...] = ()
    #: who says nothing of a facet may fit too
    with_unsaid: bool = False


def list_serving(
    wanted: Wanted, places: Sequence[str], limit: int, *, but: Sequence[int] = ()
) -> Select[int]:
    """Those who serve one of these places; one that serves several may come several times. The entry is asked inside
    a value, which no engine turns into a join: it would read all entries first whenever it takes the bits for rare."""
    codes = [code_of(place, wanted.service) for place in places]
    within = StructureArea.code == codes[0] if len(codes) == 1 else StructureArea.code.in_(codes)
    fits = select(literal(1)).where(
        Structure.id == StructureArea.structure_id, Structure.listed == FOR_ALL, *_conditions(wanted)
    )
    query = select(StructureArea.structure_id).where(within, fits.scalar_subquery() == 1)
    if but:
        query = query.where(StructureArea.structure_id.not_in(but))
    # with one code, by its number alone: PostgreSQL would sort otherwise
    order = (
        [StructureArea.structure_id] if len(codes) == 1 else [StructureArea.code, StructureArea.structure_id]
    )
    return query.order_by(*order).limit(limit)


def list_settled(
    wanted: Wanted, commune: str, places: Sequence[str], limit: int, *, but: Sequence[int] = ()
) -> Select[int]:
    """Those who are in the commune itself and serve one of these places, by name."""
    serves = StructureArea.code.in_([code_of(place, wanted.service) for place in places])
    query = select(Structure.id).where(
        Structure.listed == FOR_ALL, Structure.commune_code == commune, *_conditions(wanted),
        select(StructureArea.code).where(StructureArea.structure_id == Structure.id, serves).exists(),
    )  # fmt: skip
    if but:
        query = query.where(Structure.id.not_in(but))
    return query.order_by(Structure.name_sort, Structure.id).limit(limit)


def list_any(wanted: Wanted, limit: int, *, but: Sequence[int] = ()) -> Select[int]:
    """From the whole catalogue, by name, wherever they work."""
    query = select(Structure.id).where(Structure.listed == FOR_ALL, *_conditions(wanted))
    if but:
        query = query.where(Structure.id.not_in(but))
    return query.order_by(Structure.name_sort, Structure.id).limit(limit)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.service is not None:
        found.append(Structure.services.bitwise_and(1 << wanted.service) != 0)
    elif wanted.sector:
        found.append(Structure.tags.bitwise_and(wanted.sector) != 0)
    all_said = sum(bit for bit, _facet in wanted.tags)
    if wanted.with_unsaid:
        found += [
            or_(Structure.tags.bitwise_and(bit) != 0, Structure.tags.bitwise_and(facet) == 0)
            for bit, facet in wanted.tags
        ]
    elif all_said:
        found.append(Structure.tags.bitwise_and(all_said) == all_said)
    return found


def load_found(ids: Sequence[int]) -> Select[Structure]:
    """With what the reasons are read from; in no order."""
    return (
        select(Structure)
        .where(Structure.id.in_(ids))
        .options(joinedload(Structure.detail), joinedload(Structure.kind))
    )
