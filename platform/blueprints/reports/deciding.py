"""What the desk does with a report and with its expenses: each on a page that says what will happen."""

from collections.abc import Callable
from typing import Any

from flask import abort, render_template, url_for

from noress.blueprints.reports import bp, present
from noress.blueprints.reports.forms import ConfirmForm, ReasonForm
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.reports.models import Expense, ProjectReport
from noress.domain.reports.rules import deciding as rules
from noress.extensions import db
from noress.web import acting
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/projets/gestion/rapports/<int:project_report_id>/accepter", methods=["GET", "POST"])
@permission(P.REPORT_MANAGE, loads=ProjectReport)
def accept(report: ProjectReport) -> Any:
    will = [_("La structure le lit dans un courriel."), _("Le rapport ne change plus.")]
    if report.kind.value == "final":
        will.append(_("Le projet passe à « rapport final accepté » : il reste à le terminer."))
    return _page(
        report,
        rules.accept_report,
        _("Accepter ce rapport"),
        will,
        _("Le rapport est accepté. La structure l'apprend par courriel."),
    )


@bp.route("/projets/gestion/rapports/<int:project_report_id>/rendre", methods=["GET", "POST"])
@permission(P.REPORT_MANAGE, loads=ProjectReport)
def give_back(report: ProjectReport) -> Any:
    will = [
        _("La structure reçoit votre raison par courriel, avec le lien du rapport."),
        _("Ses réponses sont gardées : elle les corrige et les envoie de nouveau."),
    ]
    return _page(
        report,
        rules.return_report,
        _("Rendre ce rapport"),
        will,
        _("Le rapport est rendu. La structure le corrigera et l'enverra de nouveau."),
        has_reason=True,
    )


@bp.route("/projets/gestion/rapports/<int:project_report_id>/dispenser", methods=["GET", "POST"])
@permission(P.REPORT_MANAGE, loads=ProjectReport)
def skip(report: ProjectReport) -> Any:
    will = [
        _("Ce rapport n'est plus demandé et n'est plus rappelé."),
        _("La structure reçoit votre raison par courriel."),
    ]
    return _page(
        report,
        rules.skip_report,
        _("Dispenser de ce rapport"),
        will,
        _("Le projet est dispensé de ce rapport. La structure l'apprend par courriel."),
        has_reason=True,
    )


def _page(
    report: ProjectReport,
    rule: Callable[..., None],
    title: str,
    will: list[str],
    said: str,
    *,
    has_reason: bool = False,
) -> Any:
    form = (ReasonForm if has_reason else ConfirmForm)(data={"version": report.version})

    def act() -> None:
        more = {"reason": form.reason.data} if has_reason else {}
        rule(report=report, version=form.version.data, **more, **acting.doing())

    target = url_for(".show", project_report_id=report.id)
    tried = attempt(form, act)
    if tried.status:
        page = render_template(
            "reports/decide.html",
            report=report,
            form=form,
            title=title,
            will=will,
            back_url=target,
            present=present,
        )
        return page, tried.status
    return acting.done(target, said)


@bp.route("/projets/gestion/depenses/<int:expense_id>", methods=["GET", "POST"])
@permission(P.REPORT_MANAGE, loads=Expense)
def expense(expense: Expense) -> Any:
    """Refused with a reason; or the refusal is taken back."""
    report = db.session.get(ProjectReport, expense.report_id) if expense.report_id else None
    if report is None:
        abort(404)
    is_refused = expense.refused_because is not None
    form = (ConfirmForm if is_refused else ReasonForm)(data={"version": expense.version})

    def act() -> None:
        shared = {"expense": expense, "report": report, "version": form.version.data, **acting.doing()}
        if is_refused:
            rules.take_expense(**shared)
        else:
            rules.refuse_expense(reason=form.reason.data, **shared)

    target = url_for(".show", project_report_id=report.id, _anchor="depenses")
    said = (
        _("La dépense compte de nouveau.")
        if is_refused
        else _("La dépense est refusée : elle ne compte plus.")
    )
    tried = attempt(form, act)
    if tried.status:
        page = render_template(
            "reports/expense.html",
            report=report,
            expense=expense,
            form=form,
            is_refused=is_refused,
            back_url=target,
            present=present,
        )
        return page, tried.status
    return acting.done(target, said)
