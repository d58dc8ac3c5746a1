"""Sheets of institutions and people that the secretariat sends, and what came of them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.types import Json, Short, UTCDateTime, enum_column
from noress.domain.actions.models import ImportState
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person


class InstitutionImport(Base):
    """A sheet as it was read, what its columns mean, what was chosen for its lines, and what it wrote. Nothing
    is written before it is confirmed; undone as long as nothing depends on what it wrote."""

    __tablename__ = "institution_import"
    id: Mapped[int] = mapped_column(primary_key=True)
    filename: Mapped[str] = mapped_column(Short)
    #: [[cell, …], …], the first row being the headings; emptied when the import is given up
    rows: Mapped[list[list[str]]] = mapped_column(Json)
    #: what the program that made the sheet calls these rows
    numbers: Mapped[list[int]] = mapped_column(Json)
    #: digest of the headings: the next sheet with the same ones is understood as this one was
    headings_key: Mapped[str] = mapped_column(String(64), index=True)
    #: {place of the column: name of the field}
    mapping: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    #: for lines that give none
    category_code: Mapped[str | None] = mapped_column(ForeignKey("category.code"))
    #: the first day of the seats that it opens
    seats_from: Mapped[date]
    #: {place of the line: {"institution": "create", "titular": "person:12", …}}: where a person chose
    choices: Mapped[dict[str, dict[str, str]]] = mapped_column(Json, default=dict)
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState), default=ImportState.PENDING)
    #: what it wrote, and the lines that it left: see rules/writing.py
    written: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped["Person | None"] = relationship()
