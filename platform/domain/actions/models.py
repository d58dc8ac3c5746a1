"""Action plans: quoi, où, quand, responsable, comment, livrables; and what became of each line."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.types import Json, Short, TranslatedText, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.decisions.models import Decision
    from noress.domain.files.models import StoredFile
    from noress.domain.institutions.models import Body, Institution
    from noress.domain.meetings.models import Meeting, Proposal
    from noress.domain.minutes.models import MinutesBlock


#: an action without date, and without a word for that long, is late all the same. Plenaries meet four times a
#: year: by then two of them have passed without anybody asking after it
SILENT_MONTHS = 6


class PlanKind(StrEnum):
    STRATEGIC = "strategic"
    THEMATIC = "thematic"

    @property
    def label(self) -> Any:
        return {"strategic": _("plan stratégique"), "thematic": _("plan thématique")}[self.value]


class ActionPlan(Base):
    """A plan of a body over a period."""

    __tablename__ = "action_plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PlanKind] = mapped_column(enum_column(PlanKind))
    title: Mapped[Translated] = mapped_column(TranslatedText)
    description: Mapped[Translated | None] = mapped_column(TranslatedText)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    #: a body that the platform does not know (a local committee of a past plan), in words
    body_words: Mapped[Translated | None] = mapped_column(TranslatedText)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    is_public: Mapped[bool] = mapped_column(default=False)
    #: over: nothing in it is late any more, nobody is reminded
    closed_on: Mapped[date | None]
    #: the document that it is restated from
    source: Mapped[str | None] = mapped_column(Short)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    body: Mapped["Body | None"] = relationship()
    actions: Mapped[list["Action"]] = relationship(back_populates="plan", order_by="Action.position")


class DuePrecision(StrEnum):
    """How exactly the due date is known; `due_on` is then the last day of that time."""

    MINUTE = "minute"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def label(self) -> Any:
        return {
            "minute": _("à l'heure près"),
            "day": _("au jour près"),
            "week": _("à la semaine près"),
            "month": _("au mois près"),
        }[self.value]


class ActionState(StrEnum):
    OPEN = "open"
    BLOCKED = "blocked"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def is_open(self) -> bool:
        """Something is still expected."""
        return self in {ActionState.OPEN, ActionState.BLOCKED}

    @property
    def label(self) -> Any:
        return {
            "open": _("en cours"),
            "blocked": _("bloquée"),
            "done": _("faite"),
            "dropped": _("abandonnée"),
        }[self.value]


class Action(Base):
    """A-2026-014. Its owner is an institution, a body, or an outside body in words."""

    __tablename__ = "action"
    __table_args__ = (
        CheckConstraint("progress >= 0 AND progress <= 100", name="progress"),
        CheckConstraint("starts_on IS NULL OR due_on IS NULL OR due_on >= starts_on", name="dates"),
        CheckConstraint("(due_on IS NULL) = (due_precision IS NULL)", name="due"),
        Index("ix_action_due", "state", "due_on"),
        # mailed links name the row: a number is never given twice
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("action_plan.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    what: Mapped[Translated] = mapped_column(TranslatedText)
    where: Mapped[Translated | None] = mapped_column("where_", TranslatedText)
    how: Mapped[Translated | None] = mapped_column(TranslatedText)
    deliverables: Mapped[Translated | None] = mapped_column(TranslatedText)
    starts_on: Mapped[date | None]
    #: the last day of the time said
    due_on: Mapped[date | None]
    #: "10:30", wall time in Morocco, when the precision is the minute
    due_wall: Mapped[str | None] = mapped_column(String(5))
    due_precision: Mapped[DuePrecision | None] = mapped_column(enum_column(DuePrecision))
    #: of a month: its end was said ("fin février 2013"), not the whole month
    due_is_end: Mapped[bool] = mapped_column(default=False)
    #: as the source printed it ("fin 2013-02")
    due_words: Mapped[str | None] = mapped_column(Short)
    owner_institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    owner_body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    owner_words: Mapped[str | None] = mapped_column(Short)
    #: an outside owner is reminded there: a third party's address, given by somebody else (DESIGN rule 10)
    owner_email: Mapped[str | None] = mapped_column(String(254))
    owner_email_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: who gave it, named in the mails
    owner_email_source: Mapped[str | None] = mapped_column(Short)
    owner_language: Mapped[str] = mapped_column(String(2), default="fr")
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    block_id: Mapped[int | None] = mapped_column(ForeignKey("minutes_block.id"), unique=True)
    state: Mapped[ActionState] = mapped_column(enum_column(ActionState), default=ActionState.OPEN)
    progress: Mapped[int] = mapped_column(default=0)
    done_on: Mapped[date | None]
    #: raised to make the mailed links useless
    link_generation: Mapped[int] = mapped_column(default=1)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: reminders since the last word from the owner
    reminders: Mapped[int] = mapped_column(default=0)
    last_report_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: everything a search may look for; the place apart
    text_folded: Mapped[str] = mapped_column(Text, default="")
    where_folded: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: taken back with the import that wrote it; the row keeps its number
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    plan: Mapped[ActionPlan | None] = relationship(back_populates="actions")
    owner_institution: Mapped["Institution | None"] = relationship()
    owner_body: Mapped["Body | None"] = relationship()
    proposal: Mapped["Proposal | None"] = relationship()
    decision: Mapped["Decision | None"] = relationship()
    meeting: Mapped["Meeting | None"] = relationship()
    block: Mapped["MinutesBlock | None"] = relationship()
    reports: Mapped[list["ActionReport"]] = relationship(back_populates="action", order_by="ActionReport.id")


class ActionReport(Base):
    """One word on an action: what was said, by whom, with its evidence. Append-only."""

    __tablename__ = "action_report"
    __table_args__ = (CheckConstraint("progress >= 0 AND progress <= 100", name="progress"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"), index=True)
    state: Mapped[ActionState] = mapped_column(enum_column(ActionState))
    progress: Mapped[int]
    comment: Mapped[str | None] = mapped_column(Text)
    #: "link", "site", "phone"…: how it came
    channel: Mapped[str] = mapped_column(String(20))
    reported_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"))
    #: who spoke behind a mailed link, or on the telephone
    reporter_words: Mapped[str | None] = mapped_column(Short)
    #: given by the page: a word sent twice on a bad network is one word
    client_key: Mapped[str | None] = mapped_column(String(40), unique=True)
    action: Mapped[Action] = relationship(back_populates="reports")
    reported_by: Mapped["Person | None"] = relationship()
    institution: Mapped["Institution | None"] = relationship()
    evidence: Mapped[list["ActionEvidence"]] = relationship(
        back_populates="report", order_by="ActionEvidence.id"
    )


class ActionEvidence(Base):
    """A file or photo joined to a report."""

    __tablename__ = "action_evidence"
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("action_report.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    report: Mapped[ActionReport] = relationship(back_populates="evidence")
    file: Mapped["StoredFile"] = relationship()


class ImportState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    UNDONE = "undone"
    ABANDONED = "abandoned"

    @property
    def label(self) -> Any:
        return {
            "pending": _("à vérifier"),
            "done": _("importé"),
            "undone": _("import annulé"),
            "abandoned": _("abandonné"),
        }[self.value]


class ActionImport(Base):
    """A sheet that somebody sent: its rows as read, what each column means, and what came of it. Nothing is
    written to the plan before it is confirmed; undone as long as nobody has touched its lines."""

    __tablename__ = "action_import"
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("action_plan.id"), index=True)
    filename: Mapped[str] = mapped_column(Short)
    #: [[cell, …], …], the first row being the headings
    rows: Mapped[list[list[str]]] = mapped_column(Json)
    #: {place of the column: name of the field}
    mapping: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState), default=ImportState.PENDING)
    #: [[number of the line, its version then], …]: what it wrote
    written: Mapped[list[list[int]]] = mapped_column(Json, default=list)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    plan: Mapped[ActionPlan] = relationship()
