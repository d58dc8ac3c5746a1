"""The desk's list of reports, one report, its files; the reports of one project."""

from typing import Any

from flask import abort, render_template, request
from werkzeug.datastructures import MultiDict
from wtforms.fields import SelectChoice

from noress.blueprints.reports import bp, present
from noress.blueprints.reports.forms import LATE, VERY_LATE, ReportFilter
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.awards.models import Award
from noress.domain.payments.policy import only_told
from noress.domain.reports import queries
from noress.domain.reports.models import ProjectReport, ReportState
from noress.domain.reports.queries import Wanted
from noress.domain.reports.rules.closing import page_of
from noress.domain.reports.spending import balance_of, reached_by, sheet_of
from noress.domain.reports.standing import OPEN
from noress.domain.reports.standing import VERY_LATE as TWO_WEEKS
from noress.extensions import db
from noress.web import acting, files, history
from noress.web.documents import document_link
from noress.web.permissions import permission


@bp.get("/projets/gestion/rapports")
@permission(P.REPORT_MANAGE)
def index() -> Any:
    """What waits first: the earliest day."""
    told, recused = only_told(acting.actor()), acting.recused()
    form = ReportFilter(MultiDict(request.args))
    calls = list(db.session.scalars(queries.list_known_calls(recused, only_told=told)))
    form.appel.choices = [
        SelectChoice("", _("tous")),
        *(SelectChoice(str(one.id), str(one.title)) for one in calls),
    ]
    wanted = _wanted(form, {str(one.id): one.id for one in calls})
    page = paging.paginate(
        queries.list_reports(wanted, recused, only_told=told), paging.page_number(request.args.get("page"))
    )
    return render_template(
        "reports/index.html", page=page, form=form, is_filtered=wanted != Wanted(), present=present
    )


def _wanted(form: ReportFilter, calls: dict[str, int]) -> Wanted:
    """What is not a choice is no filter."""
    state, today = form.etat.data or "", clock.today()
    late = {LATE: today, VERY_LATE: today - TWO_WEEKS}
    return Wanted(
        call_id=calls.get(form.appel.data or ""), words=(form.q.data or "")[:300],
        state=ReportState(state) if state in set(ReportState) else None, due_before=late.get(state),
    )  # fmt: skip


@bp.get("/projets/gestion/rapports/<int:project_report_id>")
@permission(P.REPORT_MANAGE, loads=ProjectReport)
def show(report: ProjectReport) -> Any:
    """The formal report, and what can be done with it."""
    return render_template(
        "reports/show.html", report=report, award=report.award, present=present, **present.formal(report),
        can_decide=report.state is ReportState.SENT, can_skip=report.state in OPEN and report.kind.value != "final",
        papers=[document_link("project_report", report, code) for code in ("fr", "ar")] if report.sent_at else [],
    )  # fmt: skip


@bp.get("/projets/gestion/rapports/<int:project_report_id>/fichiers/<int:file_id>")
@permission(P.REPORT_MANAGE, loads=ProjectReport)
def file(report: ProjectReport, file_id: int) -> Any:
    """One that was joined to the answers."""
    found = db.session.scalars(queries.get_file([report.response_id or 0], file_id)).first()
    if found is None:
        abort(404)
    return files.send(found.file)


@bp.get("/projets/gestion/<int:award_id>/rapports")
@permission(P.REPORT_MANAGE, loads=Award)
def project(award: Award) -> Any:
    """Everything that one project reported, its balance, its public page, its end."""
    reports = list(db.session.scalars(queries.list_of_award(award.id)))
    return render_template(
        "reports/project.html", award=award, reports=reports, sheet=sheet_of(award), reach=reached_by(reports),
        balance=balance_of(award), page=page_of(award), present=present, unsettled=db.session.scalar(queries.count_unsettled(award.id)), past=_past(award, reports),
    )  # fmt: skip


def _past(award: Award, reports: list[ProjectReport]) -> paging.Page:
    objects = {"award": [award.id], "project_report": [one.id for one in reports]}
    return history.page_of(objects, paging.page_number(request.args.get("page")))
