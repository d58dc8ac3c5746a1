"""Public questions about an edition: the same answer for everybody, and no word of who asked."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from noress.blueprints.competitions import bp
from noress.core import clock, paging
from noress.domain.accounts.limits import TooMany
from noress.domain.accounts.permissions import P
from noress.domain.competitions.models import Competition
from noress.domain.funding import calendar
from noress.domain.funding.links import page_token
from noress.domain.funding.queries import list_answers
from noress.extensions import db
from noress.web.call_forms import QuestionForm, TrapForm
from noress.web.call_pages import PER_PAGE, ask
from noress.web.csrf import open_to_machines
from noress.web.headers import private_page
from noress.web.permissions import permission
from noress.web.public_cache import cached_public, note_until
from noress.web.submitting import attempt


@bp.route("/concours/<int:competition_id>/questions", methods=["GET", "POST"])
@cached_public
@permission(P.COMPETITION_SEE, loads=Competition)
@open_to_machines
def questions(competition: Competition) -> Any:
    """The form carries a secret of its page instead of one kept in a cookie."""
    form = QuestionForm()
    tried = attempt(form, lambda: ask(competition.call, form))
    if not tried.status:
        target = url_for(".question_received", competition_id=competition.id, lang=request.args.get("lang"))
        db.session.commit()
        return private_page(redirect(target, 303))
    page = _page(competition, form)
    if request.method == "GET":
        return page
    refused = private_page(page, tried.status)
    if isinstance(tried.refusal, TooMany):
        refused.headers["Retry-After"] = str(tried.refusal.seconds)
    return refused


def _page(competition: Competition, form: QuestionForm) -> Any:
    now, call = clock.now(), competition.call
    note_until(calendar.next_change(call, now))
    page = paging.paginate(
        list_answers(call.id), paging.page_number(request.args.get("page")), per_page=PER_PAGE
    )
    return render_template(
        "competitions/questions.html", competition=competition, call=call, page=page, form=form, trap=TrapForm(MultiDict()),
        takes_questions=calendar.takes_questions(call, now), page_token=page_token(call, now),
    )  # fmt: skip


@bp.get("/concours/<int:competition_id>/questions/recue")
@permission(P.COMPETITION_SEE, loads=Competition)
def question_received(competition: Competition) -> Any:
    """What happens next. The page knows nothing of who asked."""
    return render_template(
        "competitions/question_received.html", competition=competition, call=competition.call
    )
