"""One's own juries: the list, the charter, files of entries."""

from typing import Any

from flask import Response, abort, redirect, render_template, url_for

from noress.blueprints.juries import bp, present
from noress.blueprints.juries.forms import ACCEPT, CharterForm
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.competitions.models import Competition
from noress.domain.files import queries as file_queries
from noress.domain.juries import access, panel, policy, queries, reading
from noress.domain.juries import charter as texts
from noress.domain.juries.models import Juror
from noress.domain.juries.reading import ShownFile
from noress.domain.juries.rules import inviting
from noress.extensions import db
from noress.web import acting, files
from noress.web.flashes import say
from noress.web.headers import private_page
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/jury/")
@permission(P.JURY_SIT)
def index() -> Any:
    """The last edition first."""
    seats = db.session.scalars(queries.list_seats_of_person(acting.actor().person_id or 0)).all()
    return render_template(
        "juries/index.html", seats=[(one, present.seat_line(one), policy.reads(one)) for one in seats]
    )


@bp.route("/jury/<int:competition_id>/charte", methods=["GET", "POST"])
@permission(P.JURY_SIT, loads=Competition)
def charter(competition: Competition) -> Any:
    """Accepted or declined; once accepted, as it was then."""
    juror = panel.juror_of(competition.id, acting.actor().person_id)
    if juror is None or (juror.invited_at is None and juror.accepted_at is None):
        abort(404)
    text = texts.accepted(juror.charter_sha256) or texts.current()
    form = CharterForm(data={"sha256": texts.sha256_of(text)})
    tried = attempt(form, lambda: _answer(juror, form))
    if tried.status:
        page = render_template(
            "juries/charter.html", competition=competition, juror=juror, text=text, sha256=texts.sha256_of(text), form=form,
            letters=_letters(juror),
        )  # fmt: skip
        return page, tried.status
    is_accepted = form.answer.data == ACCEPT
    db.session.commit()
    if is_accepted:
        say(_("Vous siégez dans le jury. Les candidatures s'ouvrent quand la notation commence."))
    else:
        say(_("Votre réponse est enregistrée. Merci de nous l'avoir dit."), "info")
    return redirect(url_for(".index"), 303)


def _letters(juror: Juror) -> list[Any]:
    return [
        row
        for language in inviting.PAPERS
        for row in db.session.scalars(
            file_queries.list_shown(inviting.LETTER, Juror.__tablename__, [juror.id], language)
        )
        if row.superseded_at is None
    ]


def _answer(juror: Juror, form: CharterForm) -> None:
    if form.answer.data == ACCEPT:
        inviting.accept_charter(juror=juror, sha256=form.sha256.data or "", **acting.doing())
    else:
        inviting.decline_seat(juror=juror, reason=form.reason.data or "", **acting.doing())


@bp.get("/jury/<int:competition_id>/candidatures/<int:application_id>/fichiers/<name>")
@permission(P.JURY_READ, loads=Competition)
def file(competition: Competition, application_id: int, name: str) -> Response:
    """Saved under a name that says nothing of its author, while names are hidden."""
    shown = _shown(competition, application_id, name)
    response = files.send(shown.file)
    response.headers.set("Content-Disposition", "attachment", filename=shown.name)
    return private_page(response)


@bp.get("/jury/<int:competition_id>/candidatures/<int:application_id>/apercus/<name>")
@permission(P.JURY_READ, loads=Competition)
def preview(competition: Competition, application_id: int, name: str) -> Response:
    """A light picture, shown in the page."""
    shown = _shown(competition, application_id, name)
    if shown.preview is None:
        abort(404)
    response = files.send(shown.preview)
    response.headers.set("Content-Disposition", "inline")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _shown(competition: Competition, application_id: int, name: str) -> ShownFile:
    found = access.entry_for(acting.actor(), competition, application_id, clock.now())
    if found is None:
        abort(404)
    shown = reading.files_of(competition, *found).get(name)
    return shown or abort(404)
