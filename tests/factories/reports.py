"""Reports of funded projects, as rules make them."""

import itertools
from datetime import date
from typing import Any

from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import ApplicationPerson
from noress.domain.awards.models import Award, AwardState
from noress.domain.institutions.models import Function
from noress.domain.reports import queries
from noress.domain.reports.models import ProjectReport
from noress.domain.reports.rules import planning, sending
from noress.extensions import db
from tests.factories import NOW, make_assignment, make_person
from tests.factories.payments import make_told_award

_n = itertools.count(1)
#: of the application: two lines
BUDGET = {
    "lines": [{"label": "Équipement", "amount": 50_000_00}, {"label": "Formation", "amount": 20_000_00}],
    "requested": 60_000_00, "own_cash": 10_000_00, "own_in_kind": 0, "partners": [],
}  # fmt: skip
SIGNED_ON = date(2026, 11, 20)


def make_officer() -> Any:
    person = make_person("Chargé de dossier")
    make_assignment(person, Function.DESK_OFFICER)
    return person


def make_signed(work: Any, call: Any = None, **values: Any) -> Award:
    """Its agreement signed on SIGNED_ON: a report due on 2027-05-20, the final one on 2027-11-20."""
    answers = {"budget": BUDGET, **values.pop("answers", {})}
    award = make_told_award(work, call, answers=answers, **values)
    with work():
        award.state = AwardState.SIGNED
        planning.plan_reports(award=award, signed_on=SIGNED_ON, actor=Actor.system(), now=NOW)
    return award


def reports_of(award: Award) -> list[ProjectReport]:
    return list(db.session.scalars(queries.list_of_award(award.id)))


def holder(award: Award) -> ApplicationPerson:
    return award.application.people[0]


def spent(label: str, amount: int, line: str = "l1", day: str = "2026-11-20") -> dict[str, Any]:
    return {"line": line, "label": label, "amount": amount, "spent_on": day}


def answers(**values: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "done": "La machine est achetée.", "people": {"women": 12, "men": 3, "not_stated": 0},
        "spent": [spent("Machine", 30_000_00), spent("Formatrice", 5_000_00, "l2")],
    }  # fmt: skip
    return {key: value for key, value in {**usual, **values}.items() if value is not None}


def fill(work: Any, report: ProjectReport, now: Any = NOW, **values: Any) -> None:
    """Begun, and these answers written."""
    with work():
        response = sending.begin_report(person=holder(report.award), report=report, now=now)
        response.values = answers(**values)
        response.version += 1


def send(work: Any, report: ProjectReport, now: Any = NOW, **values: Any) -> None:
    fill(work, report, now, **values)
    with work():
        sending.send_report(
            person=holder(report.award), report=report, key=f"clé-{next(_n)}", now=now,
            version=report.response.version if report.response else 0,
        )  # fmt: skip
