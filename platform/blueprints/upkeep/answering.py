"""The secretariat's queue of mistakes that readers report."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.upkeep import bp, present
from noress.blueprints.upkeep.forms import AnswerForm
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.upkeep import queries, rules
from noress.domain.upkeep.models import StructureReport
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/catalogue/gestion/erreurs")
@permission(P.UPKEEP_MANAGE)
def reports() -> Any:
    """Those that wait, or those that were answered."""
    is_open = request.args.get("etat") != "traitees"
    page = paging.paginate(
        queries.list_reports(is_open=is_open), paging.page_number(request.args.get("page"))
    )
    waiting, answered = db.session.execute(queries.count_reports()).one()
    return render_template(
        "upkeep/reports.html", page=page, is_open=is_open, waiting=waiting, answered=answered
    )


@bp.route("/catalogue/gestion/erreurs/<int:structure_report_id>", methods=["GET", "POST"])
@permission(P.UPKEEP_MANAGE, loads=StructureReport)
def answer(report: StructureReport) -> Any:
    """What was said beside what the entry says; the answer leaves by mail."""
    form = AnswerForm(data={"version": report.version})
    tried = attempt(
        form,
        lambda: rules.answer_report(
            report=report, state=form.state.data, answer=form.answer.data or "", version=form.version.data,
            actor=acting.actor(), now=clock.now(),
        ),
    )  # fmt: skip
    if tried.status:
        page = render_template(
            "upkeep/answer.html", report=report, structure=report.structure, form=form,
            lines=present.lines_of(report.structure, acting.actor()),
        )  # fmt: skip
        return page, tried.status
    told = report.email
    db.session.commit()
    say(_("C'est noté. La réponse part par courriel.") if told else _("C'est noté."))
    return redirect(url_for(".reports"), 303)
