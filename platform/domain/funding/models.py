"""Calls for expressions of interest: an edition with its lots, its calendar and its public questions.

Amounts are integer centimes of dirham; instants are UTC, shown in Morocco's time.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.types import Json, Short, TranslatedText, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.institutions.models import Institution
    from noress.domain.questionnaires.models import Questionnaire


class CallKind(StrEnum):
    """What a call gives: money for projects, or prizes (`domain/competitions`)."""

    AMI = "ami"
    COMPETITION = "competition"


class CallState(StrEnum):
    """draft -> announced -> open -> review -> decided -> published -> execution -> closed (DESIGN.md section 6).

    Opening and closing are dates: `calendar.takes_applications` says whether they are taken now."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    REVIEW = "review"
    DECIDED = "decided"
    PUBLISHED = "published"
    EXECUTION = "execution"
    CLOSED = "closed"

    @property
    def label(self) -> Any:
        return {
            "draft": _("en préparation"), "announced": _("annoncé"), "open": _("ouvert"),
            "review": _("en cours d'examen"), "decided": _("décidé"), "published": _("résultats publiés"),
            "execution": _("projets en cours"), "closed": _("terminé"),
        }[self.value]  # fmt: skip


class FundingCall(Base):
    """One edition."""

    __tablename__ = "funding_call"
    __table_args__ = (
        UniqueConstraint("kind", "edition", "is_test", name="uq_funding_call_edition"),
        CheckConstraint("stages BETWEEN 1 AND 2", name="stages"),
        CheckConstraint("grace_minutes BETWEEN 0 AND 120", name="grace"),
        CheckConstraint("envelope >= 0", name="envelope"),
        CheckConstraint("correction_days BETWEEN 1 AND 60", name="correction_days"),
        # a trial can be deleted: its number, which its history and links bear, is not given again
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CallKind] = mapped_column(enum_column(CallKind), default=CallKind.AMI, server_default="ami")
    edition: Mapped[int]
    title: Mapped[Translated] = mapped_column(TranslatedText)
    #: what it is for, who may apply, what is paid: long texts of the public page
    objective: Mapped[Translated] = mapped_column(TranslatedText)
    audience: Mapped[Translated] = mapped_column(TranslatedText)
    #: whom to ask, in words; a mailbox and a number that everybody reads
    contact: Mapped[Translated] = mapped_column(TranslatedText)
    contact_email: Mapped[str | None] = mapped_column(String(254))
    contact_phone: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[CallState] = mapped_column(enum_column(CallState), default=CallState.DRAFT)
    #: for trying it out: a band on every page, out of every list and figure
    is_test: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_demonstration: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: the institution that signs and pays
    carrier_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    #: what the lots share; none: not announced
    envelope: Mapped[int | None] = mapped_column(BigInteger)
    #: 1: a full file at once; 2: a short expression of interest, then the full file of those retained
    stages: Mapped[int] = mapped_column(default=2)
    note_questionnaire_id: Mapped[int | None] = mapped_column(ForeignKey("questionnaire.id"), index=True)
    file_questionnaire_id: Mapped[int | None] = mapped_column(ForeignKey("questionnaire.id"), index=True)
    #: {"fr": "...", ...} of the declaration that whoever sends accepts
    declaration: Mapped[Translated] = mapped_column(TranslatedText)
    #: [{"key", "text": {...}, "expects": "yes" | "no", "message": {...}}], asked before anything is begun
    eligibility: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    #: an applicant belongs to the network: a member, or affiliated with one
    needs_affiliation: Mapped[bool] = mapped_column(default=True)
    announced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: no public question is taken from then on
    questions_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: of the first stage, or of the only one
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: of the full file, for those retained
    files_close_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    results_on: Mapped[date | None]
    appeal_until: Mapped[date | None]
    #: said nowhere: what arrives within them is still taken
    grace_minutes: Mapped[int] = mapped_column(default=0)
    #: of the clock of a correction request
    correction_days: Mapped[int] = mapped_column(default=7)
    #: the amount as the document that announced it says
    amount_wording: Mapped[str | None] = mapped_column(Short)
    #: what is documented of an edition that this platform did not run
    projects_funded: Mapped[int | None]
    source: Mapped[str | None] = mapped_column(Short)
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("funding_call.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    carrier: Mapped["Institution | None"] = relationship()
    note_questionnaire: Mapped["Questionnaire | None"] = relationship(foreign_keys=[note_questionnaire_id])
    file_questionnaire: Mapped["Questionnaire | None"] = relationship(foreign_keys=[file_questionnaire_id])
    lots: Mapped[list["Lot"]] = relationship(
        back_populates="call", order_by="Lot.position", cascade="all, delete-orphan"
    )
    funders: Mapped[list["Funder"]] = relationship(
        back_populates="call", order_by="Funder.id", cascade="all, delete-orphan"
    )
    criteria: Mapped[list["CallCriterion"]] = relationship(
        back_populates="call", order_by="CallCriterion.position", cascade="all, delete-orphan"
    )


class Lot(Base):
    """A part of a call: how much one project gets, and how many projects."""

    __tablename__ = "funding_lot"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("most_projects IS NULL OR most_projects > 0", name="most_projects"),
        CheckConstraint("own_percent BETWEEN 0 AND 99", name="own_percent"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("funding_call.id", ondelete="CASCADE"), index=True)
    title: Mapped[Translated] = mapped_column(TranslatedText)
    position: Mapped[int] = mapped_column(default=0)
    #: per project; nothing where it is a category of the prize: what is won is the prize's
    amount: Mapped[int] = mapped_column(BigInteger)
    #: the amount is a ceiling; otherwise it is the amount, and nobody types it
    is_ceiling: Mapped[bool] = mapped_column(default=False)
    most_projects: Mapped[int | None]
    #: of the budget that the applicant and its partners bring, at least
    own_percent: Mapped[int] = mapped_column(default=0)
    #: work, premises and things count towards it
    own_in_kind: Mapped[bool] = mapped_column(default=True)
    call: Mapped[FundingCall] = relationship(back_populates="lots")


class Funder(Base):
    """Who puts how much into the envelope."""

    __tablename__ = "funding_share"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("funding_call.id", ondelete="CASCADE"), index=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    #: a funder that is no institution of the platform
    name: Mapped[Translated | None] = mapped_column(TranslatedText)
    amount: Mapped[int] = mapped_column(BigInteger)
    call: Mapped[FundingCall] = relationship(back_populates="funders")
    institution: Mapped["Institution | None"] = relationship()


class CallCriterion(Base):
    """What files will be judged by, announced with the call. The weights of a call make 100."""

    __tablename__ = "funding_criterion"
    __table_args__ = (CheckConstraint("weight BETWEEN 1 AND 100", name="weight"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("funding_call.id", ondelete="CASCADE"), index=True)
    title: Mapped[Translated] = mapped_column(TranslatedText)
    guidance: Mapped[Translated | None] = mapped_column(TranslatedText)
    weight: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    call: Mapped[FundingCall] = relationship(back_populates="criteria")


class CallQuestion(Base):
    """A question that anybody asks about a call. Its answer is public, who asked is not."""

    __tablename__ = "funding_question"
    __table_args__ = (Index("ix_funding_question_call", "call_id", "published_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("funding_call.id", ondelete="CASCADE"))
    #: as it was asked; the desk may take out what tells who asks
    asked: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    #: where the answer is told; forgotten once it is
    email: Mapped[str | None] = mapped_column(String(254))
    #: what everybody reads
    question: Mapped[Translated | None] = mapped_column(TranslatedText)
    answer: Mapped[Translated | None] = mapped_column(TranslatedText)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: put aside without an answer: not about the call, or junk
    dismissed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    call: Mapped[FundingCall] = relationship()
    answered_by: Mapped["Person | None"] = relationship()
