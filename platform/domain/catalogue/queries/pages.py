"""What the page of an entry and the map read besides the list."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, or_, select
from sqlalchemy.orm import joinedload, raiseload

from noress.domain.catalogue.models import Structure, StructureDetail, StructureLabel
from noress.domain.catalogue.queries import Reader, is_listed_for

#: entries that are compared with the one shown, at most
_CANDIDATES = 200
#: how far a neighbour lives at most: degrees of latitude, some eleven kilometres
_AROUND = 0.1
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


def list_labels_of(structure_id: int, today: date) -> Select[StructureLabel]:
    """Those that are good today, the latest first."""
    return (
        select(StructureLabel)
        .where(
            StructureLabel.structure_id == structure_id, StructureLabel.withdrawn_at.is_(None),
            or_(StructureLabel.until.is_(None), StructureLabel.until >= today),
        )
        .options(joinedload(StructureLabel.term), joinedload(StructureLabel.institution))
        .order_by(StructureLabel.given_on.desc(), StructureLabel.id)
        .limit(20)
    )  # fmt: skip


def list_neighbours(structure: Structure, reader: Reader, read_by: Sequence[str]) -> Select[Any]:
    """(id, latitude, longitude) of the nearest entries around its point, where this reader may see theirs."""
    lat, lon = structure.latitude or 0.0, structure.longitude or 0.0
    width = math.cos(math.radians(lat)) or 1.0
    north, east = Structure.latitude - lat, (Structure.longitude - lon) * width
    near = (
        select(Structure.id, Structure.latitude, Structure.longitude)
        .where(
            is_listed_for(reader), Structure.latitude.between(lat - _AROUND, lat + _AROUND),
            Structure.longitude.between(lon - _AROUND / width, lon + _AROUND / width), Structure.id != structure.id,
        )
        .order_by(north * north + east * east, Structure.id)
        .limit(_NEAREST)
        .subquery()
    )  # fmt: skip
    query = select(near).join(StructureDetail, StructureDetail.structure_id == near.c.id)
    return query.where(_shows_point(read_by))


def list_alike(structure: Structure, sectors: int, reader: Reader) -> Select[int, int, int]:
    """(id, tags, services) of entries of the same province that work in one of its sectors."""
    return (
        select(Structure.id, Structure.tags, Structure.services)
        .where(
            is_listed_for(reader), Structure.province_code == structure.province_code,
            Structure.tags.op("&")(sectors) != literal_column("0"), Structure.id != structure.id,
        )
        .limit(_CANDIDATES)
    )  # fmt: skip


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
    return said.in_(read_by)
