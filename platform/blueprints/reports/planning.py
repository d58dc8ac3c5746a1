"""Which reports a call asks of its projects."""

from typing import Any

from flask import render_template, url_for

from noress.blueprints.reports import bp
from noress.blueprints.reports.forms import INTERIMS, PlanForm
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.funding.models import FundingCall
from noress.domain.reports import queries
from noress.domain.reports.models import ReportKind, ReportPlan
from noress.domain.reports.rules import planning as rules
from noress.domain.reports.rules.planning import Due, dues_of
from noress.extensions import db
from noress.web import acting
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/appels/gestion/<int:funding_call_id>/rapports", methods=["GET", "POST"])
@permission(P.REPORT_MANAGE, loads=FundingCall)
def plan(call: FundingCall) -> Any:
    """Months after the signing. The form of five questions is made with the plan."""
    found = db.session.scalars(queries.get_plan(call.id)).one_or_none()
    form = PlanForm(data=_values(found))
    tried = attempt(
        form,
        lambda: _save(call, form),
        stored=lambda: _values(db.session.scalars(queries.get_plan(call.id)).one_or_none()),
    )
    if tried.status:
        return render_template(
            "reports/plan.html", call=call, plan=found, form=form, stale=tried.stale
        ), tried.status
    return acting.done(
        url_for(".plan", funding_call_id=call.id),
        _("Les rapports sont enregistrés. Ils valent pour les conventions signées à partir de maintenant."),
    )


def _save(call: FundingCall, form: PlanForm) -> None:
    made = rules.ensure_plan(call=call, **acting.doing())
    interims = [Due(ReportKind.INTERIM, form[name].data) for name in INTERIMS if form[name].data is not None]
    dues = [*interims, Due(ReportKind.FINAL, form.final.data or 0)]
    rules.edit_plan(plan=made, dues=dues, version=form.version.data or 0, **acting.doing())


def _values(plan: ReportPlan | None) -> dict[str, Any]:
    dues = dues_of(plan) if plan is not None else list(rules.USUAL)
    interims = [due.months for due in dues if due.kind is ReportKind.INTERIM]
    final = next(due.months for due in dues if due.kind is ReportKind.FINAL)
    return {
        "version": plan.version if plan else 1,
        "final": final,
        **dict(zip(INTERIMS, interims, strict=False)),
    }
