"""Appeals of a call, and their answers."""

from typing import Any

from flask import abort, render_template, request, url_for

from noress.blueprints.awards import bp
from noress.blueprints.awards.forms import AnswerForm
from noress.core import paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.awards import queries
from noress.domain.awards.models import Appeal
from noress.domain.awards.rules import appealing
from noress.domain.competitions import finding
from noress.domain.funding.models import FundingCall
from noress.extensions import db
from noress.web import acting, files
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/appels/gestion/<int:funding_call_id>/recours")
@permission(P.AWARD_BOARD, loads=FundingCall)
def appeals(call: FundingCall) -> Any:
    page = paging.paginate(
        queries.list_appeals(call.id, acting.recused()), paging.page_number(request.args.get("page"))
    )
    return render_template("awards/appeals.html", call=call, page=page)


@bp.route("/appels/gestion/recours/<int:appeal_id>", methods=["GET", "POST"])
@permission(P.AWARD_DECIDE, loads=Appeal)
def answer_appeal(appeal: Appeal) -> Any:
    form = AnswerForm(data={"version": appeal.version})

    def answer() -> None:
        appealing.answer_appeal(
            appeal=appeal, is_upheld=form.is_upheld.data == "yes", answer=form.answer.data,
            version=form.version.data or 0, **acting.doing(),
        )  # fmt: skip

    tried = attempt(form, answer, stored=lambda: _stored(appeal))
    if tried.status:
        page = render_template(
            "awards/answer_appeal.html",
            appeal=appeal,
            application=appeal.application,
            form=form,
            stale=tried.stale,
            entry=finding.entry_of(appeal.application),
        )
        return page, tried.status
    return acting.done(_back(appeal), _("La réponse est envoyée à la structure."))


def _back(appeal: Appeal) -> str:
    """The appeals of a call; of the prize, what the jury decides anew is recorded next."""
    entry = finding.entry_of(appeal.application)
    if entry is None:
        return url_for(".appeals", funding_call_id=appeal.application.call_id)
    of = {"competition_id": entry.competition_id}
    if appeal.is_upheld:
        return url_for("results.reconsider", entry_id=entry.id, **of)
    return url_for("results.embargo", **of)


def _stored(appeal: Appeal) -> dict[str, Any]:
    db.session.refresh(appeal)
    return {"version": appeal.version, "answer": appeal.answer}


@bp.get("/appels/gestion/recours/<int:appeal_id>/fichier")
@permission(P.AWARD_DECIDE, loads=Appeal)
def appeal_file(appeal: Appeal) -> Any:
    return files.send(appeal.file) if appeal.file is not None else abort(404)
