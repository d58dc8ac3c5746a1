"""What the desk does with a report: accepted, given back, dispensed with; and with one expense of it."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.taking import checked_text
from noress.domain.awards.models import AwardState
from noress.domain.payments.taking import check_version, note, take_award
from noress.domain.reports import mails, queries
from noress.domain.reports.models import Expense, ProjectReport, ReportKind, ReportState
from noress.domain.reports.rules.telling import tell
from noress.domain.reports.standing import OPEN
from noress.extensions import db


def accept_report(*, report: ProjectReport, version: int | None, actor: Actor, now: datetime) -> None:
    """Read and taken. The final one, last of all: the project is reported on."""
    _take(report, version, actor)
    _check_sent(report)
    award = report.award
    if report.kind is ReportKind.FINAL:
        others = db.session.scalars(queries.list_of_award(award.id))
        if any(
            one.state not in (ReportState.ACCEPTED, ReportState.SKIPPED)
            for one in others
            if one.id != report.id
        ):
            message = _("Un rapport d'étape attend encore : acceptez-le ou dispensez-en le projet d'abord.")
            raise RuleError("others_open", message, status=409)
    _decide(report, ReportState.ACCEPTED, "project_report.accepted", None, actor, now)
    if report.kind is ReportKind.FINAL and award.state in (AwardState.SIGNED, AwardState.EXECUTION):
        note(award, "award.reported", {"state": AwardState.REPORTED}, actor=actor, now=now)
    tell(report, mails.accepted, now=now)


def return_report(
    *, report: ProjectReport, reason: str | None, version: int | None, actor: Actor, now: datetime
) -> None:
    """Given back with a reason: the structure corrects and sends again."""
    _take(report, version, actor)
    _check_sent(report)
    text = checked_text(reason, field="reason", missing=_("Écrivez ce qui est à corriger."))
    _decide(report, ReportState.RETURNED, "project_report.returned", text, actor, now)
    tell(report, mails.returned, now=now)


def skip_report(
    *, report: ProjectReport, reason: str | None, version: int | None, actor: Actor, now: datetime
) -> None:
    """Not asked for any more, with a reason."""
    _take(report, version, actor)
    if report.kind is ReportKind.FINAL:
        raise RuleError(
            "final",
            _("Le rapport final ne se dispense pas : sans lui, le projet ne se termine pas."),
            status=409,
        )
    if report.state not in OPEN:
        message = _("Ce rapport est « %(state)s » : ceci n'est plus possible.", state=str(report.state.label))
        raise RuleError("wrong_state", message, status=409)
    text = checked_text(reason, field="reason", missing=_("Écrivez pourquoi ce rapport n'est pas demandé."))
    _decide(report, ReportState.SKIPPED, "project_report.skipped", text, actor, now)
    tell(report, mails.skipped, now=now)


def refuse_expense(
    *,
    expense: Expense,
    report: ProjectReport,
    reason: str | None,
    version: int | None,
    actor: Actor,
    now: datetime,
) -> None:
    """It counts no more, and the structure reads why."""
    _take_expense(expense, report, version, actor)
    text = checked_text(reason, field="reason", missing=_("Écrivez pourquoi cette dépense n'est pas prise."))
    _judge(expense, report, text, "project_report.expense_refused", actor, now)


def take_expense(
    *, expense: Expense, report: ProjectReport, version: int | None, actor: Actor, now: datetime
) -> None:
    """A refusal is taken back: it counts again."""
    _take_expense(expense, report, version, actor)
    _judge(expense, report, None, "project_report.expense_taken", actor, now)


def _judge(
    expense: Expense, report: ProjectReport, reason: str | None, action: str, actor: Actor, now: datetime
) -> None:
    expense.refused_because = reason
    expense.version += 1
    note(report, action, {}, actor=actor, now=now, shown={"expense": expense.label, "reason": reason})


def _take_expense(expense: Expense, report: ProjectReport, version: int | None, actor: Actor) -> None:
    take_award(report.award, actor=actor)
    lock(report)
    lock(expense)
    check_version(expense, version)
    _check_sent(report)


def _take(report: ProjectReport, version: int | None, actor: Actor) -> None:
    take_award(report.award, actor=actor)
    lock(report)
    check_version(report, version)


def _check_sent(report: ProjectReport) -> None:
    if report.state is not ReportState.SENT:
        message = _("Ce rapport est « %(state)s » : ceci n'est plus possible.", state=str(report.state.label))
        raise RuleError("wrong_state", message, status=409)


def _decide(
    report: ProjectReport, state: ReportState, action: str, reason: str | None, actor: Actor, now: datetime
) -> None:
    report.decided_at, report.decided_by_id = now, actor.person_id
    note(report, action, {"state": state, "reason": reason}, actor=actor, now=now)
