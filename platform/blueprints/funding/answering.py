"""The desk of public questions: answered for everybody, or put aside."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.funding import bp
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.funding import queries, rules
from noress.domain.funding.models import CallKind, CallQuestion, FundingCall
from noress.extensions import db
from noress.web import acting
from noress.web.call_forms import AnswerForm, ConfirmForm
from noress.web.call_pages import PER_PAGE, stored_answer
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/appels/gestion/<int:funding_call_id>/questions")
@permission(P.CALL_MANAGE, loads=FundingCall)
def list_questions(call: FundingCall) -> Any:
    """Those that wait, the oldest first; or those that were settled."""
    is_settled = request.args.get("etat") == "traitees"
    query = queries.list_questions(call.id, waiting=not is_settled)
    page = paging.paginate(query, paging.page_number(request.args.get("page")), per_page=PER_PAGE)
    return render_template("funding/list_questions.html", call=call, page=page, is_settled=is_settled)


@bp.route("/appels/gestion/questions/<int:call_question_id>", methods=["GET", "POST"])
@permission(P.CALL_MANAGE, loads=CallQuestion)
def answer(question: CallQuestion) -> Any:
    """What tells who asks is taken out here, before anybody else reads it."""
    _check_kind(question)
    form = AnswerForm(data=stored_answer(question))
    tried = attempt(
        form,
        lambda: rules.answer_question(
            question=question, text=form.text("question"), answer=form.text("answer"), version=form.version.data,
            actor=acting.actor(), now=clock.now(),
        ),
        stored=lambda: stored_answer(question),
    )  # fmt: skip
    if tried.status:
        page = render_template(
            "funding/answer.html", question=question, call=question.call, form=form, stale=tried.stale
        )
        return page, tried.status
    target = url_for(".list_questions", funding_call_id=question.call_id)
    db.session.commit()
    say(_("La réponse est publique."))
    return redirect(target, 303)


def _check_kind(question: CallQuestion) -> None:
    """One about an edition of the prize has its own pages."""
    if question.call.kind is not CallKind.AMI:
        abort(404)


@bp.route("/appels/gestion/questions/<int:call_question_id>/ecarter", methods=["GET", "POST"])
@permission(P.CALL_MANAGE, loads=CallQuestion)
def dismiss(question: CallQuestion) -> Any:
    _check_kind(question)
    form = ConfirmForm()
    tried = attempt(
        form,
        lambda: rules.dismiss_question(question=question, actor=acting.actor(), now=clock.now()),
    )
    if tried.status:
        page = render_template("funding/dismiss.html", question=question, call=question.call, form=form)
        return page, tried.status
    target = url_for(".list_questions", funding_call_id=question.call_id)
    db.session.commit()
    say(_("La question est écartée. L'adresse de qui l'a posée est effacée."))
    return redirect(target, 303)
