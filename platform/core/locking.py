"""Holding a row while a rule works on it."""

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.exc import InvalidRequestError

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.extensions import db


def lock(row: Any) -> None:
    """Read the row again and hold it until the transaction ends: two people saving at once follow each
    other. On SQLite the writing transaction held the only lock before it read anything: nothing to read again."""
    db.session.flush()  # what this transaction changed must not be read back as it was
    if db.session.get_bind().dialect.name == "sqlite":
        return
    # columns only: PostgreSQL refuses to lock the outer joins that the row may have been read with
    mapper = inspect(row).mapper
    columns = [attribute.key for attribute in mapper.column_attrs]
    pointed = {key: getattr(row, key) for key in columns}
    try:
        db.session.refresh(row, columns, with_for_update=True)
    except InvalidRequestError as gone:  # read a moment ago, deleted since
        message = _("Quelqu'un vient de supprimer ce que vous modifiez.")
        raise RuleError("deleted", message, status=409) from gone
    moved = {key for key, value in pointed.items() if getattr(row, key) != value}
    for relation in mapper.relationships if moved else ():
        if moved & {mapper.get_property_by_column(column).key for column in relation.local_columns}:
            db.session.expire(row, [relation.key])  # it points at another row since
