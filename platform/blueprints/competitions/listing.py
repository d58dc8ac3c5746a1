"""What everybody reads: the editions of the prize, one edition, its rules, the models of its papers."""

from typing import Any

from flask import Response, abort, render_template, request

from noress.blueprints.competitions import bp, present
from noress.core import clock, paging
from noress.domain.accounts.permissions import P
from noress.domain.competitions import results
from noress.domain.competitions.models import Competition
from noress.domain.competitions.phases import Phase, phase
from noress.domain.competitions.queries import editions as queries
from noress.domain.files.models import StoredFile
from noress.domain.funding import calendar
from noress.domain.funding.papers import list_papers
from noress.domain.funding.queries import list_answers
from noress.extensions import db
from noress.web import files
from noress.web.permissions import permission, public
from noress.web.public_cache import cached_public, note_until

ANSWERS_SHOWN = 3
PER_PAGE = 20


@bp.get("/concours/")
@cached_public
@public
def index() -> Any:
    """The current edition first; what is open says until when."""
    now = clock.now()
    page = paging.paginate(
        queries.list_public_editions(), paging.page_number(request.args.get("page")), per_page=PER_PAGE
    )
    for one in page.items:
        note_until(calendar.next_change(one.call, now))
    rows = [(one, *present.public_line(one, now), phase(one, None, now)) for one in page.items]
    return render_template("competitions/index.html", page=page, rows=rows, present=present)


@bp.get("/concours/<int:competition_id>")
@cached_public
@permission(P.COMPETITION_SEE, loads=Competition)
def show(competition: Competition) -> Any:
    """What can be won, who may enter, until when, judged by what; phone first."""
    now, call = clock.now(), competition.call
    note_until(calendar.next_change(call, now))
    at = phase(competition, None, now)
    is_open = calendar.takes_applications(call, 1, now)
    answers = db.session.scalars(list_answers(call.id).limit(ANSWERS_SHOWN)).all()
    is_told = at is Phase.RESULTS
    return render_template(
        "competitions/show.html", competition=competition, call=call, at=at.value, state=present.public_line(competition, now),
        now=now, steps=present.steps(competition, now), left=present.left_words(call, now), present=present,
        papers=list_papers(call), answers=answers, is_open=is_open, is_told=is_told,
        told=results.told_results(competition) if is_told else None,
        has_entries=is_told and bool(db.session.scalar(queries.count_entries(competition.id))),
        takes_questions=calendar.takes_questions(call, now), rules=competition.rules[-1] if competition.rules else None,
        enter_url=present.optional_url("entering.begin", competition_id=competition.id) if is_open else None,
        nominate_url=present.optional_url("entering.propose", competition_id=competition.id)
        if is_open and competition.takes_nominations else None,
    )  # fmt: skip


@bp.get("/concours/<int:competition_id>/reglement")
@cached_public
@permission(P.COMPETITION_SEE, loads=Competition)
def read_rules(competition: Competition) -> Any:
    """As they are now, or as they were: whoever entered reads what they accepted."""
    asked = request.args.get("version", "")
    versions = competition.rules
    found = next((one for one in versions if str(one.number) == asked), None)
    if found is None and not asked:
        found = versions[-1] if versions else None
    if found is None:
        abort(404)
    return render_template(
        "competitions/rules.html", competition=competition, call=competition.call, rules=found, versions=versions,
        is_last=found is versions[-1],
    )  # fmt: skip


@bp.get("/concours/<int:competition_id>/modeles/<question_name>/<lang>")
@permission(P.COMPETITION_SEE, loads=Competition)
def model(competition: Competition, question_name: str, lang: str) -> Response:
    """The model of one of its papers, to fill in."""
    found = next((one for one in list_papers(competition.call) if one.key == question_name), None)
    file = db.session.get(StoredFile, found.models.get(lang, 0)) if found is not None else None
    if file is None:
        abort(404)
    return files.send(file)
