"""Every statement on reports, spending, public pages of projects and printed figures."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from noress.core.folding import fold
from noress.domain.applications.models import Application
from noress.domain.awards.models import Award, AwardShare, AwardState
from noress.domain.catalogue.models import Structure
from noress.domain.files.models import StoredFile
from noress.domain.funding.models import CallKind, Funder, FundingCall
from noress.domain.payments.models import Instalment, InstalmentState
from noress.domain.payments.queries import may_know
from noress.domain.questionnaires.models import ResponseFile
from noress.domain.reports.models import (
    Expense,
    PrintedFigure,
    ProjectPage,
    ProjectReport,
    ReportPlan,
    ReportState,
)

_GOING_ON = (AwardState.SIGNED, AwardState.EXECUTION)
_OPEN = (ReportState.DUE, ReportState.RETURNED)


def get_plan(call_id: int) -> Select[ReportPlan]:
    return (
        select(ReportPlan).where(ReportPlan.call_id == call_id).options(joinedload(ReportPlan.questionnaire))
    )


# --- reports ----------------------------------------------------------------------------------------------


class Wanted(NamedTuple):
    """What the desk's list is narrowed to; nothing chosen is "" or None."""

    call_id: int | None = None
    words: str = ""
    state: ReportState | None = None
    #: only those that were due before these days
    due_before: date | None = None


def list_reports(wanted: Wanted, recused: Select[Any], *, only_told: bool) -> Select[ProjectReport]:
    """Of projects that go on or are over, the first day first; cancelled ones are asked for nothing."""
    where: list[ColumnElement[bool]] = [
        *may_know(recused, only_told=only_told),
        Award.state != AwardState.CANCELLED,
    ]
    if wanted.call_id is not None:
        where.append(Award.call_id == wanted.call_id)
    if wanted.state is not None:
        where.append(ProjectReport.state == wanted.state)
    if wanted.due_before is not None:
        where += [
            ProjectReport.state.in_(_OPEN),
            ProjectReport.due_on < wanted.due_before,
            Award.state.in_(_GOING_ON),
        ]
    for word in fold(wanted.words).split()[:8]:
        found: tuple[Any, ...] = (Application.title_folded, Structure.name_folded, func.lower(Award.number))
        where.append(or_(*(column.contains(word, autoescape=True) for column in found)))
    return _with_award(select(ProjectReport)).where(*where).order_by(ProjectReport.due_on, ProjectReport.id)


def _with_award(query: Select[ProjectReport]) -> Select[ProjectReport]:
    return (
        query.join(ProjectReport.award)
        .join(Award.structure)
        .join(Award.application)
        .options(
            contains_eager(ProjectReport.award).contains_eager(Award.structure),
            contains_eager(ProjectReport.award).contains_eager(Award.application),
        )
    )  # fmt: skip


def list_of_award(award_id: int) -> Select[ProjectReport]:
    return (
        select(ProjectReport)
        .where(ProjectReport.award_id == award_id)
        .options(joinedload(ProjectReport.award), joinedload(ProjectReport.response))
        .order_by(ProjectReport.position)
    )


def get_of_response(response_id: int) -> Select[ProjectReport]:
    return (
        select(ProjectReport)
        .where(ProjectReport.response_id == response_id)
        .options(joinedload(ProjectReport.award).joinedload(Award.application))
    )


def list_of_application(application_id: int) -> Select[ProjectReport]:
    """As whoever works on the file follows them: of the award that was announced."""
    return (
        _with_award(select(ProjectReport))
        .where(Award.application_id == application_id, Award.published_at.is_not(None),
               Award.state != AwardState.CANCELLED)
        .order_by(ProjectReport.position)
    )  # fmt: skip


def list_waiting(application_ids: Iterable[int], until: date) -> Select[ProjectReport]:
    """Reports that these projects have to send by that day, or had to."""
    return (
        _with_award(select(ProjectReport))
        .where(
            Award.application_id.in_(list(application_ids)), Award.published_at.is_not(None),
            Award.state.in_(_GOING_ON), ProjectReport.state.in_(_OPEN), ProjectReport.due_on <= until,
        )
        .order_by(ProjectReport.due_on, ProjectReport.id)
    )  # fmt: skip


def list_to_remind(soon: date, today: date, before: datetime, most: int) -> Select[ProjectReport]:
    """Whose day comes near, never reminded; or has passed, with the last reminder long enough ago."""
    never = (ProjectReport.reminders == 0) & (ProjectReport.due_on <= soon)
    again = (
        (ProjectReport.reminders > 0) & (ProjectReport.reminders < most) & (ProjectReport.due_on < today)
        & (ProjectReport.reminded_at < before)
    )  # fmt: skip
    return (
        _with_award(select(ProjectReport))
        .join(Award.call)
        .where(
            ProjectReport.state.in_(_OPEN), Award.state.in_(_GOING_ON), Award.published_at.is_not(None),
            FundingCall.is_test.is_(False), or_(never, again),
        )
        .options(contains_eager(ProjectReport.award).contains_eager(Award.application).selectinload(Application.people))
        .order_by(ProjectReport.id)
        .limit(200)
    )  # fmt: skip


def list_known_calls(recused: Select[Any], *, only_told: bool) -> Select[FundingCall]:
    known = select(Award.call_id).join(ProjectReport, ProjectReport.award_id == Award.id).where(
        *may_know(recused, only_told=only_told)
    )  # fmt: skip
    return select(FundingCall).where(FundingCall.id.in_(known)).order_by(FundingCall.edition.desc())


# --- files ------------------------------------------------------------------------------------------------


def get_file(response_ids: Iterable[int], file_id: int) -> Select[ResponseFile]:
    return (
        select(ResponseFile)
        .where(ResponseFile.response_id.in_(list(response_ids)), ResponseFile.file_id == file_id)
        .options(joinedload(ResponseFile.file))
        .limit(1)
    )


def list_stored(file_ids: Iterable[int]) -> Select[StoredFile]:
    return select(StoredFile).where(StoredFile.id.in_(list(file_ids)))


# --- spending ---------------------------------------------------------------------------------------------


def list_expenses(award_id: int, report_id: int | None = None) -> Select[Expense]:
    query = select(Expense).where(Expense.award_id == award_id)
    if report_id is not None:
        query = query.where(Expense.report_id == report_id)
    return query.order_by(Expense.spent_on, Expense.id)


def list_counted(award_id: int, report: ProjectReport | None = None) -> Select[*tuple[Any, ...]]:
    """(report, line, centimes, why it is refused) of reports that were sent. `report`: up to that one, which counts in
    its own sheet also once it was given back."""
    counts: Any = ProjectReport.state.in_((ReportState.SENT, ReportState.ACCEPTED))
    if report is not None:
        counts = or_(ProjectReport.id == report.id, counts & (ProjectReport.position < report.position))
    return (
        select(Expense.report_id, Expense.line, Expense.amount, Expense.refused_because)
        .join(ProjectReport, ProjectReport.id == Expense.report_id)
        .where(Expense.award_id == award_id, counts)
        .order_by(Expense.id)
    )


def sum_paid(award_id: int) -> Select[int]:
    return select(func.coalesce(func.sum(Instalment.amount), 0)).where(
        Instalment.award_id == award_id, Instalment.state == InstalmentState.PAID
    )


def count_unsettled(award_id: int) -> Select[int]:
    """Instalments neither paid nor cancelled."""
    settled = (InstalmentState.PAID, InstalmentState.CANCELLED)
    return (
        select(func.count())
        .select_from(Instalment)
        .where(Instalment.award_id == award_id, Instalment.state.not_in(settled))
    )


# --- public pages -----------------------------------------------------------------------------------------


def get_page(award_id: int) -> Select[ProjectPage]:
    return select(ProjectPage).where(ProjectPage.award_id == award_id)


def get_public_award(award_id: int) -> Select[Award]:
    """Announced, standing, of a call that is no trial."""
    return (
        select(Award)
        .join(Award.call)
        .where(
            Award.id == award_id, Award.published_at.is_not(None), Award.state != AwardState.CANCELLED,
            FundingCall.is_test.is_(False), FundingCall.kind == CallKind.AMI,
        )
        .options(
            contains_eager(Award.call), joinedload(Award.application), joinedload(Award.structure), joinedload(Award.lot),
            selectinload(Award.shares).joinedload(AwardShare.funder).joinedload(Funder.institution),
        )
    )  # fmt: skip


def list_accepted(award_id: int) -> Select[ProjectReport]:
    return (
        select(ProjectReport)
        .where(ProjectReport.award_id == award_id, ProjectReport.state == ReportState.ACCEPTED)
        .order_by(ProjectReport.position)
    )


# --- printed figures --------------------------------------------------------------------------------------


def list_figures() -> Select[PrintedFigure]:
    return select(PrintedFigure).order_by(PrintedFigure.source, PrintedFigure.position, PrintedFigure.id)
