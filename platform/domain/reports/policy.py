"""Who follows the reports of funded projects. Whoever is recused from the file is told 404 before (web/policy.py)."""

from typing import Any

from noress.domain.accounts.actor import Actor
from noress.domain.applications.policy import can_list
from noress.domain.payments.policy import can_know_award
from noress.domain.reports.models import Expense, ProjectReport
from noress.extensions import db


def can_manage(actor: Actor, subject: Any = None) -> bool:
    """The permanent secretariat and desk officers."""
    return can_list(actor)


def can_know_report(actor: Actor | None, report: ProjectReport) -> bool:
    return can_know_award(actor, report.award)


def can_know_expense(actor: Actor | None, expense: Expense) -> bool:
    report = db.session.get(ProjectReport, expense.report_id) if expense.report_id else None
    return report is not None and can_know_report(actor, report)
