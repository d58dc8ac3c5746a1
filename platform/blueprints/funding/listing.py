"""What everybody reads: the calls, one call, the models of its papers."""

from typing import Any

from flask import Response, abort, render_template, request

from noress.blueprints.funding import bp, present
from noress.core import clock, paging
from noress.domain.accounts.permissions import P
from noress.domain.files.models import StoredFile
from noress.domain.funding import calendar, queries
from noress.domain.funding.models import FundingCall
from noress.domain.funding.papers import list_papers
from noress.domain.funding.rules.parts import funder_name
from noress.extensions import db
from noress.web import files
from noress.web.permissions import permission, public
from noress.web.public_cache import cached_public, note_until

ANSWERS_SHOWN = 3
PER_PAGE = 20


@bp.get("/appels/")
@cached_public
@public
def index() -> Any:
    """The last edition first; what is open says until when."""
    now = clock.now()
    page = paging.paginate(
        queries.list_public_calls(), paging.page_number(request.args.get("page")), per_page=PER_PAGE
    )
    for call in page.items:
        note_until(calendar.next_change(call, now))
    rows = [(call, *present.phase_line(call, now), calendar.phase(call, now)) for call in page.items]
    return render_template("funding/index.html", page=page, rows=rows, amount_words=present.amount_words)


@bp.get("/appels/<int:funding_call_id>")
@cached_public
@permission(P.CALL_SEE, loads=FundingCall)
def show(call: FundingCall) -> Any:
    """Who may apply, for how much, until when, judged by what, with which papers; phone first."""
    now = clock.now()
    note_until(calendar.next_change(call, now))
    phase = calendar.phase(call, now)
    answers = db.session.scalars(queries.list_answers(call.id).limit(ANSWERS_SHOWN)).all()
    return render_template(
        "funding/show.html", call=call, phase=phase, state=present.phase_line(call, now), now=now,
        steps=present.steps(call, now), left=present.left_words(call, now), present=present, papers=list_papers(call), answers=answers,
        funders=[(funder_name(one), one.amount) for one in call.funders],
        takes_questions=calendar.takes_questions(call, now), apply=present.apply_endpoint(),
    )  # fmt: skip


@bp.get("/appels/<int:funding_call_id>/modeles/<question_name>/<lang>")
@permission(P.CALL_SEE, loads=FundingCall)
def model(call: FundingCall, question_name: str, lang: str) -> Response:
    """The model of one of its papers, to fill in."""
    found = next((one for one in list_papers(call) if one.key == question_name), None)
    file = db.session.get(StoredFile, found.models.get(lang, 0)) if found is not None else None
    if file is None:
        abort(404)
    return files.send(file)
