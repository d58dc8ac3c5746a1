"""Gapless numbers per kind and year, taken inside the transaction that uses them."""

from typing import Any

from sqlalchemy import Integer, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from noress.extensions import Base


class Sequence(Base):
    """The last number given for a kind in a year."""

    __tablename__ = "sequence"
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer, default=0)


def next_number(session: Session, kind: str, year: int) -> int:
    """The next number of the kind in the year. The row stays locked until the transaction ends,
    so a number given to a transaction that rolls back is given again: no gap."""
    return next_numbers(session, kind, year, 1)[0]


def next_numbers(session: Session, kind: str, year: int, count: int) -> range:
    """That many in a row, in three statements."""
    session.execute(insert_or_ignore(session, Sequence).values(kind=kind, year=year, last=0))
    key = (Sequence.kind == kind, Sequence.year == year)
    session.execute(update(Sequence).where(*key).values(last=Sequence.last + count))
    last = session.scalars(select(Sequence.last).where(*key)).one()
    return range(last - count + 1, last + 1)


def insert_or_ignore(session: Session, model: type[Any]) -> Any:
    """An INSERT that does nothing when the row is there already, also when somebody is just making it."""
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    return insert(model).on_conflict_do_nothing()
