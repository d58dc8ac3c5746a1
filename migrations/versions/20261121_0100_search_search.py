"""What is searched by words: one table for both engines, its words in FTS5 on SQLite, in a tsvector on PostgreSQL.

Written by hand: see core/search.py, the only reader and writer. SQLite's words follow the table by triggers,
PostgreSQL's by a computed column.
"""

import sqlalchemy as sa
from alembic import op

revision = "search"
down_revision = "foundation"
branch_labels = None
depends_on = None

#: the words are folded and joined by plain spaces: "ascii" splits on them and keeps every other letter
SQLITE = (
    """CREATE VIRTUAL TABLE search_words USING fts5(
        marks, head, body, content='search_entry', content_rowid='id', tokenize='ascii', prefix='2 3')""",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_words(rowid, marks, head, body) VALUES (new.id, new.marks, new.head, new.body);
    END""",
    """CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_words(search_words, rowid, marks, head, body)
        VALUES ('delete', old.id, old.marks, old.head, old.body);
    END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN
        INSERT INTO search_words(search_words, rowid, marks, head, body)
        VALUES ('delete', old.id, old.marks, old.head, old.body);
        INSERT INTO search_words(rowid, marks, head, body) VALUES (new.id, new.marks, new.head, new.body);
    END""",
)
POSTGRESQL = (
    """ALTER TABLE search_entry ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple'::regconfig, head), 'A')
        || setweight(to_tsvector('simple'::regconfig, body), 'B')
        || array_to_tsvector(string_to_array(marks, ' '))) STORED""",
    "CREATE INDEX search_entry_words ON search_entry USING gin (words)",
)


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False
        ),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    op.drop_table("search_entry")
