"""Public questions about a call: the same answer for everybody, and no word of who asked."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from noress.blueprints.funding import bp
from noress.core import clock, paging
from noress.domain.accounts.limits import TooMany
from noress.domain.accounts.permissions import P
from noress.domain.funding import calendar, queries
from noress.domain.funding.links import page_token
from noress.domain.funding.models import FundingCall
from noress.extensions import db
from noress.web.call_forms import QuestionForm, TrapForm
from noress.web.call_pages import PER_PAGE, ask
from noress.web.csrf import open_to_machines
from noress.web.headers import private_page
from noress.web.permissions import permission
from noress.web.public_cache import cached_public, note_until
from noress.web.submitting import attempt


@bp.route("/appels/<int:funding_call_id>/questions", methods=["GET", "POST"])
@cached_public
@permission(P.CALL_SEE, loads=FundingCall)
@open_to_machines
def questions(call: FundingCall) -> Any:
    """The form carries a secret of its page instead of one kept in a cookie."""
    form = QuestionForm()
    tried = attempt(form, lambda: ask(call, form))
    if not tried.status:
        target = url_for(".question_received", funding_call_id=call.id, lang=request.args.get("lang"))
        db.session.commit()
        return private_page(redirect(target, 303))
    page = _page(call, form)
    if request.method == "GET":
        return page
    refused = private_page(page, tried.status)
    if isinstance(tried.refusal, TooMany):
        refused.headers["Retry-After"] = str(tried.refusal.seconds)
    return refused


def _page(call: FundingCall, form: QuestionForm) -> Any:
    now = clock.now()
    note_until(calendar.next_change(call, now))
    page = paging.paginate(
        queries.list_answers(call.id), paging.page_number(request.args.get("page")), per_page=PER_PAGE
    )
    return render_template(
        "funding/questions.html", call=call, page=page, form=form, trap=TrapForm(MultiDict()),
        takes_questions=calendar.takes_questions(call, now), page_token=page_token(call, now),
    )  # fmt: skip


@bp.get("/appels/<int:funding_call_id>/questions/recue")
@permission(P.CALL_SEE, loads=FundingCall)
def question_received(call: FundingCall) -> Any:
    """What happens next. The page knows nothing of who asked."""
    return render_template("funding/question_received.html", call=call)
