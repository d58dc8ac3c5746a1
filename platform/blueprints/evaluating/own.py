"""One's own: the files that one was given, what waits first."""

from typing import Any

from flask import abort, render_template, request

from noress.blueprints.evaluating import bp, present
from noress.core import clock, paging
from noress.domain.accounts.permissions import P
from noress.domain.applications import reading
from noress.domain.applications.models import Application
from noress.domain.questionnaires.models import Response
from noress.domain.reviewing.evaluating import application_of, can_write
from noress.domain.reviewing.models import Evaluation
from noress.domain.reviewing.queries import evaluations as queries
from noress.extensions import db
from noress.web import acting, files
from noress.web.headers import private_page
from noress.web.permissions import permission


@bp.get("/evaluations/")
@permission(P.EVALUATION_WRITE)
def index() -> Any:
    actor, now = acting.actor(), clock.now()
    query = queries.list_own(actor.person_id or 0, acting.recused())
    page = paging.paginate(query, paging.page_number(request.args.get("page")))
    found = db.session.scalars(queries.list_files({one.subject_id for one in page.items}))
    applications = {one.id: one for one in found}
    lines = []
    for one in page.items:
        application = applications[one.subject_id]
        can = can_write(one, application, now)
        lines.append((one, application, present.state_line(one, can_write=can), can))
    return render_template("evaluating/index.html", page=page, lines=lines)


@bp.get("/evaluations/<int:evaluation_id>/fichiers/<int:file_id>")
@permission(P.EVALUATION_WRITE, loads=Evaluation)
def paper(evaluation: Evaluation, file_id: int) -> Any:
    """A paper as it was sent; those that may show an identity card do not exist here."""
    response = sent_response(application_of(evaluation), evaluation.grid.stage)
    shown = {
        file.id: file
        for one in (reading.papers_of(response) if response is not None else [])
        if not one.is_restricted
        for file in one.files
    }
    return private_page(files.send(shown[file_id])) if file_id in shown else abort(404)


def sent_response(application: Application, stage: int) -> Response | None:
    """What was sent in the stage that is judged."""
    return next((response for one, response in reading.stages_of(application) if one == stage), None)
