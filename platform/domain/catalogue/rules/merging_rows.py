"""Which rows name an entry: every table, also those of tomorrow (core/references.py)."""

from typing import Any

from sqlalchemy import Column

from noress.core import stamps
from noress.core.references import columns_to
from noress.domain.catalogue.models import Structure
from noress.domain.merging import queries
from noress.domain.merging.moving import Moves, Rows, staying_rows
from noress.domain.merging.moving import point_rows as point
from noress.extensions import db

#: what an entry says and is recognised by is written field by field; merges and judgements name their pair
APART = frozenset(
    {"structure_detail", "structure_key", "structure_area", "structure_merge", "structure_distinct"}
)
#: of these, one stands at a time: the merge ends the other one before rows move (payments/merging.py)
ENDED_FIRST = frozenset({"bank_account"})


def links() -> list[Column[Any]]:
    """Every column that names an entry and may change."""
    return [c for c in columns_to(db.metadata, Structure.__tablename__) if c.table.name not in APART]


def plan_moves(kept: Structure, merged: Structure) -> Moves:
    """Nothing is changed yet."""
    moves, columns = Moves(), links()
    for column in columns:
        rows = set(db.session.scalars(queries.list_pointing(column, [merged.id])))
        if rows:
            staying = staying_rows(column, columns, kept.id, merged.id)
            moves.add(column, rows, staying=set() if column.table.name in ENDED_FIRST else staying)
    return moves


def point_rows(rows: Rows, structure_id: int) -> None:
    """Make all of these rows name this entry. The session forgets what it knew of them."""
    point(rows, structure_id)
    stamps.public_changed(db.session())
