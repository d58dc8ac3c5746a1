"""What a call decides: who gets how much of which funder, the scenarios weighed before, the letters that tell it, appeals.

Amounts are integer centimes of dirham. What is granted never exceeds the envelope, nor any funder's share of it, nor the
lot's number of projects (DESIGN.md section 5, rule 7): `rules.granting` holds the call while it counts.
"""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import lazy as _
from noress.core.types import Json, Short, UTCDateTime, enum_column
from noress.domain.applications.models import ApplicationState
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.applications.models import Application, ApplicationPerson
    from noress.domain.catalogue.models import Structure
    from noress.domain.files.models import StoredFile
    from noress.domain.funding.models import Funder, FundingCall, Lot
    from noress.domain.meetings.models import AgendaItem, Meeting


class AwardState(StrEnum):
    """granted -> signed -> execution -> reported -> closed; or cancelled before it is closed."""

    GRANTED = "granted"
    SIGNED = "signed"
    EXECUTION = "execution"
    REPORTED = "reported"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> Any:
        return {
            "granted": _("accordé"), "signed": _("convention signée"), "execution": _("en cours"),
            "reported": _("rapport final accepté"), "closed": _("terminé"), "cancelled": _("annulé"),
        }[self.value]  # fmt: skip


class Award(Base):
    """Money promised to a project."""

    __tablename__ = "award"
    __table_args__ = (
        Index(
            "uq_award_application", "application_id", unique=True,
            sqlite_where=text("state <> 'cancelled'"), postgresql_where=text("state <> 'cancelled'"),
        ),
        Index("ix_award_call", "call_id", "state"),
        CheckConstraint("amount > 0", name="amount"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    #: F-2026-001, given when the results are told
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    call_id: Mapped[int] = mapped_column(ForeignKey("funding_call.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("funding_lot.id"), index=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[AwardState] = mapped_column(enum_column(AwardState), default=AwardState.GRANTED)
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: when everybody may know
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_because: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    application: Mapped["Application"] = relationship()
    call: Mapped["FundingCall"] = relationship()
    lot: Mapped["Lot"] = relationship()
    structure: Mapped["Structure"] = relationship()
    shares: Mapped[list["AwardShare"]] = relationship(
        back_populates="award", order_by="AwardShare.funder_id", cascade="all, delete-orphan"
    )


class AwardShare(Base):
    """What one funder brings to one award; the shares of an award make its amount."""

    __tablename__ = "award_share"
    __table_args__ = (
        UniqueConstraint("award_id", "funder_id", name="uq_award_share"),
        CheckConstraint("amount > 0", name="amount"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"))
    funder_id: Mapped[int] = mapped_column(ForeignKey("funding_share.id"), index=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    award: Mapped[Award] = relationship(back_populates="shares")
    funder: Mapped["Funder"] = relationship()


class Scenario(Base):
    """A way to share the envelope out, kept to be compared; one of them becomes the decision."""

    __tablename__ = "scenario"
    __table_args__ = (
        Index(
            "uq_scenario_decision", "call_id", "stage", unique=True,
            sqlite_where=text("is_decision"), postgresql_where=text("is_decision"),
        ),
        Index("ix_scenario_call", "call_id", "stage", "id"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("funding_call.id", ondelete="CASCADE"))
    stage: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(Short)
    #: what it changes of the plain ranking: places kept per province, for projects led by women; files put in or out by hand
    settings: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: what it gives with the scores of the moment it was saved: [{"application", "outcome", "amount", "place", "total"}]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    is_decision: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1)
    call: Mapped["FundingCall"] = relationship()
    made_by: Mapped["Person | None"] = relationship()


class Selection(Base):
    """The meeting where a committee decides on the files of a call."""

    __tablename__ = "selection"
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("funding_call.id"), index=True)
    stage: Mapped[int] = mapped_column(default=1)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), unique=True)
    call: Mapped["FundingCall"] = relationship()
    meeting: Mapped["Meeting"] = relationship()
    items: Mapped[list["SelectionItem"]] = relationship(
        back_populates="selection", order_by="SelectionItem.id", cascade="all, delete-orphan"
    )


class SelectionItem(Base):
    """A file on the agenda, and what was decided of it."""

    __tablename__ = "selection_item"
    __table_args__ = (UniqueConstraint("selection_id", "application_id", name="uq_selection_item"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    selection_id: Mapped[int] = mapped_column(ForeignKey("selection.id", ondelete="CASCADE"))
    agenda_item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), unique=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    outcome: Mapped[ApplicationState | None] = mapped_column(enum_column(ApplicationState))
    #: the words of the record, in the language of the minutes
    reason: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    selection: Mapped[Selection] = relationship(back_populates="items")
    agenda_item: Mapped["AgendaItem"] = relationship()
    application: Mapped["Application"] = relationship()


class DecisionLetter(Base):
    """What the structure will be told, in both languages, prepared before anything leaves."""

    __tablename__ = "decision_letter"
    __table_args__ = (UniqueConstraint("application_id", "stage", name="uq_decision_letter"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    #: L-2026-0012, given when it leaves
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    stage: Mapped[int] = mapped_column(default=1)
    outcome: Mapped[ApplicationState] = mapped_column(enum_column(ApplicationState))
    french: Mapped[str] = mapped_column(Text)
    arabic: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: changed by hand: a template that changes does not replace it
    is_edited: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: of the prize: what the jury had decided when it was written ("prize-3", "mention", "none")
    written_for: Mapped[str | None] = mapped_column(String(40))
    release_id: Mapped[int | None] = mapped_column(ForeignKey("letter_release.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    application: Mapped["Application"] = relationship()
    release: Mapped["LetterRelease | None"] = relationship()


class LetterRelease(Base):
    """Everybody is told at the same instant; once per stage of a call."""

    __tablename__ = "letter_release"
    __table_args__ = (UniqueConstraint("call_id", "stage", name="uq_letter_release"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("funding_call.id"))
    stage: Mapped[int] = mapped_column(default=1)
    released_at: Mapped[datetime] = mapped_column(UTCDateTime)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    call: Mapped["FundingCall"] = relationship()


class Appeal(Base):
    """The structure asks for the decision to be looked at again, within the call's time; one per file."""

    __tablename__ = "appeal"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"), unique=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("application_person.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    filed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: as it was answered: the decision stands, or is taken again
    is_upheld: Mapped[bool | None]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    application: Mapped["Application"] = relationship()
    author: Mapped["ApplicationPerson | None"] = relationship()
    file: Mapped["StoredFile | None"] = relationship()


class BulkTask(Base):
    """The same thing done to many files by the worker, one commit each; what failed is said, file by file."""

    __tablename__ = "bulk_task"
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("funding_call.id", ondelete="CASCADE"), index=True)
    #: "outcome", "message", "opinion"
    kind: Mapped[str] = mapped_column(String(20))
    settings: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: applications left to do, in this order
    waiting: Mapped[list[int]] = mapped_column(Json, default=list)
    done: Mapped[list[int]] = mapped_column(Json, default=list)
    #: [[application, {"fr": why, ...}]]
    failures: Mapped[list[Any]] = mapped_column(Json, default=list)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    call: Mapped["FundingCall"] = relationship()
    asked_by: Mapped["Person | None"] = relationship()
