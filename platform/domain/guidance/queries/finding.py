"""Entries that fit a search, looked up by the places that they serve: a bounded number at a time, in the order of the
index, so that the database stops once it has enough of them. Statements are built once for each shape of a search."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    literal,
    or_,
    select,
)

from noress.core.database import AS_JSON, AS_LIST, AS_ROW, read_rows
from noress.core.i18n import Translated
from noress.domain.catalogue.areas import code_of
from noress.domain.catalogue.models import FOR_ALL, Structure, StructureArea, StructureDetail
from noress.domain.catalogue.queries import Said
from noress.extensions import db


class Asks(NamedTuple):
    """What a search asks of an entry: nothing, a sector or a service; how many facets of tags; whether who says
    nothing of one may fit. With `is_one` place it is looked up by number; `but` leaves some out."""

    what: str
    facets: int
    with_unsaid: bool
    is_one: bool = False
    but: bool = False


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

    def asks(self, *, is_one: bool = False, but: Sequence[int] = ()) -> Asks:
        what = "services" if self.service is not None else "tags" if self.sector else ""
        return Asks(what, len(self.tags), self.with_unsaid, is_one, bool(but))

    def values(self) -> dict[str, Any]:
        found: dict[str, Any] = {"bit": 1 << self.service if self.service is not None else self.sector}
        for number, (bit, facet) in enumerate(self.tags):
            found |= {f"bit{number}": bit, f"facet{number}": facet}
        return found | {"all_bits": sum(bit for bit, _facet in self.tags)}


def list_serving(wanted: Wanted, places: Sequence[str], limit: int, *, but: Sequence[int] = ()) -> list[int]:
    """Those who serve one of these places; one that serves several may come several times."""
    codes = [code_of(place, wanted.service) for place in places]
    is_one = len(codes) == 1
    values = {"code": codes[0]} if is_one else {"codes": codes}
    return _read(_serving(wanted.asks(is_one=is_one, but=but)), wanted, limit, but, values)


def list_settled(
    wanted: Wanted, commune: str, places: Sequence[str], limit: int, *, but: Sequence[int] = ()
) -> list[int]:
    """Those who are in the commune itself and serve one of these places, by name."""
    values = {"commune": commune, "codes": [code_of(place, wanted.service) for place in places]}
    return _read(_settled(wanted.asks(but=but)), wanted, limit, but, values)


def list_any(wanted: Wanted, limit: int, *, but: Sequence[int] = ()) -> list[int]:
    """From the whole catalogue, by name, wherever they work."""
    return _read(_any(wanted.asks(but=but)), wanted, limit, but, {})


def _read(
    statement: Select[Any], wanted: Wanted, limit: int, but: Sequence[int], values: dict[str, Any]
) -> list[int]:
    db.session.flush()  # as the ORM does before each of its own statements
    values = {**wanted.values(), **values, "most": limit} | ({"but": list(but)} if but else {})
    return [key for (key,) in read_rows(db.session, statement, values)]


# --- built once --------------------------------------------------------------------------------------

_CODES = StructureArea.code.in_(bindparam("codes", type_=String(), expanding=True))


@lru_cache(256)
def _serving(asks: Asks) -> Select[Any]:
    """The entry is asked inside a value, which no engine turns into a join: it would read all entries first whenever
    it takes the bits for rare."""
    within = StructureArea.code == bindparam("code", type_=String()) if asks.is_one else _CODES
    fits = select(literal(1)).where(
        Structure.id == StructureArea.structure_id, Structure.listed == FOR_ALL, *_conditions(asks)
    )
    query = select(StructureArea.structure_id).where(within, fits.scalar_subquery() == 1)
    # with one code, by its number alone: PostgreSQL would sort otherwise
    order = [StructureArea.structure_id] if asks.is_one else [StructureArea.code, StructureArea.structure_id]
    return _cut(query, asks, StructureArea.structure_id).order_by(*order)


@lru_cache(64)
def _settled(asks: Asks) -> Select[Any]:
    query = select(Structure.id).where(
        Structure.listed == FOR_ALL, Structure.commune_code == bindparam("commune", type_=String()), *_conditions(asks),
        select(StructureArea.code).where(StructureArea.structure_id == Structure.id, _CODES).exists(),
    )  # fmt: skip
    return _cut(query, asks, Structure.id).order_by(Structure.name_sort, Structure.id)


@lru_cache(64)
def _any(asks: Asks) -> Select[Any]:
    query = select(Structure.id).where(Structure.listed == FOR_ALL, *_conditions(asks))
    return _cut(query, asks, Structure.id).order_by(Structure.name_sort, Structure.id)


def _cut(query: Select[Any], asks: Asks, key: Any) -> Select[Any]:
    if asks.but:
        query = query.where(key.not_in(bindparam("but", type_=Integer(), expanding=True)))
    return query.limit(bindparam("most", type_=Integer()))


def _has(column: Any, name: str) -> Any:
    return column.bitwise_and(bindparam(name, type_=BigInteger()))


def _conditions(asks: Asks) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asks.what:
        found.append(_has(getattr(Structure, asks.what), "bit") != 0)
    tags = Structure.tags
    if asks.with_unsaid:
        found += [
            or_(_has(tags, f"bit{number}") != 0, _has(tags, f"facet{number}") == 0)
            for number in range(asks.facets)
        ]
    elif asks.facets:
        found.append(_has(tags, "all_bits") == bindparam("all_bits", type_=BigInteger()))
    return found


# --- what is said of them ----------------------------------------------------------------------------


class Fitting(NamedTuple):
    """An entry that fits, with what the reasons are read from; named as Structure is."""

    id: int
    name: Translated
    province_code: str | None
    commune_code: str | None
    kind_code: str | None
    detail: Said


@lru_cache(2)
def _found(engine: str) -> Select[Any]:
    """As one row of JSON, as pages of the catalogue's list are read."""
    as_json = AS_JSON[engine]
    row = AS_ROW[engine](
        Structure.id, as_json(Structure.name), Structure.province_code, Structure.commune_code, Structure.kind_code,
        as_json(StructureDetail.values), as_json(StructureDetail.audience),
    )  # fmt: skip
    return (
        select(AS_LIST[engine](row, type_=JSON()))
        .join_from(Structure, StructureDetail, StructureDetail.structure_id == Structure.id)
        .where(Structure.id.in_(bindparam("ids", type_=Integer(), expanding=True)))
    )


def load_found(ids: Sequence[int]) -> list[Fitting]:
    """In no order."""
    db.session.flush()
    rows = read_rows(db.session, _found(db.engine.dialect.name), {"ids": list(ids)})[0][0]
    return [
        Fitting(key, Translated(name), province, commune, kind, Said(values, audience))
        for key, name, province, commune, kind, values, audience in rows or []
    ]
