"""Data that many tests start from: made once per process, its rows put back for each test that asks for it."""

import itertools
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Table

from noress.core.database import writing
from noress.core.search import ENTRIES
from noress.extensions import db
from tests import engines

_n = itertools.count(1)


class KeptRows:
    """Every row of the database as it is now, in tables of its own beside the others: the engine copies them
    back by itself."""

    def __init__(self) -> None:
        mark = f"kept{next(_n)}"
        self.statements: list[str] = []
        with writing(), db.engine.begin() as connection:
            is_postgresql = connection.dialect.name == "postgresql"
            for table in tables():
                name, kept = f'"{table.name}"', f'"{mark}_{table.name}"'
                if not connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar():
                    continue
                columns = columns_of(table)
                connection.exec_driver_sql(f"CREATE TABLE {kept} AS SELECT {columns} FROM {name}")
                self.statements.append(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {kept}")
                if is_postgresql and table.autoincrement_column is not None:
                    # new rows are numbered after those put back
                    sequence = f"pg_get_serial_sequence('{name}', 'id')"
                    self.statements.append(f"SELECT setval({sequence}, max(id)) FROM {name}")

    def put_back(self) -> None:
        """Into an empty database."""
        engines.run_all(db.engine, self.statements)


def take_rows(copy: Path) -> None:
    """Those of a copy of an SQLite database, into this empty one."""
    with closing(sqlite3.connect(engines.name_of(str(db.engine.url)))) as connection:
        connection.execute("ATTACH ? AS copy", (str(copy),))
        with connection:
            for table in tables():
                columns = columns_of(table)
                connection.execute(
                    f'INSERT INTO main."{table.name}" ({columns}) SELECT {columns} FROM copy."{table.name}"'
                )


def tables() -> list[Table]:
    return [*db.metadata.sorted_tables, ENTRIES]


def columns_of(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)
