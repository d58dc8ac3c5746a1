"""Data that many tests start from: made once per process, its rows put back for each test that asks for it."""

from typing import Any

from sqlalchemy import Table, insert

from noress.core.database import writing
from noress.core.search import ENTRIES
from noress.extensions import db


class KeptRows:
    """Every row of the database as it is now."""

    def __init__(self) -> None:
        self.tables: list[tuple[Table, list[dict[str, Any]]]] = []
        with db.engine.connect() as connection:
            for table in [*db.metadata.sorted_tables, ENTRIES]:
                rows = [dict(row) for row in connection.execute(table.select()).mappings()]
                if rows:
                    self.tables.append((table, _parents_first(table, rows)))

    def put_back(self) -> None:
        """Into an empty database."""
        with writing(), db.engine.begin() as connection:
            for table, rows in self.tables:
                connection.execute(insert(table), rows)
            if connection.dialect.name == "postgresql":  # new rows are numbered after those put back
                names = [table.name for table, _ in self.tables if table.autoincrement_column is not None]
                following = [
                    f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), max(id)) FROM \"{name}\""
                    for name in names
                ]
                connection.exec_driver_sql("; ".join(following))


def _parents_first(table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that point at a row of their own table come after it: PostgreSQL checks each at once."""
    links = [
        (c.name, key.column.name)
        for c in table.columns
        for key in c.foreign_keys
        if key.column.table is table
    ]
    placed: list[dict[str, Any]] = []
    waiting = rows
    while links and waiting:
        there = {(key, row[key]) for row in placed for _, key in links}
        ready = [
            row
            for row in waiting
            if all(row[name] is None or (key, row[name]) in there for name, key in links)
        ]
        assert ready, f"rows of {table.name} point at each other"
        placed += ready
        waiting = [row for row in waiting if row not in ready]
    return placed + waiting
