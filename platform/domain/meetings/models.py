"""A meeting, its agenda and documents, who is invited and what they answered, what it produced."""

from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.types import Short, TranslatedText, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.files.models import StoredFile
    from noress.domain.institutions.models import Body, Institution, Seat
    from noress.domain.minutes.models import Minutes


class MeetingType(StrEnum):
    SESSION = "session"
    #: called between the ordinary ones, for what cannot wait
    EXTRAORDINARY_SESSION = "extraordinary_session"
    MEETING = "meeting"
    WORKSHOP = "workshop"
    TRAINING = "training"
    FORUM = "forum"
    AWARD_CEREMONY = "award_ceremony"

    @property
    @cache
    def label(self) -> Any:
        return {
            "session": _("Session"),
            "extraordinary_session": _("Session extraordinaire"),
            "meeting": _("Réunion"),
            "workshop": _("Atelier"),
            "training": _("Formation"),
            "forum": _("Forum"),
            "award_ceremony": _("Remise des prix"),
        }[self.value]


class MeetingState(StrEnum):
    DRAFT = "draft"
    CONVENED = "convened"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    HELD = "held"
    CLOSED = "closed"

    @property
    @cache
    def label(self) -> Any:
        return {
            "draft": _("brouillon, personne n'est prévenu"),
            "convened": _("convoquée"),
            "postponed": _("reportée, date à venir"),
            "cancelled": _("annulée"),
            "held": _("tenue"),
            "closed": _("close"),
        }[self.value]

    @property
    def is_public(self) -> bool:
        return self is not MeetingState.DRAFT


meeting_body = Table(
    "meeting_body",
    Base.metadata,
    Column("meeting_id", Integer, ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True),
    Column("body_id", Integer, ForeignKey("body.id"), primary_key=True),
)


class Meeting(Base):
    """A convened meeting of one body or of several."""

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="times"),
        Index("ix_meeting_public_list", "starts_at", "state"),
        # a deleted draft's number, which history keeps, is never given again
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    #: S-2026-04, given when convened; drafts have none, so that the series has no gap
    reference: Mapped[str | None] = mapped_column(String(20), unique=True)
    type: Mapped[MeetingType] = mapped_column(enum_column(MeetingType))
    state: Mapped[MeetingState] = mapped_column(enum_column(MeetingState), default=MeetingState.DRAFT)
    theme: Mapped[Translated] = mapped_column(TranslatedText)
    introduction: Mapped[Translated | None] = mapped_column(TranslatedText)
    place: Mapped[Translated | None] = mapped_column(TranslatedText)
    place_hints: Mapped[Translated | None] = mapped_column(TranslatedText)
    online_url: Mapped[str | None] = mapped_column(String(500))
    #: wall time in `zone`, the truth people agreed on; instants follow from it
    starts_wall: Mapped[datetime]
    ends_wall: Mapped[datetime | None]
    zone: Mapped[str] = mapped_column(String(60))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: only the day is known (past sessions restated from documents)
    is_day_only: Mapped[bool] = mapped_column(default=False)
    #: "1", "2", as printed in the sources; new sessions use their reference
    number: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[Translated | None] = mapped_column(TranslatedText)
    source: Mapped[str | None] = mapped_column(Short)
    #: iCalendar identity, never changes; the sequence rises with each change people must know
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    #: the published VEVENT, rewritten when the meeting changes, so that the feed only joins texts
    calendar_text: Mapped[str | None] = mapped_column(Text)
    calendar_changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    convened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancel_reason: Mapped[Translated | None] = mapped_column(TranslatedText)
    #: members propose items until then; empty: what the bodies' rules say (cutoff.py)
    proposals_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: since when the night's work leaves the silent alone; empty: it reminds them
    reminders_off_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    held_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    agenda_version: Mapped[int] = mapped_column(default=1)
    bodies: Mapped[list["Body"]] = relationship(secondary=meeting_body, order_by="[Body.position, Body.id]")
    agenda: Mapped[list["AgendaItem"]] = relationship(
        back_populates="meeting", order_by="AgendaItem.position", cascade="all, delete-orphan",
        foreign_keys="AgendaItem.meeting_id",
    )  # fmt: skip
    documents: Mapped[list["MeetingDocument"]] = relationship(
        back_populates="meeting", order_by="MeetingDocument.id"
    )
    invitations: Mapped[list["Invitation"]] = relationship(back_populates="meeting")
    findings: Mapped[list["Finding"]] = relationship(back_populates="meeting", order_by="Finding.position")
    outcomes: Mapped[list["Outcome"]] = relationship(back_populates="meeting", order_by="Outcome.position")
    minutes: Mapped["Minutes | None"] = relationship(
        back_populates="meeting", foreign_keys="Minutes.meeting_id"
    )

    def takes_answers(self, now: datetime) -> bool:
        """Convened and not yet begun."""
        return self.state is MeetingState.CONVENED and self.starts_at > now


class AgendaKind(StrEnum):
    INFORMATION = "information"
    DISCUSSION = "discussion"
    DECISION = "decision"
    VOTE = "vote"

    @property
    @cache
    def label(self) -> Any:
        return {
            "information": _("information"),
            "discussion": _("discussion"),
            "decision": _("décision"),
            "vote": _("vote"),
        }[self.value]


class ItemOrigin(StrEnum):
    """How an item came onto the agenda."""

    MANUAL = "manual"
    PROPOSED = "proposed"
    CARRIED = "carried"
    APPROVAL = "approval"
    FOLLOW_UP = "follow_up"

    @property
    def label(self) -> Any:
        return {
            "manual": _("ajouté par le secrétariat"),
            "proposed": _("proposé par un membre"),
            "carried": _("reporté d'une session passée"),
            "approval": _("approbation d'un procès-verbal"),
            "follow_up": _("suivi des décisions"),
        }[self.value]


class AgendaItem(Base):
    """One item of the agenda: kind, presenter, planned minutes, documents."""

    __tablename__ = "agenda_item"
    __table_args__ = (CheckConstraint("minutes > 0 AND minutes <= 1440", name="minutes"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[AgendaKind] = mapped_column(enum_column(AgendaKind))
    title: Mapped[Translated] = mapped_column(TranslatedText)
    note: Mapped[Translated | None] = mapped_column(TranslatedText)
    presenter: Mapped[str | None] = mapped_column(Short)
    minutes: Mapped[int]
    origin: Mapped[ItemOrigin] = mapped_column(
        enum_column(ItemOrigin), default=ItemOrigin.MANUAL, server_default="manual"
    )
    #: hidden from guests and visitors
    is_internal: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: the item of an earlier agenda that it continues
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"))
    #: the meeting whose record this item approves
    approves_meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)
    meeting: Mapped[Meeting] = relationship(back_populates="agenda", foreign_keys=[meeting_id])
    carried_from: Mapped["AgendaItem | None"] = relationship(remote_side=[id])
    approves_meeting: Mapped[Meeting | None] = relationship(foreign_keys=[approves_meeting_id])
    documents: Mapped[list["MeetingDocument"]] = relationship(
        back_populates="agenda_item", order_by="MeetingDocument.id"
    )


class MeetingDocument(Base):
    """A file joined to a meeting or to one item of its agenda."""

    __tablename__ = "meeting_document"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    agenda_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    title: Mapped[str] = mapped_column(Short)
    #: visitors may read it; otherwise only the invited and the secretariat
    is_public: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    meeting: Mapped[Meeting] = relationship(back_populates="documents")
    agenda_item: Mapped[AgendaItem | None] = relationship(back_populates="documents")
    file: Mapped["StoredFile"] = relationship()


class Answer(StrEnum):
    NONE = "none"
    YES = "yes"
    NO = "no"
    MAYBE = "maybe"
    DELEGATE = "delegate"

    @property
    def label(self) -> Any:
        return {
            "none": _("sans réponse"), "yes": _("oui"), "no": _("non"), "maybe": _("peut-être"),
            "delegate": _("quelqu'un d'autre vient"),
        }[self.value]  # fmt: skip


#: the first of its seats' answers in this order is an institution's answer: while one is silent, a "no" is not final
ANSWER_ORDER = {Answer.YES: 0, Answer.DELEGATE: 0, Answer.MAYBE: 1, Answer.NONE: 2, Answer.NO: 3}


class Channel(StrEnum):
    """How an answer reached the platform."""

    LINK = "link"
    SITE = "site"
    PHONE = "phone"
    WHATSAPP = "whatsapp"
    OTHER = "other"

    @property
    def label(self) -> Any:
        return {
            "link": _("par le lien du courriel"),
            "site": _("sur le site"),
            "phone": _("par téléphone"),
            "whatsapp": _("par WhatsApp"),
            "other": _("autrement"),
        }[self.value]


class Invitation(Base):
    """A convened member seat, or an invited guest (no seat), with its answer."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("seat_id IS NOT NULL OR guest_name IS NOT NULL", name="invitee"),
        Index("ix_invitation_institution", "meeting_id", "institution_id"),
        Index(
            "uq_invitation_seat", "meeting_id", "seat_id", unique=True,
            sqlite_where=text("removed_at IS NULL AND seat_id IS NOT NULL"),
            postgresql_where=text("removed_at IS NULL AND seat_id IS NOT NULL"),
        ),
        Index(
            "uq_invitation_guest", "meeting_id", "guest_email", unique=True,
            sqlite_where=text("removed_at IS NULL AND guest_email IS NOT NULL"),
            postgresql_where=text("removed_at IS NULL AND guest_email IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"), index=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    guest_name: Mapped[str | None] = mapped_column(Short)
    guest_email: Mapped[str | None] = mapped_column(String(254))
    guest_language: Mapped[str] = mapped_column(String(2), default="fr")
    guest_organisation: Mapped[str | None] = mapped_column(Short)
    answer: Mapped[Answer] = mapped_column(enum_column(Answer), default=Answer.NONE)
    delegate_name: Mapped[str | None] = mapped_column(Short)
    reason: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    channel: Mapped[Channel | None] = mapped_column(enum_column(Channel))
    #: who typed it in, when it was not the invited person
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: raised to make the mailed link useless
    link_generation: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: the first mail left with this invitation; empty for draft meetings
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reminders: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    meeting: Mapped[Meeting] = relationship(back_populates="invitations")
    seat: Mapped["Seat | None"] = relationship()
    institution: Mapped["Institution | None"] = relationship()
    entered_by: Mapped["Person | None"] = relationship()


class Exclusion(Base):
    """A seat that its body brings and that the secretariat does not convene to one meeting, and why."""

    __tablename__ = "meeting_exclusion"
    __table_args__ = (UniqueConstraint("meeting_id", "seat_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    seat: Mapped["Seat"] = relationship()


class Finding(Base):
    """What a shared diagnosis produced, by axis."""

    __tablename__ = "finding"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    axis: Mapped[Translated | None] = mapped_column(TranslatedText)
    text: Mapped[Translated] = mapped_column(TranslatedText)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    meeting: Mapped[Meeting] = relationship(back_populates="findings")


class Proposal(Base):
    """A way forward that came out of one session or of several, by axis."""

    __tablename__ = "proposal"
    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    axis: Mapped[Translated] = mapped_column(TranslatedText)
    text: Mapped[Translated] = mapped_column(TranslatedText)
    #: the sessions it came out of, when the source does not say which one
    first_meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    last_meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    source: Mapped[str | None] = mapped_column(Short)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    first_meeting: Mapped[Meeting | None] = relationship(foreign_keys=[first_meeting_id])


class OutcomeNature(StrEnum):
    ACT = "act"
    WORK = "work"
    NEXT_THEME = "next_theme"

    @property
    def label(self) -> Any:
        return {"act": _("acte"), "work": _("chantier"), "next_theme": _("thème à venir")}[self.value]


class Outcome(Base):
    """An act or a piece of work that a session set going."""

    __tablename__ = "outcome"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    nature: Mapped[OutcomeNature] = mapped_column(enum_column(OutcomeNature))
    text: Mapped[Translated] = mapped_column(TranslatedText)
    meeting: Mapped[Meeting] = relationship(back_populates="outcomes")
