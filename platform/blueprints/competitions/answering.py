"""The desk of public questions about an edition: answered for everybody, or put aside."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.competitions import bp
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.competitions.finding import competition_of
from noress.domain.competitions.models import Competition
from noress.domain.funding import queries, rules
from noress.domain.funding.models import CallQuestion
from noress.extensions import db
from noress.web import acting
from noress.web.call_forms import AnswerForm, ConfirmForm
from noress.web.call_pages import PER_PAGE, stored_answer
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/concours/gestion/<int:competition_id>/questions")
@permission(P.COMPETITION_MANAGE, loads=Competition)
def list_questions(competition: Competition) -> Any:
    """Those that wait, the oldest first; or those that were settled."""
    is_settled = request.args.get("etat") == "traitees"
    query = queries.list_questions(competition.call_id, waiting=not is_settled)
    page = paging.paginate(query, paging.page_number(request.args.get("page")), per_page=PER_PAGE)
    return render_template(
        "competitions/list_questions.html", competition=competition, call=competition.call, page=page, is_settled=is_settled
    )  # fmt: skip


@bp.route("/concours/gestion/questions/<int:call_question_id>", methods=["GET", "POST"])
@permission(P.CALL_MANAGE, loads=CallQuestion)
def answer(question: CallQuestion) -> Any:
    """What tells who asks is taken out here, before anybody else reads it."""
    competition = _of(question)
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
            "competitions/answer.html", question=question, competition=competition, call=question.call, form=form,
            stale=tried.stale,
        )  # fmt: skip
        return page, tried.status
    return _back(competition, _("La réponse est publique."))


@bp.route("/concours/gestion/questions/<int:call_question_id>/ecarter", methods=["GET", "POST"])
@permission(P.CALL_MANAGE, loads=CallQuestion)
def dismiss(question: CallQuestion) -> Any:
    competition = _of(question)
    form = ConfirmForm()
    tried = attempt(
        form,
        lambda: rules.dismiss_question(question=question, actor=acting.actor(), now=clock.now()),
    )
    if tried.status:
        page = render_template(
            "competitions/dismiss.html", question=question, competition=competition, call=question.call, form=form
        )  # fmt: skip
        return page, tried.status
    return _back(competition, _("La question est écartée. L'adresse de qui l'a posée est effacée."))


def _of(question: CallQuestion) -> Competition:
    """A question about a call for projects has its own pages."""
    return competition_of(question.call) or abort(404)


def _back(competition: Competition, done: str) -> Any:
    target = url_for(".list_questions", competition_id=competition.id)
    db.session.commit()
    say(done)
    return redirect(target, 303)
