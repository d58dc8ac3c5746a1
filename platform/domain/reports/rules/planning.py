"""Which reports the projects of a call owe, and when: told by the call, copied to each award when it is signed."""

import calendar
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.awards.models import Award
from noress.domain.funding.models import FundingCall
from noress.domain.reports import built_in, queries
from noress.domain.reports.models import ProjectReport, ReportKind, ReportPlan
from noress.extensions import db

MOST_MONTHS, MOST_REPORTS = 60, 12


class Due(NamedTuple):
    """After so many months from the day of signing."""

    kind: ReportKind
    months: int


USUAL = (Due(ReportKind.INTERIM, 6), Due(ReportKind.FINAL, 12))


def ensure_plan(*, call: FundingCall, actor: Actor, now: datetime) -> ReportPlan:
    """The call's own, or the usual one: a report after six months, the final one after twelve."""
    lock(call)
    plan = db.session.scalars(queries.get_plan(call.id)).one_or_none()
    if plan is None:
        made = built_in.make_questionnaire(call, actor=actor, now=now)
        plan = ReportPlan(call_id=call.id, questionnaire_id=made.id, dues=_written(USUAL), version=1)
        db.session.add(plan)
        db.session.flush()
        record(
            actor,
            "funding_call.reports_planned",
            call,
            now=now,
            changes={"report_months": (None, _months(USUAL))},
        )
    return plan


def edit_plan(*, plan: ReportPlan, dues: Sequence[Due], version: int, actor: Actor, now: datetime) -> None:
    """For the agreements that are signed from now on."""
    lock(plan.call)
    lock(plan)
    before = dues_of(plan)
    if plan.version != version:
        theirs = {"version": plan.version, "dues": before}
        raise StaleVersion(_("Quelqu'un d'autre a enregistré entre-temps."), theirs)
    dues = _checked(dues)
    if dues == before:
        return
    plan.dues = _written(dues)
    plan.version += 1
    changes = {"report_months": (_months(before), _months(dues))}
    record(actor, "funding_call.reports_planned", plan.call, now=now, changes=changes)


def dues_of(plan: ReportPlan) -> list[Due]:
    return [Due(ReportKind(one["kind"]), int(one["months"])) for one in plan.dues]


def plan_reports(*, award: Award, signed_on: date, actor: Actor, now: datetime) -> list[ProjectReport]:
    """The call's plan, on days counted from the signing. Called when the agreement is signed; once, however often."""
    there = list(db.session.scalars(queries.list_of_award(award.id)))
    if there:
        return there
    plan = ensure_plan(call=award.call, actor=actor, now=now)
    made = [
        ProjectReport(
            award_id=award.id, kind=due.kind, position=position, due_on=add_months(signed_on, due.months)
        )
        for position, due in enumerate(dues_of(plan), 1)
    ]
    db.session.add_all(made)
    db.session.flush()
    return made


def add_months(day: date, months: int) -> date:
    """The same day of the month, or its last one."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _checked(dues: Sequence[Due]) -> list[Due]:
    found = sorted(dues, key=lambda due: due.months)
    if any(not 1 <= due.months <= MOST_MONTHS for due in found):
        message = _("Écrivez un nombre de mois entre 1 et %(most)s.", most=MOST_MONTHS)
        raise RuleError("months", message, field="final")
    if len(found) > MOST_REPORTS or len({due.months for due in found}) < len(found):
        raise RuleError("twice", _("Deux rapports tombent le même mois : changez-en un."), field="final")
    if [due.kind for due in found].count(ReportKind.FINAL) != 1 or found[-1].kind is not ReportKind.FINAL:
        raise RuleError("final", _("Le rapport final vient après tous les autres."), field="final")
    return found


def _written(dues: Sequence[Due]) -> list[dict[str, object]]:
    return [{"kind": due.kind.value, "months": due.months} for due in dues]


def _months(dues: Sequence[Due]) -> list[int]:
    return [due.months for due in dues]
