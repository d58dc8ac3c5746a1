"""Public questions about a call: the same answer for everybody, and no word of who asked."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from noress.blueprints.funding import bp
from noress.blueprints.funding.forms import QuestionForm, TrapForm
from noress.core import clock, paging
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import language
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.limits import TooMany
from noress.domain.accounts.permissions import P
from noress.domain.funding import calendar, queries, rules
from noress.domain.funding.links import is_page_token, page_token
from noress.domain.funding.models import FundingCall
from noress.extensions import db
from noress.web.csrf import open_to_machines
from noress.web.headers import private_page
from noress.web.identity import current_actor
from noress.web.permissions import permission
from noress.web.public_cache import cached_public, note_until
from noress.web.submitting import attempt

PER_PAGE = 20


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


def ask(call: FundingCall, form: QuestionForm) -> None:
    now = clock.now()
    is_elsewhere = request.headers.get("Sec-Fetch-Site") == "cross-site"
    if is_elsewhere or not is_page_token(call, request.form.get("csrf_token"), now):
        message = _("Cette page était ouverte depuis longtemps. Appuyez encore une fois sur le bouton.")
        raise RuleError("old_page", message)
    asked = rules.Asked(
        text=form.text.data or "", email=form.email.data or "", language=language(),
        trap=request.form.get("website", ""),
    )  # fmt: skip
    actor = current_actor()
    # who asks is hidden, from history too
    asker = Actor(name="", method="visitor", language=actor.language if actor is not None else language())
    rules.ask_question(call=call, asked=asked, network=request.remote_addr or "", actor=asker, now=now)


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
