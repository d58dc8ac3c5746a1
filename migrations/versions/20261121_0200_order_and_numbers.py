"""Institutions in the order of their numbers; numbers of meetings and invitations are never given twice."""

import re

import sqlalchemy as sa
from alembic import op

revision = "order_and_numbers"
down_revision = "search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("institution") as batch_op:
        batch_op.add_column(sa.Column("name_sort", sa.String(length=600), server_default="", nullable=False))
        batch_op.create_index("ix_institution_name_sort", ["name_sort"], unique=False)
    institution = sa.table("institution", sa.column("id"), sa.column("name_folded"), sa.column("name_sort"))
    connection = op.get_bind()
    for key, folded in connection.execute(sa.select(institution.c.id, institution.c.name_folded)).all():
        ordered = re.sub(r"\d{1,9}", lambda digits: f"{int(digits[0]):09d}", folded)[:600]
        connection.execute(institution.update().where(institution.c.id == key).values(name_sort=ordered))
    copy_tables(sqlite_autoincrement=True)


def downgrade() -> None:
    copy_tables(sqlite_autoincrement=False)
    with op.batch_alter_table("institution") as batch_op:
        batch_op.drop_index("ix_institution_name_sort")
        batch_op.drop_column("name_sort")


def copy_tables(**options: bool) -> None:
    """PostgreSQL's sequences never go back; SQLite must be told."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in ("meeting", "invitation"):
        with op.batch_alter_table(table, recreate="always", table_kwargs=options):
            pass
