"""Requests of people about their own data: the list and the answer."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.people import bp
from noress.blueprints.people.forms import AnswerForm
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.accounts import queries, rules
from noress.domain.accounts.models import PersonalDataRequest
from noress.domain.accounts.permissions import P
from noress.domain.accounts.rules.personal_data import ANSWER_WITHIN
from noress.extensions import db
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/personnes/demandes/")
@permission(P.PERSONAL_DATA_HANDLE)
def list_requests() -> str:
    """What waits for an answer first; what was answered, page by page."""
    waiting = db.session.scalars(queries.list_requests(is_open=True).limit(paging.PER_PAGE)).all()
    answered = paging.paginate(
        queries.list_requests(is_open=False), paging.page_number(request.args.get("page"))
    )
    return render_template("people/requests.html", waiting=waiting, page=answered, within=ANSWER_WITHIN)


@bp.route("/personnes/demandes/<int:personal_data_request_id>", methods=["GET", "POST"])
@permission(P.PERSONAL_DATA_HANDLE, loads=PersonalDataRequest)
def handle_request(made: PersonalDataRequest) -> Any:
    """Read the request, decide, and write back: all in one button."""
    form, actor = draft_form(AnswerForm), current_actor()
    assert actor is not None
    tried = attempt(form, lambda: rules.handle_request(
        request=made, is_accepted=form.decision.data == "accept", answer=form.answer.data or "", actor=actor,
        now=clock.now(),
    ))  # fmt: skip
    if tried.status:
        before = made.created_at + ANSWER_WITHIN
        return render_template(
            "people/handle_request.html", form=form, made=made, answer_before=before
        ), tried.status
    db.session.commit()
    say(_("La réponse est enregistrée et part par courriel."))
    return redirect(url_for(".list_requests"), 303)
