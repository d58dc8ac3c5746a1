"""What whoever presides settles: opening again what was sent, ties, a file with too few scores."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.scoring import bp, present
from noress.blueprints.scoring.forms import ConfirmForm, RulingForm, tie_fields
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import Application
from noress.domain.competitions.models import Competition
from noress.domain.reviewing import entitled, rulings, sending, table
from noress.domain.reviewing.models import Evaluation
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/jury/<int:competition_id>/rouvrir/<int:evaluation_id>", methods=["GET", "POST"])
@permission(P.SCORE_PRESIDE, loads=Competition)
def settle_reopening(competition: Competition, evaluation_id: int) -> Any:
    """Why it is asked, by whom, of which file; never what was scored."""
    sitting, _grid = present.grid_of(competition)
    evaluation = _find(sitting, evaluation_id)
    if not entitled.decides_on(acting.actor(), competition, [evaluation.application]):
        abort(404)
    form = ConfirmForm()
    is_granted = "refuse" not in request.form
    tried = attempt(
        form,
        lambda: sending.settle_reopening(
            sitting=sitting, evaluation=evaluation, is_granted=is_granted, **acting.doing()
        ),
    )
    if tried.status:
        page = render_template(
            "scoring/settle_reopening.html", competition=competition, evaluation=evaluation, form=form,
            back=url_for(".progress", competition_id=competition.id),
        )  # fmt: skip
        return page, tried.status
    db.session.commit()
    say(
        _("Les notes sont rouvertes : la personne les corrige et les envoie de nouveau.")
        if is_granted
        else _("La demande est refusée : ce qui a été envoyé reste.")
    )
    return redirect(url_for(".progress", competition_id=competition.id), 303)


def _find(sitting: Any, evaluation_id: int) -> Evaluation:
    found = sending.get_of_edition(sitting, evaluation_id)
    if found is None or found.reopen_asked_at is None:
        abort(404)
    return found


@bp.route("/jury/<int:competition_id>/tableau/egalite", methods=["GET", "POST"])
@permission(P.SCORE_TABLE, loads=Competition)
def settle_tie(competition: Competition) -> Any:
    """`?dossiers=12-15`: each gets its place, with the reason."""
    sitting, grid = present.grid_of(competition)
    ids = [
        int(part)
        for part in request.args.get("dossiers", "").split("-")
        if part.isdecimal() and len(part) < 10
    ]
    lines = table.results(competition, grid, reader=acting.actor(), now=clock.now())
    tied = [one for one in lines if set(one.tied_with) == set(ids) and ids]
    if not tied:
        if request.method == "GET":
            abort(404)
        raise RuleError("not_tied", rulings.NOT_TIED, status=409)
    if not rulings.settles(competition, ids, acting.actor()):
        abort(403)
    form = type("TieForm", (RulingForm,), tie_fields(str(one.application_id) for one in tied))()
    for one in tied:
        form[f"place_{one.application_id}"].label.text = _("Place du dossier %(number)s", number=one.number)
    tried = attempt(form, lambda: _decide(competition, grid, tied, form))
    back = url_for(".table", competition_id=competition.id)
    if tried.status:
        page = render_template(
            "scoring/tie.html", competition=competition, sitting=sitting, tied=tied, form=form, back=back, mark=present.mark,
            here=url_for(".settle_tie", competition_id=competition.id, dossiers="-".join(map(str, ids))),
        )  # fmt: skip
        return page, tried.status
    db.session.commit()
    say(_("L'égalité est tranchée, avec son motif."))
    return redirect(back, 303)


def _check_decides(competition: Competition, ids: list[int]) -> None:
    applications = [db.session.get_one(Application, key) for key in ids]
    if not entitled.decides_on(acting.actor(), competition, applications):
        abort(403)


def _decide(competition: Competition, grid: Any, tied: list[Any], form: Any) -> Any:
    places = {one.application_id: int(form[f"place_{one.application_id}"].data) for one in tied}
    if sorted(places.values()) != list(range(1, len(places) + 1)):
        name = f"place_{tied[-1].application_id}" if tied else None
        raise RuleError("places", _("Donnez une place différente à chaque dossier."), field=name)
    return rulings.decide_tie(
        competition=competition, grid=grid, application_ids=sorted(places, key=lambda key: places[key]),
        reason=form.reason.data or "", **acting.doing(),
    )  # fmt: skip


@bp.route("/jury/<int:competition_id>/tableau/exception/<int:application_id>", methods=["GET", "POST"])
@permission(P.SCORE_TABLE, loads=Competition)
def allow_few(competition: Competition, application_id: int) -> Any:
    """A file with too few scores is ranked all the same."""
    sitting, grid = present.grid_of(competition)
    lines = table.results(competition, grid, reader=acting.actor(), now=clock.now())
    line = next((one for one in lines if one.application_id == application_id), None) or abort(404)
    application = db.session.get_one(Application, line.application_id)
    _check_decides(competition, [application.id])
    form = RulingForm()
    tried = attempt(
        form,
        lambda: rulings.allow_few_scores(
            competition=competition, grid=grid, application=application, reason=form.reason.data or "", **acting.doing()
        ),
    )  # fmt: skip
    back = url_for(".table", competition_id=competition.id)
    if tried.status:
        page = render_template(
            "scoring/exception.html",
            competition=competition,
            sitting=sitting,
            line=line,
            form=form,
            back=back,
        )
        return page, tried.status
    db.session.commit()
    say(_("Le dossier est classé, avec le motif."))
    return redirect(back, 303)
