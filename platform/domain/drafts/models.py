"""What was typed in a form and not yet sent."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from noress.core.types import Json, UTCDateTime
from noress.extensions import Base

_NO_SEAT, _OF_A_SEAT = text("seat_id IS NULL"), text("seat_id IS NOT NULL")


class FormDraft(Base):
    """One draft per person, seat they act for, and form. Never seen by anybody else."""

    __tablename__ = "form_draft"
    __table_args__ = (
        Index(
            "uq_form_draft_seat", "person_id", "seat_id", "form_key", unique=True,
            sqlite_where=_OF_A_SEAT, postgresql_where=_OF_A_SEAT,
        ),
        Index(
            "uq_form_draft_person", "person_id", "form_key", unique=True,
            sqlite_where=_NO_SEAT, postgresql_where=_NO_SEAT,
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"), index=True)
    #: the form's own address: endpoint and what it is about, "meetings.edit:meeting_id=12"
    form_key: Mapped[str] = mapped_column(String(200))
    #: list of [name, value] as the form would post them; no token, no password, no file
    fields: Mapped[list[list[str]]] = mapped_column(Json)
    device_label: Mapped[str] = mapped_column(String(120), default="")
    #: the open page that wrote it last, and the instant of its last keystroke by that page's own clock:
    #: an older text that arrives late does not replace a newer one
    page: Mapped[str] = mapped_column(String(32))
    typed: Mapped[int] = mapped_column(BigInteger, default=0)
    #: changes at each keeping: a page that has not read this one does not replace it
    mark: Mapped[str] = mapped_column(String(32))
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
