"""The record of a meeting: blocks per agenda item, their revisions, corrections, approval, rectifications."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.types import Json, Short, TranslatedText, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.institutions.models import Institution
    from noress.domain.meetings.models import AgendaItem, Meeting


class MinutesKind(StrEnum):
    """The meeting's type says which: a signed record, or a report."""

    RECORD = "record"
    REPORT = "report"

    @property
    def label(self) -> Any:
        return {"record": _("procès-verbal"), "report": _("compte rendu")}[self.value]


class MinutesState(StrEnum):
    DRAFTING = "drafting"
    CIRCULATED = "circulated"
    APPROVED = "approved"
    PUBLISHED = "published"

    @property
    def label(self) -> Any:
        return {
            "drafting": _("en rédaction"),
            "circulated": _("soumis à correction"),
            "approved": _("approuvé"),
            "published": _("publié"),
        }[self.value]


class PublicScope(StrEnum):
    """What visitors read: the extract (decisions, themes, institutions) by default, or the whole text."""

    EXTRACT = "extract"
    FULL = "full"

    @property
    def label(self) -> Any:
        return {"extract": _("l'extrait"), "full": _("le texte entier")}[self.value]


class Minutes(Base):
    """The record of one meeting, from the first note to the locked text."""

    __tablename__ = "minutes"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    kind: Mapped[MinutesKind] = mapped_column(enum_column(MinutesKind))
    #: few records are between two states: what waits for people starts from them
    state: Mapped[MinutesState] = mapped_column(
        enum_column(MinutesState), default=MinutesState.DRAFTING, index=True
    )
    scope: Mapped[PublicScope] = mapped_column(enum_column(PublicScope), default=PublicScope.EXTRACT)
    chaired_by: Mapped[str | None] = mapped_column(Short)
    written_by: Mapped[str | None] = mapped_column(Short)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    circulated_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: how many times: a new deadline is told to everybody again
    circulations: Mapped[int] = mapped_column(default=0)
    #: corrections are taken until that instant
    corrections_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    approved_by_meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    #: the frozen text: canonical JSON kept by domain/files under its SHA-256
    sha256: Mapped[str | None] = mapped_column(String(64))
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    meeting: Mapped["Meeting"] = relationship(back_populates="minutes", foreign_keys=[meeting_id])
    approved_by_meeting: Mapped["Meeting | None"] = relationship(foreign_keys=[approved_by_meeting_id])
    blocks: Mapped[list["MinutesBlock"]] = relationship(
        back_populates="minutes", order_by="MinutesBlock.position"
    )
    rectifications: Mapped[list["Rectification"]] = relationship(
        back_populates="minutes", order_by="Rectification.number"
    )
    consultations: Mapped[list["Consultation"]] = relationship(
        back_populates="minutes", order_by="Consultation.id"
    )

    @property
    def is_open(self) -> bool:
        """Its blocks may still change: nobody has approved it."""
        return self.state in {MinutesState.DRAFTING, MinutesState.CIRCULATED}

    def takes_corrections(self, now: datetime) -> bool:
        return (
            self.state is MinutesState.CIRCULATED
            and self.corrections_until is not None
            and now < self.corrections_until
        )


class BlockKind(StrEnum):
    NOTE = "note"
    DECISION = "decision"
    ACTION = "action"

    @property
    def label(self) -> Any:
        return {"note": _("note"), "decision": _("décision"), "action": _("action")}[self.value]


class MinutesBlock(Base):
    """A piece of the record under an agenda item (or before all of them, without item).

    What a decision or an action block says beyond its text (mode, owner, due date) is in `details`, in the
    shape that domain/decisions and domain/actions read once the record is circulated; `Decision.block_id`
    and `Action.block_id` point back here.
    """

    __tablename__ = "minutes_block"
    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id", ondelete="CASCADE"), index=True)
    agenda_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    position: Mapped[int]
    kind: Mapped[BlockKind] = mapped_column(enum_column(BlockKind))
    text: Mapped[Translated] = mapped_column(TranslatedText)
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: read by the secretariat and the bodies' members only, never published
    is_confidential: Mapped[bool] = mapped_column(default=False)
    #: given by the page that created it: a block sent twice is one block
    client_key: Mapped[str | None] = mapped_column(String(40), unique=True)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    minutes: Mapped[Minutes] = relationship(back_populates="blocks")
    agenda_item: Mapped["AgendaItem | None"] = relationship()
    updated_by: Mapped["Person | None"] = relationship()


class RevisionOrigin(StrEnum):
    """How a block came to say what a revision holds."""

    WRITTEN = "written"
    #: as one of two writers typed it, just before both texts were merged
    TYPED = "typed"
    MERGED = "merged"
    CORRECTED = "corrected"
    RESTORED = "restored"

    @property
    def label(self) -> Any:
        return {
            "written": _("écrit"),
            "typed": _("écrit en même temps qu'une autre personne"),
            "merged": _("les deux textes réunis"),
            "corrected": _("correction acceptée"),
            "restored": _("version reprise"),
        }[self.value]


class BlockRevision(Base):
    """A block as it was saved: everything that was acknowledged can be compared and restored."""

    __tablename__ = "block_revision"
    __table_args__ = (UniqueConstraint("block_id", "version", name="uq_block_revision_version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    block_id: Mapped[int] = mapped_column(ForeignKey("minutes_block.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    kind: Mapped[BlockKind] = mapped_column(enum_column(BlockKind))
    text: Mapped[Translated] = mapped_column(TranslatedText)
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    is_confidential: Mapped[bool] = mapped_column(default=False)
    agenda_item_id: Mapped[int | None]
    origin: Mapped[RevisionOrigin] = mapped_column(
        enum_column(RevisionOrigin), default=RevisionOrigin.WRITTEN
    )
    #: the open page that typed it: what it sends next continues this text, whoever saved in between
    writer: Mapped[str | None] = mapped_column(String(40))
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    saved_by: Mapped["Person | None"] = relationship()


class MinutesReading(Base):
    """An institution has read the circulated record and asks for no correction."""

    __tablename__ = "minutes_reading"
    __table_args__ = (UniqueConstraint("minutes_id", "institution_id", name="uq_reading_institution"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id", ondelete="CASCADE"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    read_at: Mapped[datetime] = mapped_column(UTCDateTime)
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class CorrectionState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Any:
        return {
            "proposed": _("proposée"),
            "accepted": _("acceptée"),
            "refused": _("refusée"),
            "withdrawn": _("retirée"),
        }[self.value]


class Correction(Base):
    """What an institution asks to write instead in one block, and what was answered."""

    __tablename__ = "correction"
    __table_args__ = (Index("ix_correction_waiting", "state", "block_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    block_id: Mapped[int] = mapped_column(ForeignKey("minutes_block.id", ondelete="CASCADE"), index=True)
    block_version: Mapped[int]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    state: Mapped[CorrectionState] = mapped_column(
        enum_column(CorrectionState), default=CorrectionState.PROPOSED
    )
    answer: Mapped[str | None] = mapped_column(Text)
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    block: Mapped[MinutesBlock] = relationship()
    institution: Mapped["Institution | None"] = relationship()
    person: Mapped["Person | None"] = relationship(foreign_keys=[person_id])
    decided_by: Mapped["Person | None"] = relationship(foreign_keys=[decided_by_id])


class Rectification(Base):
    """What corrects a published record afterwards: numbered, dated, never a rewriting."""

    __tablename__ = "rectification"
    __table_args__ = (UniqueConstraint("minutes_id", "number", name="uq_rectification_number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    number: Mapped[int]
    text: Mapped[Translated] = mapped_column(TranslatedText)
    reason: Mapped[Translated | None] = mapped_column(TranslatedText)
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sha256: Mapped[str | None] = mapped_column(String(64))
    minutes: Mapped[Minutes] = relationship(back_populates="rectifications")


class Consultation(Base):
    """Written consultation on a circulated record: until a date; silence is approval only if said so."""

    __tablename__ = "consultation"
    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)
    silence_approves: Mapped[bool] = mapped_column(default=False)
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    is_approved: Mapped[bool | None]
    version: Mapped[int] = mapped_column(default=1)
    minutes: Mapped[Minutes] = relationship(back_populates="consultations")
    voices: Mapped[list["ConsultationVoice"]] = relationship(
        back_populates="consultation", order_by="ConsultationVoice.id"
    )


class VoiceAnswer(StrEnum):
    APPROVE = "approve"
    RESERVE = "reserve"
    OPPOSE = "oppose"

    @property
    def label(self) -> Any:
        return {
            "approve": _("approuve"),
            "reserve": _("approuve avec réserve"),
            "oppose": _("n'approuve pas"),
        }[self.value]


class ConsultationVoice(Base):
    """One institution, one voice; the last word given before the end counts."""

    __tablename__ = "consultation_voice"
    __table_args__ = (
        UniqueConstraint("consultation_id", "institution_id", name="uq_voice_institution"),
        Index("ix_voice_consultation", "consultation_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    answer: Mapped[VoiceAnswer] = mapped_column(enum_column(VoiceAnswer))
    comment: Mapped[str | None] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    consultation: Mapped[Consultation] = relationship(back_populates="voices")
    institution: Mapped["Institution"] = relationship()
