"""Spending against the budget, line by line, and people reached: computed from what was reported, never typed."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from noress.domain.applications.models import Application
from noress.domain.awards.models import Award
from noress.domain.payments import prizes
from noress.domain.questionnaires.rules.answering import definition_of
from noress.domain.reports import queries
from noress.domain.reports.models import ProjectReport, ReportState
from noress.extensions import db


class BudgetLine(NamedTuple):
    label: str
    amount: int


class Spent(NamedTuple):
    """A line of the budget, or what it did not foresee (`label` none), in centimes."""

    label: str | None
    planned: int
    before: int
    now: int

    @property
    def total(self) -> int:
        return self.before + self.now

    @property
    def left(self) -> int:
        return self.planned - self.total


class Sheet(NamedTuple):
    lines: list[Spent]
    refused: int

    @property
    def planned(self) -> int:
        return sum(line.planned for line in self.lines)

    @property
    def before(self) -> int:
        return sum(line.before for line in self.lines)

    @property
    def now(self) -> int:
        return sum(line.now for line in self.lines)

    @property
    def total(self) -> int:
        return self.before + self.now

    @property
    def left(self) -> int:
        return self.planned - self.total


class Reach(NamedTuple):
    """People reached; `printed` is what papers say, where it is not the sum."""

    women: int
    men: int
    not_stated: int
    printed: int | None = None

    @property
    def total(self) -> int:
        return self.women + self.men + self.not_stated

    @property
    def differs(self) -> bool:
        return self.printed is not None and self.printed != self.total


class Balance(NamedTuple):
    """Centimes. What was paid and not spent is given back."""

    granted: int
    paid: int
    spent: int
    refused: int

    @property
    def to_give_back(self) -> int:
        return max(0, self.paid - self.spent)


def budget_of(application: Application) -> list[BudgetLine]:
    """The lines of the budget as it was sent last; two lines with one name are one."""
    response = application.file_response
    if response is None or not response.answers:
        return []
    lines: dict[str, int] = {}
    for question in definition_of(response).questions():
        if question.type == "budget":
            for row in (response.answers.get(question.key) or {}).get("lines") or []:
                label = str(row.get("label") or "").strip()[:300]
                if label:
                    lines[label] = lines.get(label, 0) + int(row.get("amount") or 0)
    return [BudgetLine(label, amount) for label, amount in lines.items()]


def sheet_of(award: Award, report: ProjectReport | None = None) -> Sheet:
    """`report`: as it was with that one; none: everything that was reported."""
    rows = db.session.execute(queries.list_counted(award.id, report)).all()
    budget = {line.label: line.amount for line in budget_of(award.application)}
    before: dict[str | None, int] = {}
    now: dict[str | None, int] = {}
    for report_id, line, amount, refused in rows:
        if refused is None:
            side = now if report is not None and report_id == report.id else before
            side[line] = side.get(line, 0) + amount
    names: list[Any] = [*budget, *sorted({*before, *now} - {*budget, None}, key=str)]
    if None in before or None in now:
        names.append(None)
    lines = [Spent(name, budget.get(name, 0), before.get(name, 0), now.get(name, 0)) for name in names]
    return Sheet(lines, refused=sum(row[2] for row in rows if row[3] is not None))


def reach_of(report: ProjectReport) -> Reach:
    return Reach(report.women or 0, report.men or 0, report.not_stated or 0, report.printed_total)


def reached_by(reports: Iterable[ProjectReport]) -> Reach:
    """All that was accepted."""
    found = [one for one in reports if one.state is ReportState.ACCEPTED]
    return Reach(*(sum(getattr(one, name) or 0 for one in found) for name in ("women", "men", "not_stated")))


def balance_of(award: Award) -> Balance:
    """Of a prize that owes no report, nothing is asked back: what is paid is won."""
    sheet = sheet_of(award)
    paid = db.session.scalar(queries.sum_paid(award.id)) or 0
    spent = sheet.total if prizes.owes_reports(award) else paid
    return Balance(award.amount, paid, spent, sheet.refused)
