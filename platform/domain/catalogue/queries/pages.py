"""What the page of an entry and the map read besides the list."""

import math
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Date,
    Float,
    Integer,
    Select,
    String,
    bindparam,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import joinedload, raiseload

from noress.core.database import AS_JSON, AS_LIST, AS_ROW, read_rows
from noress.core.i18n import Translated
from noress.domain.catalogue.models import (
    HiddenBecause,
    Structure,
    StructureDetail,
    StructureLabel,
    StructureState,
    Term,
)
from noress.domain.catalogue.queries import Named, Reader, Said, is_listed_for
from noress.domain.institutions.models import Institution
from noress.extensions import db

#: entries that are compared with the one shown, at most
_CANDIDATES = 200
#: how far a neighbour lives at most: degrees of latitude, some eleven kilometres
_AROUND = 0.1
#: the index of points keeps them by tenths of a degree of latitude: steps to those that so large a square reaches
_TENTHS = range(-1, 3)
#: of them, as many as hidden points may need
_NEAREST = 40


def get_page(structure_id: int) -> Select[Structure]:
    """An entry with all that its page says of it."""
    return (
        select(Structure)
        .where(Structure.id == structure_id)
        .options(
            joinedload(Structure.detail), joinedload(Structure.kind), joinedload(Structure.institution),
            raiseload("*", sql_only=True),
        )
    )  # fmt: skip


class Entry(NamedTuple):
    """An entry as its page shows it, named as Structure is."""

    id: int
    uuid: str
    name: Translated
    kind_code: str | None
    state: StructureState
    listed: int
    is_open: bool
    published_at: datetime | None
    hidden_because: HiddenBecause | None
    merged_into_id: int | None
    institution_id: int | None
    province_code: str | None
    latitude: float | None
    longitude: float | None
    services: int
    confirmed_on: date | None
    ask_on: date | None
    asks: int
    needs_phone: bool
    institution: Named | None
    detail: Said


#: the last two are made of several columns
_SHOWN = Entry._fields[:-2]
_ITSELF = bindparam("id", type_=Integer())
_PAGE = (
    select(
        *(getattr(Structure, name) for name in _SHOWN), Institution.name,
        StructureDetail.values, StructureDetail.audience, StructureDetail.sources,
    )
    .join(StructureDetail, StructureDetail.structure_id == Structure.id)
    .outerjoin(Institution, Institution.id == Structure.institution_id)
    .where(Structure.id == _ITSELF)
)  # fmt: skip


def read_page(structure_id: int) -> Structure | None:
    """The same as plain values, in a third of the time: named as Structure names them, for those who ask one."""
    rows: Sequence[Any] = read_rows(db.session, _PAGE, {"id": structure_id})
    if not rows:
        return None
    *shown, institution, values, audience, sources = rows[0]
    key = shown[_SHOWN.index("institution_id")]
    named = Named(key, institution) if key else None
    entry = Entry._make((*shown, named, Said(values, audience, sources)))
    return cast("Structure", entry)


class Beside(NamedTuple):
    """What stands beside an entry, each as rows in no order."""

    #: those that are good today: day (ISO), id, name of the label, id and name of who gives it
    labels: list[list[Any]]
    #: id, latitude, longitude of the nearest entries, where this reader may see their point
    near: list[list[Any]]
    #: id, tags, services of entries of its province that work in one of its sectors
    alike: list[list[Any]]


def read_beside(
    structure: Structure, reader: Reader, *, has_point: bool, sectors: int, today: date
) -> Beside:
    """All of it in one row; nothing near what shows no point, nothing alike without sectors."""
    lat, lon = structure.latitude or 0.0, structure.longitude or 0.0
    width = math.cos(math.radians(lat)) or 1.0
    values = {
        "id": structure.id, "today": today, "lat": lat, "lon": lon, "width": width,
        **{f"tenth{step}": math.floor(lat * 10) + step if has_point else None for step in _TENTHS},
        "south": lat - _AROUND, "north": lat + _AROUND,
        "west": lon - _AROUND / width, "east": lon + _AROUND / width,
        "province": structure.province_code if sectors else None, "sectors": sectors,
    }  # fmt: skip
    sees_members = reader.is_member or reader.is_secretariat
    statement = _beside(db.engine.dialect.name, sees_members, reader.is_member)
    return Beside(*(rows or [] for rows in read_rows(db.session, statement, values)[0]))


@lru_cache(8)
def _beside(engine: str, sees_members: bool, is_member: bool) -> Select[Any]:
    listed = is_listed_for(Reader(is_member=sees_members))
    as_json, labels = AS_JSON[engine], _labels().subquery().c
    # JSON read out here: what leaves a subquery of SQLite is text again
    label = (
        labels.given_on,
        labels.id,
        as_json(labels.term),
        labels.institution_id,
        as_json(labels.institution),
    )
    parts = (label, *(part.subquery().c for part in (_near(listed, is_member), _alike(listed))))
    rows = (AS_ROW[engine](*part) for part in parts)
    return select(*(select(AS_LIST[engine](row, type_=JSON())).scalar_subquery() for row in rows))


def _labels() -> Any:
    return (
        select(
            StructureLabel.given_on, StructureLabel.id, Term.name.label("term"), StructureLabel.institution_id,
            Institution.name.label("institution"),
        )
        .join(Term, Term.id == StructureLabel.term_id)
        .join(Institution, Institution.id == StructureLabel.institution_id)
        .where(
            StructureLabel.structure_id == _ITSELF, StructureLabel.withdrawn_at.is_(None),
            or_(StructureLabel.until.is_(None), StructureLabel.until >= bindparam("today", type_=Date())),
        )
        .order_by(StructureLabel.given_on.desc(), StructureLabel.id)
        .limit(20)
    )  # fmt: skip


def _near(listed: ColumnElement[bool], is_member: bool) -> Select[Any]:
    tenth = func.round(Structure.latitude * literal_column("10"), type_=Float())
    north = Structure.latitude - _number("lat")
    east = (Structure.longitude - _number("lon")) * _number("width")
    near = (
        select(Structure.id, Structure.latitude, Structure.longitude)
        .where(
            listed, tenth.in_([_number(f"tenth{step}") for step in _TENTHS]),
            Structure.latitude.between(_number("south"), _number("north")),
            Structure.longitude.between(_number("west"), _number("east")), Structure.id != _ITSELF,
        )
        .order_by(north * north + east * east, Structure.id)
        .limit(_NEAREST)
        .subquery()
    )  # fmt: skip
    query = select(near).join(StructureDetail, StructureDetail.structure_id == near.c.id)
    return query.where(_shows_point(readers_of_points(is_member=is_member)))


def _number(name: str) -> Any:
    return bindparam(name, type_=Float())


def _alike(listed: ColumnElement[bool]) -> Any:
    return (
        select(Structure.id, Structure.tags, Structure.services)
        .where(
            listed, Structure.province_code == bindparam("province", type_=String()), Structure.id != _ITSELF,
            Structure.tags.op("&")(bindparam("sectors", type_=BigInteger())) != literal_column("0"),
        )
        # in the order of an index, which PostgreSQL reads until there are enough; else it would read all entries
        .order_by(Structure.name_sort)
        .limit(_CANDIDATES)
    )  # fmt: skip


def readers_of_points(*, is_member: bool) -> list[str]:
    """The audiences of a point that this reader is one of."""
    return ["public", "members"] if is_member else ["public"]


def list_points(ids: Any, most: int, read_by: Sequence[str]) -> Select[Any]:
    """(id, name, latitude, longitude) of these entries, where this reader may see their point."""
    wanted: Any = ids.with_only_columns(
        Structure.id, Structure.name, Structure.latitude, Structure.longitude, maintain_column_froms=True
    )
    wanted = wanted.order_by(None).where(Structure.latitude.is_not(None))
    points: Select[Any] = (
        wanted.join(StructureDetail, StructureDetail.structure_id == Structure.id)
        .where(_shows_point(read_by))
        .limit(most)
    )
    return points


def _shows_point(read_by: Sequence[str]) -> ColumnElement[bool]:
    """As `audience.audience_of` says it of the field "point"."""
    said = func.coalesce(StructureDetail.audience.op("->>")("point"), "public")
    return or_(*(said == name for name in read_by))  # a list would be written out anew at each run
