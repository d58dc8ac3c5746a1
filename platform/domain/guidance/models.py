"""Leading a person with a project to the right door, what they asked and were answered; structures that help each
other."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import lazy as _
from noress.core.types import Short, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.catalogue.models import Structure, Term
    from noress.domain.files.models import StoredFile


class Guidance(Base):
    """What somebody looked for: a day, a place, a need. Nothing says who they are."""

    __tablename__ = "guidance"
    __table_args__ = (Index("ix_guidance_need", "asked_on", "province_code", "need_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    asked_on: Mapped[date]
    province_code: Mapped[str | None] = mapped_column(String(20))
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_term.id"))
    #: a sector or a service
    need_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_term.id"))
    public_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_term.id"))
    language: Mapped[str] = mapped_column(String(2))
    #: how many structures fit
    found: Mapped[int]
    need: Mapped["Term | None"] = relationship(foreign_keys=[need_id])


#: the beginning of the key of the mail that brings a request to its structure
ASKED_KEY = "contact-asked-"


class ContactState(StrEnum):
    SENT = "sent"
    ANSWERED = "answered"
    CLOSED = "closed"
    UNANSWERED = "unanswered"

    @property
    def label(self) -> Any:
        return {
            "sent": _("en attente de réponse"), "answered": _("répondue"), "closed": _("terminée"),
            "unanswered": _("restée sans réponse"),
        }[self.value]  # fmt: skip


class ContactRequest(Base):
    """Somebody asks a structure for help through the platform: neither reads the other's address."""

    __tablename__ = "contact_request"
    __table_args__ = (Index("ix_contact_request_state", "state", "sent_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    #: C-2026-0012
    number: Mapped[str] = mapped_column(String(20), unique=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    #: who asks: as they want to be called, and where the answer goes; emptied with the retention
    name: Mapped[str | None] = mapped_column(Short)
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    #: they agreed that the structure reads their telephone
    shows_phone: Mapped[bool] = mapped_column(default=False, server_default=false())
    language: Mapped[str] = mapped_column(String(2))
    province_code: Mapped[str | None] = mapped_column(String(20))
    need_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_term.id"))
    state: Mapped[ContactState] = mapped_column(enum_column(ContactState), default=ContactState.SENT)
    #: sent by this key of the page once only, however often the phone tries again
    sent_key: Mapped[str] = mapped_column(String(40), unique=True)
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: whoever asked said that it helped, or not
    helped: Mapped[bool | None]
    #: raising one ends the links mailed to that side
    asker_generation: Mapped[int] = mapped_column(default=1)
    structure_generation: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    structure: Mapped["Structure"] = relationship()
    need: Mapped["Term | None"] = relationship()
    messages: Mapped[list["ContactMessage"]] = relationship(
        back_populates="request", order_by="ContactMessage.id", cascade="all, delete-orphan"
    )


class ContactMessage(Base):
    """One text of that conversation."""

    __tablename__ = "contact_message"
    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("contact_request.id", ondelete="CASCADE"), index=True)
    is_from_structure: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    #: who wrote for the structure while signed in
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    request: Mapped[ContactRequest] = relationship(back_populates="messages")


class AidState(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    LAPSED = "lapsed"

    @property
    def label(self) -> Any:
        return {
            "proposed": _("proposée aux deux"), "agreed": _("acceptée par les deux"), "declined": _("déclinée"),
            "lapsed": _("sans réponse"),
        }[self.value]  # fmt: skip


class AidMatch(Base):
    """One has what the other needs, near enough: proposed to both, and put in touch when both agree."""

    __tablename__ = "aid_match"
    __table_args__ = (
        UniqueConstraint("giver_id", "taker_id", "term_id", name="uq_aid_match_pair"),
        CheckConstraint("giver_id <> taker_id", name="two"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey("structure.id", ondelete="CASCADE"), index=True)
    taker_id: Mapped[int] = mapped_column(ForeignKey("structure.id", ondelete="CASCADE"), index=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("catalogue_term.id"))
    state: Mapped[AidState] = mapped_column(enum_column(AidState), default=AidState.PROPOSED)
    #: what each side said; none while it has not
    giver_agrees: Mapped[bool | None]
    taker_agrees: Mapped[bool | None]
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    giver: Mapped["Structure"] = relationship(foreign_keys=[giver_id])
    taker: Mapped["Structure"] = relationship(foreign_keys=[taker_id])
    term: Mapped["Term"] = relationship()


class GuidanceVoice(Base):
    """A question of the right door read aloud by somebody, for whoever reads with difficulty."""

    __tablename__ = "guidance_voice"
    __table_args__ = (UniqueConstraint("about", "language", name="uq_guidance_voice"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    #: the screen that it reads, as the address names it (guidance/voices.py)
    about: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    file: Mapped["StoredFile"] = relationship()
