"""Which rows name a person, and making them name another: every table, also those of tomorrow."""

from typing import Any

from sqlalchemy import Column

from noress.core import stamps
from noress.core.references import column_named, columns_to
from noress.domain.accounts.models import Person
from noress.domain.merging import queries
from noress.domain.merging.models import PersonMerge
from noress.domain.merging.moving import Moves, Rows, chunks, doubled_rows, point_keys
from noress.extensions import db

#: what was: history, versions of texts and frozen contents say who acted that day; merges and judgements name
#: their pair; browsers that were signed in are signed out, and nobody else's
APART = frozenset({
    "audit_event", "block_revision", "frozen_content", "institution_merge", "institution_distinct", "person_merge",
    "person_distinct", "structure_merge", "structure_distinct", "device",
})  # fmt: skip
#: rows that come and go by themselves, with the column that says since when: those gone, or written again since,
#: keep nobody from undoing
FLEETING = {
    "form_draft": "saved_at", "digest_item": "created_at", "notification_choice": "chosen_at",
    "outbox_mail": "created_at", "account_invitation": "created_at", "rendered_document": "requested_at",
    "institution_import": "created_at", "action_import": "created_at", "personal_data_request": "created_at",
}  # fmt: skip


def links() -> list[Column[Any]]:
    """Every column that names a person and may change."""
    return [c for c in columns_to(db.metadata, Person.__tablename__) if c.table.name not in APART]


def plan_moves(kept: Person, merged: Person) -> Moves:
    """Nothing is changed yet."""
    moves = Moves()
    for column in links():
        rows = set(db.session.scalars(queries.list_pointing(column, [merged.id])))
        if rows:
            moves.add(column, rows, staying=doubled_rows(column, kept.id, merged.id))
    return moves


def point_rows(rows: Rows, person_id: int) -> None:
    """Make all of these rows name this person. The session forgets what it knew of them."""
    db.session.flush()  # what follows is written past the session
    for name, keys in rows.items():
        point_keys(name, keys, person_id)
    stamps.public_changed(db.session())
    db.session.expire_all()


def list_present(merge: PersonMerge) -> Rows:
    """Of the rows that moved, those that still name the kept one; of the fleeting ones, those that are older."""
    present: Rows = {}
    for name, keys in merge.moved.items():
        column = column_named(db.metadata, name)
        since = FLEETING.get(column.table.name)
        before = (column.table.c[since], merge.merged_at) if since else None
        present[name] = [
            key
            for chunk in chunks(keys)
            for key in db.session.scalars(queries.list_unchanged(column, chunk, merge.kept_id, before))
        ]
    return present


def list_gone(merge: PersonMerge) -> Rows:
    """Rows that no longer name the kept one, or are no more."""
    present = list_present(merge)
    gone: Rows = {}
    for name, keys in merge.moved.items():
        if name.partition(".")[0] not in FLEETING and (missing := sorted(set(keys) - set(present[name]))):
            gone[name] = missing
    return gone
