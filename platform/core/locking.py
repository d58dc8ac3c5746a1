"""Holding a row while a rule works on it."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, inspect, select

from noress.core.database import read_rows
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.extensions import db


def lock(row: Any) -> None:
    """Read the row again and hold it until the transaction ends: two people saving at once follow each
    other. On SQLite the writing transaction held the only lock before it read anything: nothing to read again."""
    db.session.flush()  # what this transaction changed must not be read back as it was
    if db.session.get_bind().dialect.name == "sqlite":
        return
    state = inspect(row)
    mapper = state.mapper
    key = {f"key_{n}": value for n, value in enumerate(state.identity)}
    now_there = read_rows(db.session, _held(mapper), key)
    if not now_there:  # read a moment ago, deleted since
        raise RuleError("deleted", _("Quelqu'un vient de supprimer ce que vous modifiez."), status=409)
    moved = {name for name, value in now_there[0]._asdict().items() if getattr(row, name) != value}
    if not moved:
        return
    db.session.refresh(row, moved)
    for relation in mapper.relationships:
        if moved & {mapper.get_property_by_column(column).key for column in relation.local_columns}:
            db.session.expire(row, [relation.key])  # it points at another row since


def hold(rows: Select[Any], values: dict[str, Any]) -> None:
    """The rows of a SELECT ... FOR UPDATE, where the lock alone is wanted, before anything is read."""
    if db.session.get_bind().dialect.name != "sqlite":
        read_rows(db.session, rows, values)


@lru_cache
def _held(mapper: Any) -> Any:
    """The row's own columns, and the row held. Not the ORM's `refresh`: it does more, and most rows are still as they
    were read. Rows that name it are still inserted meanwhile: only its own columns are held."""
    columns = [attribute.columns[0].label(attribute.key) for attribute in mapper.column_attrs]
    is_it = [column == bindparam(f"key_{n}") for n, column in enumerate(mapper.primary_key)]
    return select(*columns).where(*is_it).with_for_update(key_share=True)
