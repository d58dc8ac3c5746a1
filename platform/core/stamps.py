"""Stamps that change with the commit that changes what visitors see.

A cached public page is keyed by the stamp read in its own transaction: once a change is committed,
no request can be served what was rendered before it, whatever the worker or the machine.
"""

from typing import Any

from sqlalchemy import BigInteger, String, event, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from noress.extensions import Base

PUBLIC = "public"


class Stamp(Base):
    """A counter per topic, raised in the transaction of each change."""

    __tablename__ = "stamp"
    topic: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger, default=0)


_public_tables: set[str] = {
    "meeting", "agenda_item", "meeting_document", "meeting_body", "finding", "proposal", "outcome",
    "institution", "category", "body", "mandate",
}  # fmt: skip


def _raise_stamp(session: Session, context: Any, instances: Any) -> None:
    touched = {obj.__tablename__ for obj in (*session.new, *session.dirty, *session.deleted)}
    if touched & _public_tables and not session.info.get("stamped"):
        session.info["stamped"] = True
        session.info["stamp_due"] = True


def _write_stamp(session: Session, context: Any) -> None:
    if session.info.pop("stamp_due", False):
        raise_public_stamp(session)


def raise_public_stamp(session: Session) -> None:
    """For statements the session does not see (bulk inserts): say that public content changed."""
    done = session.connection().execute(
        update(Stamp).where(Stamp.topic == PUBLIC).values(value=Stamp.value + 1)
    )
    if not done.rowcount:
        session.connection().execute(Stamp.__table__.insert().values(topic=PUBLIC, value=1))  # type: ignore[attr-defined]


def _forget(session: Session) -> None:
    session.info.pop("stamped", None)
    session.info.pop("stamp_due", None)


def listen(session_factory: Any) -> None:
    event.listen(session_factory, "before_flush", _raise_stamp)
    event.listen(session_factory, "after_flush", _write_stamp)
    event.listen(session_factory, "after_commit", _forget)
    event.listen(session_factory, "after_rollback", _forget)


def public_stamp(session: Session) -> int:
    """The present value; 0 before the first change."""
    return session.scalar(select(Stamp.value).where(Stamp.topic == PUBLIC)) or 0
