"""Stamps that change with the commit that changes what visitors see.

A cached public page is keyed by the stamp read in its own transaction: once a change is committed,
no request can be served what was rendered before it, whatever the worker or the machine.
"""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Engine, String, event, func, select, update
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from noress.core.database import connect_to_read, read_rows
from noress.core.numbering import insert_or_ignore
from noress.extensions import Base

PUBLIC = "public"


class Stamp(Base):
    """A counter per topic, raised in the transaction of each change."""

    __tablename__ = "stamp"
    topic: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger, default=0)


_public_tables: set[str] = {
    "meeting", "agenda_item", "meeting_document", "meeting_body", "finding", "proposal", "outcome",
    "institution", "category", "body", "mandate", "frozen_content", "decision",
    "minutes", "rectification", "governing_paper", "paper_version", "paper_signature", "attendance_figure", "action_plan", "action",
    "structure", "structure_detail", "structure_label", "catalogue_term", "guidance_voice",
    "funding_call", "funding_lot", "funding_share", "funding_criterion", "funding_question",
    "competition", "competition_rules", "prize", "competition_entry",
    "award", "project_report", "project_page", "printed_figure",
}  # fmt: skip


def _note_change(session: Session, context: Any, instances: Any) -> None:
    touched = {obj.__tablename__ for obj in (*session.new, *session.dirty, *session.deleted)}
    if touched & _public_tables:
        session.info["stamp_due"] = True


def public_changed(session: Session) -> None:
    """For statements that the session does not see (an UPDATE of many rows): the commit raises the stamp."""
    session.info["stamp_due"] = True


def _write_stamp(session: Session) -> None:
    """Last of all: whoever waits for the stamp's row holds nothing that its holder still wants. A savepoint
    taken back leaves the stamp due: a page rendered once too often is no harm."""
    if session.in_nested_transaction():
        return
    session.flush()  # what is still to be written counts too
    if session.info.pop("stamp_due", False):
        raise_public_stamp(session)


def raise_public_stamp(session: Session) -> None:
    """For statements the session does not see (bulk inserts): say that public content changed."""
    raised = update(Stamp).where(Stamp.topic == PUBLIC).values(value=Stamp.value + 1)
    connection = session.connection()
    if not connection.execute(raised).rowcount:
        # the first change of all, perhaps of two at once: the row of either, raised by both
        connection.execute(insert_or_ignore(session, Stamp).values(topic=PUBLIC, value=0))
        connection.execute(raised)


def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("stamp_due", None)


def listen(session_factory: Any) -> None:
    event.listen(session_factory, "before_flush", _note_change)
    event.listen(session_factory, "before_commit", _write_stamp)
    event.listen(session_factory, "after_transaction_end", _forget)


#: built once: it runs with every public page
_VALUE = select(Stamp.value).where(Stamp.topic == PUBLIC)


def stamp_column() -> ColumnElement[int]:
    """The value as a column, for a statement that runs with every page anyhow."""
    return func.coalesce(_VALUE.scalar_subquery(), 0)


def public_stamp(session: Session) -> int:
    """The present value; 0 before the first change."""
    rows = read_rows(session, _VALUE)
    return rows[0].value if rows else 0


def read_public_stamp(engine: Engine) -> int:
    """The same, for those who have no session."""
    with connect_to_read(engine) as connection:
        return connection.scalar(_VALUE) or 0
