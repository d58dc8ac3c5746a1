"""The catalogue as its lists read it: narrowed, searched, counted, page by page.

Statements are built once per shape (who reads, what is chosen) and run with values, as the register's are. What is
counted are the columns of `ix_structure_facets`: one aggregate brings those of all that is found as four lists, and
facets.py counts in them what each choice would leave.
"""

from collections.abc import Sequence
from datetime import date
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
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from noress.core import search, territories
from noress.core.database import AS_JSON, AS_LIST, AS_ROW, read_rows
from noress.core.i18n import Translated
from noress.core.stamps import stamp_column
from noress.domain.catalogue.listing import BEST_FIRST, BY_DATE, BY_NAME, Filters
from noress.domain.catalogue.models import FOR_ALL, FOR_MEMBERS, Facet, Structure, StructureState, Term
from noress.domain.catalogue.queries import Reader, is_listed_for
from noress.extensions import db

# --- for exports and what else reads everything that is found -----------------------------------------


def select_ids(reader: Reader, filters: Filters) -> Select[Any]:
    """The id of every entry found, in the order of the list."""
    found = _narrowed(select(Structure.id).where(is_listed_for(reader)), _shape(filters))
    if has_words(filters):
        match = search.matching("structure", filters.words)
        found = found.join(match, match.c.object_id == Structure.id)
        if _sort(filters) == BEST_FIRST:
            found = found.order_by(match.c.rank)
    order = _ORDERS[BY_DATE if _sort(filters) == BY_DATE else BY_NAME]
    return found.order_by(*order(Structure)).params(_values(filters))


def load_structures(ids: Sequence[int]) -> Select[Structure]:
    """These entries with all that they say, their kind and the institution they speak for; in no order."""
    return (
        select(Structure)
        .where(Structure.id.in_(ids))
        .options(
            joinedload(Structure.detail), joinedload(Structure.kind), joinedload(Structure.institution)
        )
    )  # fmt: skip


# --- a page of the list ------------------------------------------------------------------------------
#
# A page comes as one row of JSON: on a busy server each row read from SQLite may wait for the other threads.


class Line(NamedTuple):
    """An entry as lists show it."""

    id: int
    name: Translated
    acronym: str | None
    kind: str | None
    province: str | None
    commune: str | None
    tags: int
    listed: int
    confirmed_on: date | None
    #: what `freshness.freshness_of` asks of an entry
    ask_on: date | None
    asks: int
    needs_phone: bool


class Columns(NamedTuple):
    """What facets are counted in: of all that is found, how many, then each column as one text, commas between."""

    total: int = 0
    provinces: str | None = None
    communes: str | None = None
    kinds: str | None = None
    tags: str | None = None
    services: str | None = None


#: of a list without words: matches are read in its order until the page is full, or all are put in order
IN_ORDER, GATHERED = "in_order", "gathered"
#: beyond, matches are joined with all entries at once; so much of the words' table, in percent, tells how many there are
MANY, SAMPLED = 5_000, 0.25


def has_words(filters: Filters) -> bool:
    return search.has_words(filters.words)


def read_counted(reader: Reader, filters: Filters) -> tuple[Columns, int]:
    """What facets are counted in, without words; and the public stamp of that moment."""
    db.session.flush()  # as the ORM does before each of its own statements
    (row,) = read_rows(db.session, _counted(_lists(reader), _shape(filters)), _values(filters))
    return Columns(*row[:-1]), row[-1]


def read_lines(reader: Reader, filters: Filters, how: str, *, limit: int, offset: int) -> list[Line]:
    """One page, without words."""
    values = {**_values(filters), "limit": limit, "offset": offset, "until": limit + offset}
    statement = _lines(_lists(reader), _shape(filters) | {_sort(filters), how})
    return _read_lines(read_rows(db.session, statement, values)[0][0])


def read_found(
    reader: Reader, filters: Filters, *, limit: int, offset: int
) -> tuple[list[Line], Columns, int]:
    """With words: one page, what facets are counted in, and the public stamp of that moment."""
    db.session.flush()
    values = {**_values(filters), "limit": limit, "offset": offset}
    values |= search.asked("structure", filters.words)
    shape = _shape(filters) | {_sort(filters)} | ({"frequent"} if _is_frequent(values) else set())
    (row,) = read_rows(db.session, _found(_lists(reader), shape), values)
    return _read_lines(row[0]), Columns(*row[1:-1]), row[-1]


def _is_frequent(values: dict[str, Any]) -> bool:
    """PostgreSQL does not know how many entries hold the words, and would look up a hundred thousand one by one. Its index of words
    tells only once it has read all that it has of them: a small part of the table tells at once, near enough to choose a plan by."""
    if _engine() == "sqlite":
        return False
    ((found,),) = read_rows(db.session, _sampled(), values)
    return bool(found * 100 >= MANY * SAMPLED)


def _read_lines(rows: list[list[Any]] | None) -> list[Line]:
    """The engines promise no order within a JSON list: each row begins with its place."""
    return [_line(*row[1:]) for row in sorted(rows or [], key=lambda row: row[0])]


def _line(*parts: Any) -> Line:
    key, name, acronym, kind, province, commune, tags, listed, confirmed_on, ask_on, asks, needs_phone = parts
    return Line(
        key, Translated(name), acronym, kind, province, commune, tags, listed, _day(confirmed_on), _day(ask_on),
        asks, bool(needs_phone),
    )  # fmt: skip


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


# --- built once --------------------------------------------------------------------------------------

Shape = frozenset[str]
Lists = tuple[int, ...]

_PLAIN = ("province", "kind")
_MASKED: dict[str, tuple[Facet, Any]] = {
    "sector": (Facet.SECTOR, "tags"), "service": (Facet.SERVICE, "services"), "public": (Facet.PUBLIC, "tags"),
}  # fmt: skip
_COLUMNS = {"province": "province_code", "commune": "commune_code", "kind": "kind_code"}
_ORDERS: dict[str, Any] = {
    BY_NAME: lambda of: (of.name_sort, of.id),
    BY_DATE: lambda of: (of.updated_at.desc(), of.id.desc()),
}


def _engine() -> str:
    return db.engine.dialect.name


def _lists(reader: Reader) -> Lists:
    """The values of `listed` that this reader's lists show."""
    return (FOR_MEMBERS, FOR_ALL) if reader.is_member or reader.is_secretariat else (FOR_ALL,)


def _sort(filters: Filters) -> str:
    if filters.sort == BY_DATE or (filters.sort == BY_NAME and has_words(filters)):
        return filters.sort
    return BEST_FIRST if has_words(filters) else BY_NAME


def _shape(filters: Filters) -> Shape:
    """What is chosen, and which engine is asked: they search differently."""
    chosen = {name for name in (*_COLUMNS, *_MASKED) if getattr(filters, name)}
    return frozenset({_engine()} | chosen)


def _values(filters: Filters) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: getattr(filters, name) for name in (*_PLAIN, *_MASKED) if getattr(filters, name)
    }
    if filters.commune:
        values["commune"] = [filters.commune, *(row.code for row in territories.children(filters.commune))]
    return values


def _narrowed(query: Any, shape: Shape, of: Any = Structure) -> Any:
    """To what is chosen."""
    for name in _PLAIN:
        if name in shape:
            query = query.where(getattr(of, _COLUMNS[name]) == bindparam(name, type_=String()))
    if "commune" in shape:
        query = query.where(of.commune_code.in_(bindparam("commune", type_=String(), expanding=True)))
    for name, (facet, column) in _MASKED.items():
        if name in shape:
            query = query.where(getattr(of, column).op("&")(_mask(facet, name)) != 0)
    return query


def _mask(facet: Facet, name: str) -> ColumnElement[int]:
    """The bit of the word chosen; 0, which nothing has, when it has none."""
    bit = cast(literal_column("1"), BigInteger).op("<<")(Term.bit)
    word = select(bit).where(
        Term.facet == facet, Term.code == bindparam(name, type_=String()), Term.bit.is_not(None)
    )
    return func.coalesce(word.scalar_subquery(), 0)


def _is_in(lists: Lists) -> ColumnElement[bool]:
    if len(lists) == 1:
        return Structure.listed == literal_column(str(lists[0]))
    return Structure.listed.in_([literal_column(str(value)) for value in lists])


def _as_text(column: Any) -> Any:
    """All values of a column as one text: a quarter of the time of as many rows."""
    gathered = func.group_concat if _engine() == "sqlite" else func.string_agg
    return gathered(cast(column, String), ",") if _engine() != "sqlite" else gathered(column)


def _aggregates(of: Any, shape: Shape) -> list[Any]:
    """A column that is chosen has one value: it is not read; communes are, once a province is chosen."""

    def unless(name: str, column: Any) -> Any:
        return null() if name in shape else _as_text(column)

    communes = _as_text(of.commune_code) if _has_communes(shape) else null()
    return [
        func.count().label("total"), unless("province", of.province_code).label("provinces"),
        communes.label("communes"), unless("kind", of.kind_code).label("kinds"),
        _as_text(of.tags).label("tags"), _as_text(of.services).label("services"),
    ]  # fmt: skip


def _has_communes(shape: Shape) -> bool:
    return "province" in shape and "commune" not in shape


def _few(key: Any) -> Any:
    """The key of few rows that look up theirs among all entries: SQLite, which cannot know, would read all entries
    and look each up among the few; it cannot look up a sum."""
    return key + literal_column("0", Integer) if _engine() == "sqlite" else key


@lru_cache(256)
def _counted(lists: Lists, shape: Shape) -> Any:
    query = select(*_aggregates(Structure, shape), stamp_column().label("stamp")).where(_is_in(lists))
    return _narrowed(query, shape)


@lru_cache(512)
def _lines(lists: Lists, shape: Shape) -> Any:
    order = _ORDERS[BY_DATE if BY_DATE in shape else BY_NAME]
    if GATHERED in shape:
        return select(_as_lines(_in_any_order(lists, shape, order), order))
    if len(lists) == 1:
        return select(_as_lines(_in_order(lists[0], shape), order))
    # each list is read in the order of its index: together they would be sorted whole
    until = bindparam("until", type_=Integer)
    each = [_in_order(value, shape).limit(until).subquery() for value in lists]
    both = union_all(*(select(part) for part in each)).subquery("both")
    return select(_as_lines(select(both).order_by(*order(both.c)), order))


_KEYS = (Structure.id, Structure.name_sort, Structure.updated_at)


def _in_any_order(lists: Lists, shape: Shape, order: Any) -> Any:
    """All that matches, put in order: PostgreSQL, which takes every mask for one that most entries have, would
    follow the index of the order."""
    columns = [Structure.id] if _engine() == "sqlite" else _KEYS
    gathered = (
        _narrowed(select(*columns).where(_is_in(lists)), shape).cte("gathered").prefix_with("MATERIALIZED")
    )
    if _engine() != "sqlite":
        return select(gathered).order_by(*order(gathered.c))
    # the index of the facets finds them; then each looks its entry up
    found = select(*_KEYS).select_from(gathered).join(Structure, Structure.id == _few(gathered.c.id))
    return found.order_by(*order(Structure))


def _in_order(listed: int, shape: Shape) -> Any:
    query = _narrowed(select(*_KEYS).where(_is_in((listed,))), shape)
    if BY_DATE in shape:
        # what is listed is published: said again, it names the index that holds this order
        published: Any = literal_column(f"'{StructureState.PUBLISHED.value}'")
        return query.where(Structure.state == published).order_by(*_ORDERS[BY_DATE](Structure))
    return query.order_by(*_ORDERS[BY_NAME](Structure))


@lru_cache(1)
def _sampled() -> Any:
    return search.sampled("structure", SAMPLED)


@lru_cache(512)
def _found(lists: Lists, shape: Shape) -> Any:
    match: Any = search.matching("structure")
    if BEST_FIRST not in shape:
        match = select(match.c.object_id).subquery("matches")  # what is sorted otherwise is not ranked
    if "frequent" in shape:
        # ranked before they are joined: otherwise all that they hold is joined too
        match = select(match).cte("ranked").prefix_with("MATERIALIZED")
    otherwise = Structure.updated_at if BY_DATE in shape else Structure.name_sort
    keys = [match.c.rank] if BEST_FIRST in shape else [otherwise]
    query = select(
        Structure.id, *keys, Structure.province_code, *([Structure.commune_code] if _has_communes(shape) else []),
        Structure.kind_code, Structure.tags, Structure.services,
    )  # fmt: skip
    # a sum is in no index: all entries are read, once
    key = Structure.id + literal_column("0", Integer) if "frequent" in shape else Structure.id
    query = query.select_from(match).join(Structure, key == match.c.object_id)
    found = _narrowed(query.where(_is_in(lists)), shape).cte("found").prefix_with("MATERIALIZED")
    order = _ORDERS[BY_DATE if BY_DATE in shape else BY_NAME]
    if BEST_FIRST in shape:
        order = lambda of: (of.rank, of.id)  # noqa: E731
    columns = [found.c.id] + [found.c[key.name] for key in keys]
    lines = _as_lines(select(*columns).order_by(*order(found.c)), order)
    counted = select(*_aggregates(found.c, shape)).select_from(found).subquery("counted")
    return select(lines, *counted.c, stamp_column().label("stamp"))


def _as_lines(query: Any, order: Any) -> Any:
    """The rows of one page as one JSON list: only these are joined with what lines show."""
    page = (
        query.limit(bindparam("limit", type_=Integer))
        .offset(bindparam("offset", type_=Integer))
        .subquery("page")
    )
    placed = select(page.c.id, func.row_number().over(order_by=order(page.c)).label("place")).subquery(
        "placed"
    )
    engine = _engine()
    row = AS_ROW[engine](placed.c.place, *_line_columns(engine))
    lines = select(AS_LIST[engine](row, type_=JSON())).select_from(placed)
    lines = lines.join(Structure, Structure.id == _few(placed.c.id))
    return lines.scalar_subquery().label("lines")


def _line_columns(engine: str) -> list[Any]:
    """In the order of `Line`."""
    return [
        Structure.id, AS_JSON[engine](Structure.name), Structure.acronym, Structure.kind_code, Structure.province_code,
        Structure.commune_code, Structure.tags, Structure.listed, Structure.confirmed_on, Structure.ask_on,
        Structure.asks, Structure.needs_phone,
    ]  # fmt: skip


# --- lines of these entries --------------------------------------------------------------------------


@lru_cache(2)
def _these(engine: str) -> Any:
    rows = select(AS_LIST[engine](AS_ROW[engine](*_line_columns(engine)), type_=JSON()))
    return rows.where(Structure.id.in_(bindparam("ids", type_=Integer(), expanding=True)))


def read_these(ids: Sequence[int]) -> list[Line]:
    """These entries as lines, in the order of the ids."""
    db.session.flush()  # as the ORM does before each of its own statements
    rows = read_rows(db.session, _these(_engine()), {"ids": list(ids)})[0][0]
    lines = {row[0]: _line(*row) for row in rows or []}
    return [lines[key] for key in ids if key in lines]
