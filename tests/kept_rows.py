"""Data that many tests start from: made once per process, its rows put back for each test that asks for it."""

import itertools

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
            for table in [*db.metadata.sorted_tables, ENTRIES]:
                name, kept = f'"{table.name}"', f'"{mark}_{table.name}"'
                if not connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar():
                    continue
                columns = ", ".join(f'"{column.name}"' for column in table.columns)
                connection.exec_driver_sql(f"CREATE TABLE {kept} AS SELECT {columns} FROM {name}")
                self.statements.append(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {kept}")
                if is_postgresql and table.autoincrement_column is not None:
                    # new rows are numbered after those put back
                    sequence = f"pg_get_serial_sequence('{name}', 'id')"
                    self.statements.append(f"SELECT setval({sequence}, max(id)) FROM {name}")

    def put_back(self) -> None:
        """Into an empty database."""
        engines.run_all(db.engine, self.statements)
