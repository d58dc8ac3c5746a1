"""The official letter that convenes: its text, one numbered copy per institution, its departures, its answers."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.types import Short, TranslatedText, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.files.models import StoredFile
    from noress.domain.institutions.models import Institution
    from noress.domain.meetings.models import Invitation, Meeting


class MeetingLetter(Base):
    """What every copy of a meeting's letter says: subject, text, place, date, who signs."""

    __tablename__ = "meeting_letter"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), unique=True)
    subject: Mapped[Translated] = mapped_column(TranslatedText)
    body: Mapped[Translated] = mapped_column(TranslatedText)
    place: Mapped[Translated] = mapped_column(TranslatedText)
    dated_on: Mapped[date]
    #: chosen among those who lead the secretariat, kept as printed
    signatory_name: Mapped[str | None] = mapped_column(Short)
    signatory_title: Mapped[Translated] = mapped_column(TranslatedText)
    signatory_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: one signed scan for all copies; each copy may have its own
    scan_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    prepared_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    meeting: Mapped["Meeting"] = relationship()
    scan: Mapped["StoredFile | None"] = relationship()
    copies: Mapped[list["Letter"]] = relationship(back_populates="text", order_by="Letter.id")


class Letter(Base):
    """One numbered copy, to the head of one institution. The addressee lines are kept as printed."""

    __tablename__ = "letter"
    __table_args__ = (UniqueConstraint("text_id", "institution_id", name="uq_letter_institution"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    #: C-2026-014
    number: Mapped[str] = mapped_column(String(20), unique=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("meeting_letter.id", ondelete="CASCADE"), index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    head_title: Mapped[Translated] = mapped_column(TranslatedText)
    #: "s/c de"
    through: Mapped[Translated | None] = mapped_column(TranslatedText)
    #: "ampliation"
    copied_to: Mapped[Translated | None] = mapped_column(TranslatedText)
    scan_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    #: raised to make the printed and mailed link useless
    link_generation: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    text: Mapped[MeetingLetter] = relationship(back_populates="copies")
    institution: Mapped["Institution"] = relationship()
    scan: Mapped["StoredFile | None"] = relationship()
    departures: Mapped[list["Departure"]] = relationship(back_populates="letter", order_by="Departure.id")
    designations: Mapped[list["Designation"]] = relationship(
        back_populates="letter", order_by="Designation.id"
    )


class DispatchMode(StrEnum):
    MAIL = "mail"
    POST = "post"
    BEARER = "bearer"
    FAX = "fax"
    WHATSAPP = "whatsapp"

    @property
    def label(self) -> Any:
        return {
            "mail": _("courriel"),
            "post": _("poste"),
            "bearer": _("porteur, contre accusé de réception"),
            "fax": _("fax"),
            "whatsapp": _("WhatsApp"),
        }[self.value]


class Departure(Base):
    """A letter that left: by which mode, when, and when it was received (register of departures)."""

    __tablename__ = "departure"
    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id", ondelete="CASCADE"), index=True)
    mode: Mapped[DispatchMode] = mapped_column(enum_column(DispatchMode))
    sent_on: Mapped[date]
    received_on: Mapped[date | None]
    received_by: Mapped[str | None] = mapped_column(Short)
    receipt_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    note: Mapped[str | None] = mapped_column(Text)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    letter: Mapped[Letter] = relationship(back_populates="departures")
    receipt: Mapped["StoredFile | None"] = relationship()


class Designation(Base):
    """The head of the institution, or their office, says who will represent it. The newest one counts."""

    __tablename__ = "designation"
    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id", ondelete="CASCADE"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    representative_name: Mapped[str] = mapped_column(Short)
    representative_title: Mapped[str | None] = mapped_column(Short)
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    #: typed by the office through the link, or by the secretariat
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    letter: Mapped[Letter] = relationship(back_populates="designations")
    invitation: Mapped["Invitation | None"] = relationship()
    file: Mapped["StoredFile | None"] = relationship()
    entered_by: Mapped["Person | None"] = relationship()
