"""What a funded project tells of itself: reports on days, spending, its public page; and figures printed elsewhere.

Amounts are integer centimes of dirham. A report is answers to a questionnaire (`Questionnaire.serves = "report"`): the
engine of forms keeps drafts, works without a network and takes dated photographs.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.types import Json, Short, TranslatedText, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.awards.models import Award
    from noress.domain.files.models import StoredFile
    from noress.domain.funding.models import FundingCall
    from noress.domain.questionnaires.models import Questionnaire, Response


class ReportKind(StrEnum):
    INTERIM = "interim"
    FINAL = "final"

    @property
    def label(self) -> Any:
        return {"interim": _("rapport d'étape"), "final": _("rapport final")}[self.value]


class ReportState(StrEnum):
    """due -> sent -> accepted; returned with a reason; skipped with a reason. Late is computed from its day."""

    DUE = "due"
    SENT = "sent"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    SKIPPED = "skipped"

    @property
    def label(self) -> Any:
        return {
            "due": _("à faire"), "sent": _("envoyé, à lire"), "accepted": _("accepté"),
            "returned": _("à corriger"), "skipped": _("dispensé"),
        }[self.value]  # fmt: skip


class ReportPlan(Base):
    """What the projects of a call are asked, and when: copied to each award when its agreement is signed."""

    __tablename__ = "report_plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("funding_call.id", ondelete="CASCADE"), unique=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    #: [{"kind": "interim" | "final", "months": 6}] after the day of signing
    dues: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    version: Mapped[int] = mapped_column(default=1)
    call: Mapped["FundingCall"] = relationship()
    questionnaire: Mapped["Questionnaire"] = relationship()


class ProjectReport(Base):
    """One report of one award, from its day to its acceptance."""

    __tablename__ = "project_report"
    __table_args__ = (
        UniqueConstraint("award_id", "position", name="uq_project_report"),
        Index("ix_project_report_due", "state", "due_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"))
    kind: Mapped[ReportKind] = mapped_column(enum_column(ReportKind))
    position: Mapped[int]
    due_on: Mapped[date]
    state: Mapped[ReportState] = mapped_column(enum_column(ReportState), default=ReportState.DUE)
    #: what the phone's five questions were answered with
    response_id: Mapped[int | None] = mapped_column(ForeignKey("response.id"), unique=True)
    women: Mapped[int | None]
    men: Mapped[int | None]
    not_stated: Mapped[int | None]
    #: the total as the paper that was joined prints it, when it is not the sum
    printed_total: Mapped[int | None]
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str | None] = mapped_column(Text)
    #: how often its day was recalled
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    award: Mapped["Award"] = relationship()
    response: Mapped["Response | None"] = relationship()

    @property
    def title(self) -> str:
        """ "Rapport d'étape n° 1"."""
        return str(_("%(kind)s n° %(number)s", kind=str(self.kind.label).capitalize(), number=self.position))


class Expense(Base):
    """Money spent by a project, on a line of its budget."""

    __tablename__ = "project_expense"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"), index=True)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("project_report.id"), index=True)
    #: the line of the budget as the application says it; none: not foreseen
    line: Mapped[str | None] = mapped_column(Short)
    label: Mapped[str] = mapped_column(Short)
    amount: Mapped[int] = mapped_column(BigInteger)
    spent_on: Mapped[date]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    #: the desk does not take it, and why
    refused_because: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    file: Mapped["StoredFile | None"] = relationship()


class ProjectPage(Base):
    """What everybody may read of a funded project: written by the desk with the holder, published by the desk."""

    __tablename__ = "project_page"
    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"), unique=True)
    title: Mapped[Translated] = mapped_column(TranslatedText)
    summary: Mapped[Translated] = mapped_column(TranslatedText)
    results: Mapped[Translated] = mapped_column(TranslatedText)
    lessons: Mapped[Translated] = mapped_column(TranslatedText)
    #: photographs of its reports that may be shown: [{"file": id, "on": "2026-11-20"}]
    photos: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    award: Mapped["Award"] = relationship()


class PrintedFigure(Base):
    """Beneficiaries of a project as a document printed them. Sums are computed beside, differences flagged, nothing corrected."""

    __tablename__ = "printed_figure"
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(Short)
    position: Mapped[int] = mapped_column(default=0)
    project: Mapped[str] = mapped_column(Short)
    partner: Mapped[str | None] = mapped_column(Short)
    women: Mapped[int | None]
    men: Mapped[int | None]
    printed_total: Mapped[int | None]
    #: the document's own last line
    is_grand_total: Mapped[bool] = mapped_column(default=False, server_default=false())
