"""Which rows name an institution, and making them name another: every table, also those of tomorrow."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column

from noress.core.references import column_named, columns_to, name_of, unique_with
from noress.domain.institutions.models import Institution
from noress.domain.merging import queries
from noress.extensions import db

#: what was: history says who acted for which institution that day, merges and judgements name their pair
APART = frozenset({"audit_event", "institution_merge", "institution_distinct"})
#: not a column that points: the owner inside an action block of a record still open
BLOCKS = "minutes_block.details"
_CHUNK = 5_000

Rows = dict[str, list[int]]


@dataclass(frozen=True)
class Moves:
    """{"table.column": keys} of what moves, and of what stays because the kept one has its own."""

    moved: Rows = field(default_factory=dict)
    left: Rows = field(default_factory=dict)

    def add(self, column: Column[Any], rows: set[int], *, staying: set[int]) -> None:
        for part, keys in ((self.left, rows & staying), (self.moved, rows - staying)):
            if keys:
                part[name_of(column)] = sorted(keys)


def links() -> list[Column[Any]]:
    """Every column that names an institution and may change."""
    return [c for c in columns_to(db.metadata, Institution.__tablename__) if c.table.name not in APART]


def plan_moves(kept: Institution, merged: Institution) -> Moves:
    """Nothing is changed yet."""
    moves = Moves()
    for column in links():
        rows = set(db.session.scalars(queries.list_pointing(column, [merged.id])))
        if rows:
            moves.add(column, rows, staying=_staying(column, kept.id, merged.id))
    if blocks := [block.id for block in db.session.scalars(queries.list_blocks_owned(merged.id))]:
        moves.moved[BLOCKS] = blocks
    return moves


def doubled_rows(column: Column[Any], kept_id: int, merged_id: int) -> set[int]:
    """Rows that would break a rule of uniqueness."""
    return {
        key
        for others in unique_with(column)
        for key in db.session.scalars(queries.list_doubled(column, others, kept_id, merged_id))
    }


def staying_rows(column: Column[Any], all_links: list[Column[Any]], kept_id: int, merged_id: int) -> set[int]:
    """Rows that would break a rule of uniqueness, or name the kept one twice."""
    staying = doubled_rows(column, kept_id, merged_id)
    for other in all_links:
        if other.table is column.table and other is not column:
            staying |= set(db.session.scalars(queries.list_naming_both(column, other, kept_id, merged_id)))
    return staying


def _staying(column: Column[Any], kept_id: int, merged_id: int) -> set[int]:
    """Also those that would double a place in a body. A record may name the kept one in two ways."""
    others = [link for link in links() if link.table.name != Institution.__tablename__]
    staying = staying_rows(column, others, kept_id, merged_id)
    if name_of(column) == "mandate.institution_id":
        staying |= set(db.session.scalars(queries.list_doubled_mandates(kept_id, merged_id)))
    return staying


def point_rows(rows: Rows, institution_id: int) -> None:
    """Make all of these rows name this institution. The session forgets what it knew of them."""
    db.session.flush()  # what follows is written past the session
    for name, keys in rows.items():
        if name == BLOCKS:
            for block in db.session.scalars(queries.list_blocks(keys)):
                block.details = {**block.details, "owner_institution_id": institution_id}
            db.session.flush()  # before the session forgets
            continue
        point_keys(name, keys, institution_id)
    db.session.expire_all()


def point_keys(name: str, keys: Sequence[int], value: int) -> None:
    column = column_named(db.metadata, name)
    for chunk in chunks(keys):
        db.session.execute(queries.point_at(column, chunk, value))


def list_gone(rows: Rows, institution_id: int) -> Rows:
    """Of these rows, those that no longer name this institution, or are no more."""
    gone: Rows = {}
    for name, keys in rows.items():
        if name == BLOCKS:
            there = {
                block.id
                for block in db.session.scalars(queries.list_blocks(keys))
                if block.details.get("owner_institution_id") == institution_id
            }
        else:
            column = column_named(db.metadata, name)
            there = {
                key
                for chunk in chunks(keys)
                for key in db.session.scalars(queries.list_unchanged(column, chunk, institution_id))
            }
        if missing := [key for key in keys if key not in there]:
            gone[name] = missing
    return gone


def list_made_since(rows: Rows, kept_id: int) -> Rows:
    """Rows written for the kept one through a seat that moved: put back, the seat would leave them behind."""
    seats = rows.get("seat.institution_id", [])
    since: Rows = {}
    for link in links():
        for seat in columns_to(db.metadata, "seat"):
            if seat.table is not link.table:
                continue
            known = set(rows.get(name_of(link), []))
            made = {
                key
                for chunk in chunks(seats)
                for key in db.session.scalars(queries.list_since(link, seat, kept_id, chunk))
            } - known
            if made and link.table.name != "seat":
                since[name_of(link)] = sorted(made)
    handed = [
        key for chunk in chunks(seats) for key in db.session.scalars(queries.list_succeeded(chunk, kept_id))
    ]
    return {**since, "seat.successor_id": handed} if handed else since


def chunks(keys: Sequence[int] | Iterable[int]) -> Iterator[list[int]]:
    """Databases limit how many values a statement may carry."""
    keys = list(keys)
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]
