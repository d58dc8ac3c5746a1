"""The register as visitors and members read it: narrowed, searched, counted, page by page.

Statements are built once per shape (who reads, which filters are set) and run with values: building them costs
more than running them.
"""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    ColumnElement,
    Integer,
    and_,
    bindparam,
    false,
    func,
    null,
    or_,
    select,
    true,
    union_all,
)

from noress.core import search
from noress.core.database import AS_JSON, AS_LIST, AS_ROW, read_rows
from noress.core.i18n import Translated
from noress.core.stamps import stamp_column
from noress.domain.decisions.models import Decision, DecisionMode, DecisionState
from noress.domain.institutions.models import Body, BodyKind, Institution, Membership
from noress.domain.meetings.models import Meeting, MeetingType, meeting_body
from noress.extensions import db

#: body or None for all of them, year, state, mode, how many
Choice = tuple[int | None, int, str, str, int]
#: by year, by body, by state, by mode: which, how many
Counts = list[list[tuple[Any, int]] | None]

#: "D-2026-04/02", "2026-04", "d 2015-001": a number is looked for as such, not as words
_NUMBER = re.compile(r"(?:d[\s-]*)?([0-9]{4}-[0-9]{2,6}(?:/[0-9]{1,4})?)", re.IGNORECASE)


class Reader(NamedTuple):
    """Who reads, as queries need it."""

    is_secretariat: bool = False
    body_ids: frozenset[int] = frozenset()
    #: the institution that they speak for: as a member it sits in the plenary
    institution_id: int | None = None

    @property
    def is_visitor(self) -> bool:
        """Reads what everybody reads."""
        return not (self.is_secretariat or self.body_ids or self.institution_id)


class Filters(NamedTuple):
    """What the register is narrowed to."""

    words: str = ""
    year: int | None = None
    body_id: int | None = None
    state: DecisionState | None = None
    mode: DecisionMode | None = None

    @property
    def number(self) -> str | None:
        """The number that was typed instead of words."""
        found = _NUMBER.fullmatch(self.words.strip())
        return f"D-{found[1]}" if found else None


# --- who may read ------------------------------------------------------------------------------------


def is_visible(reader: Reader) -> ColumnElement[bool]:
    """The decisions that this reader may know of."""
    if reader.is_secretariat:
        return true()
    if reader.is_visitor:
        return Decision.is_public.is_(True)
    of_their_bodies = meeting_body.c.body_id.in_(sorted(reader.body_ids)) if reader.body_ids else false()
    sits = select(meeting_body.c.meeting_id).where(
        meeting_body.c.meeting_id == Decision.meeting_id, or_(of_their_bodies, _is_their_plenary(reader))
    )
    return or_(Decision.is_public.is_(True), and_(Decision.state != DecisionState.WITHDRAWN, sits.exists()))


def _is_their_plenary(reader: Reader) -> ColumnElement[bool]:
    if reader.institution_id is None:
        return false()
    member = select(Institution.id).where(
        Institution.id == reader.institution_id, Institution.membership == Membership.MEMBER
    )
    plenaries = select(Body.id).where(Body.kind == BodyKind.PLENARY)
    return and_(meeting_body.c.body_id.in_(plenaries), member.exists())


# --- the list ----------------------------------------------------------------------------------------
#
# A page comes as one row of JSON: on a busy server each row read from SQLite may wait for the other threads.


class Line(NamedTuple):
    """A decision as lists show it, with what names its session."""

    number: str
    text: Translated
    state: DecisionState
    mode: DecisionMode
    is_public: bool
    adopted_on: date
    meeting_id: int
    rank: int
    theme: Translated
    type: MeetingType
    starts_wall: datetime


class Found(NamedTuple):
    """A page of the register, found in one go."""

    lines: list[Line]
    #: how many each choice of a filter would find; None when no words are looked for
    counts: Counts | None
    #: the name of every body that may have decided something, dissolved ones too, in their order
    bodies: dict[int, Translated]
    #: core/stamps.py, of the same moment
    stamp: int


def read_page(reader: Reader, filters: Filters, *, limit: int, offset: int) -> Found:
    """One page of lines: the best match first when words are looked for, else the latest session first, in the
    order of its decisions. With words, also what each choice of a filter would find."""
    values = {**_values(filters), "limit": limit, "offset": offset}
    db.session.flush()  # as the ORM does before each of its own statements
    (row,) = read_rows(db.session, _page(reader, _shape(filters)), values)
    lines = [_line(*line[1:]) for line in sorted(row.lines or [], key=_place)]
    bodies = {key: Translated(name) for _position, key, name in sorted(row.bodies or [], key=_body_place)}
    return Found(lines, row.counts, bodies, row.stamp)


def read_choices(reader: Reader, filters: Filters) -> list[Choice]:
    """What the choices are counted from when no words are looked for: all that the reader may know of."""
    values = _values(Filters(filters.words))
    return db.session.scalar(_all_choices(reader, _shape(Filters(filters.words))), values) or []


def has_words(filters: Filters) -> bool:
    return bool(filters.words.strip()) and not filters.number


def list_ids(reader: Reader, filters: Filters) -> tuple[Any, dict[str, Any]]:
    """Every decision found, in the order of the list: for exports. The statement, and what it is run with."""
    return _ids(reader, _shape(filters)), _values(filters)


def _line(*parts: Any) -> Line:
    number, text, state, mode, is_public, adopted_on, meeting_id, rank, theme, kind, starts_wall = parts
    return Line(
        number, Translated(text), DecisionState(state), DecisionMode(mode), bool(is_public),
        date.fromisoformat(adopted_on), meeting_id, rank, Translated(theme), MeetingType(kind),
        datetime.fromisoformat(starts_wall),
    )  # fmt: skip


def _place(line: list[Any]) -> tuple[Any, ...]:
    """The order of the list again: the engines promise none within a JSON list."""
    return line[0] or 0.0, -date.fromisoformat(line[6]).toordinal(), -line[7], line[8]


def _body_place(body: list[Any]) -> tuple[int, int]:
    return body[0], body[1]


# --- built once --------------------------------------------------------------------------------------

Shape = frozenset[str]

_FACETS = ("year", "state", "mode")


def _shape(filters: Filters) -> Shape:
    """What is asked for, and of which engine: searching differs."""
    words = {"number"} if filters.number else ({"words"} if has_words(filters) else set())
    asked = {name for name in (*_FACETS, "body_id") if getattr(filters, name) is not None}
    return frozenset({db.engine.dialect.name} | words | asked)


def _values(filters: Filters) -> dict[str, Any]:
    asked = {name: getattr(filters, name) for name in (*_FACETS, "body_id")}
    values = {name: value for name, value in asked.items() if value is not None}
    if filters.number:
        return {**values, "number": filters.number, "in_session": f"{filters.number}/%"}
    if has_words(filters):
        # not `only_public`: `_found` narrows to what the reader sees, and nearly all of the register is public
        values |= search.asked("decision", filters.words)
    return values


def _found(reader: Reader, shape: Shape) -> Any:
    """What is visible and holds the words or the number, whatever else is asked for."""
    match: Any = null()
    query = select(
        Decision.id, Decision.year, Decision.state, Decision.mode, Decision.meeting_id, Decision.adopted_on,
        Decision.rank,
    ).where(is_visible(reader))  # fmt: skip
    if "number" in shape:
        number = Decision.number == bindparam("number")
        query = query.where(or_(number, Decision.number.like(bindparam("in_session"))))
    elif "words" in shape:
        found = search.matching("decision")
        query, match = query.join(found, found.c.object_id == Decision.id), found.c.rank
    return query.add_columns(match.label("match"))


def _narrowed(query: Any, source: Any, shape: Shape) -> Any:
    for name in _FACETS:
        if name in shape:
            column = getattr(source, name)
            query = query.where(column == bindparam(name, type_=column.type))
    if "body_id" in shape:
        of_body = select(meeting_body.c.meeting_id).where(meeting_body.c.body_id == bindparam("body_id"))
        query = query.where(source.meeting_id.in_(of_body))
    return query


def _asked(query: Any, source: Any, shape: Shape) -> Any:
    """Narrowed to the filters, in the order of the list."""
    best = [source.match] if "words" in shape else []
    return _narrowed(query, source, shape).order_by(
        *best, source.adopted_on.desc(), source.meeting_id.desc(), source.rank
    )


@lru_cache(512)
def _ids(reader: Reader, shape: Shape) -> Any:
    found = _found(reader, shape).subquery("found")
    return _asked(select(found.c.id), found.c, shape)


@lru_cache(512)
def _page(reader: Reader, shape: Shape) -> Any:
    found = _found(reader, shape)
    found = found.cte("found") if "words" in shape else found.subquery("found")
    page = _asked(select(found.c.id, found.c.match), found.c, shape)
    page = (
        page.limit(bindparam("limit", type_=Integer))
        .offset(bindparam("offset", type_=Integer))
        .subquery("page")
    )
    engine = db.engine.dialect.name
    as_json = AS_JSON[engine]
    row = AS_ROW[engine](
        page.c.match, Decision.number, as_json(Decision.text), Decision.state, Decision.mode, Decision.is_public,
        Decision.adopted_on, Decision.meeting_id, Decision.rank, as_json(Meeting.theme), Meeting.type,
        Meeting.starts_wall,
    )  # fmt: skip
    lines = (
        select(AS_LIST[engine](row, type_=JSON()))
        .select_from(page)
        .join(Decision, Decision.id == page.c.id)
        .join(Meeting, Meeting.id == Decision.meeting_id)
    )
    counts = _counts(found, shape) if "words" in shape else null()
    name = AS_ROW[engine](Body.position, Body.id, as_json(Body.name))
    bodies = select(AS_LIST[engine](name, type_=JSON()))
    return select(
        lines.scalar_subquery().label("lines"), counts.label("counts"),
        bodies.scalar_subquery().label("bodies"), stamp_column().label("stamp"),
    )  # fmt: skip


def _counts(found: Any, shape: Shape) -> Any:
    """How many each choice would find, of what was found once: one JSON list of `Counts`."""
    engine = db.engine.dialect.name
    with_bodies = meeting_body.join(found, found.c.meeting_id == meeting_body.c.meeting_id)

    def by(name: str, key: Any, source: Any = found) -> Any:
        counted = select(key, func.count()).select_from(source).group_by(key)
        rows = _narrowed(counted, found.c, shape - {name}).subquery()
        listed = select(AS_LIST[engine](AS_ROW[engine](*rows.c))).scalar_subquery()
        return AS_JSON[engine](listed)

    return AS_ROW[engine](
        by("year", found.c.year), by("body_id", meeting_body.c.body_id, with_bodies), by("state", found.c.state),
        by("mode", found.c.mode), type_=JSON(),
    )  # fmt: skip


@lru_cache(64)
def _all_choices(reader: Reader, shape: Shape) -> Any:
    return _choices(_found(reader, shape).subquery("found"))


def _choices(found: Any) -> Any:
    """How many of each year, state and mode, in all and by body, as one JSON list."""
    facets = [found.c[name] for name in _FACETS]
    counted = select(found.c.meeting_id, *facets, func.count().label("total"))
    held = counted.group_by(found.c.meeting_id, *facets).cte("held")
    facets = [held.c[name] for name in _FACETS]
    everywhere = select(null().label("body_id"), *facets, func.sum(held.c.total)).group_by(*facets)
    by_body = (
        select(meeting_body.c.body_id, *facets, func.sum(held.c.total))
        .join(held, held.c.meeting_id == meeting_body.c.meeting_id)
        .group_by(meeting_body.c.body_id, *facets)
    )
    rows = union_all(everywhere, by_body).subquery("rows")
    engine = db.engine.dialect.name
    return select(AS_LIST[engine](AS_ROW[engine](*rows.c), type_=JSON()))
