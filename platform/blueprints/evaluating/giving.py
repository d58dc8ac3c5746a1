"""Giving files: all those that lack evaluations, evenly; or one, by hand. Anybody who has an account may be chosen."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.evaluating import bp, present
from noress.blueprints.evaluating.forms import LOOK, GiveForm
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.models import Person
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import Application
from noress.domain.competitions.finding import is_competition
from noress.domain.funding.models import FundingCall
from noress.domain.reviewing import assigning, conflicts, grids
from noress.domain.reviewing.evaluating import is_to_judge
from noress.domain.reviewing.models import RecusalNature
from noress.domain.reviewing.queries import evaluations as queries
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import Attempt, attempt


@bp.route("/appels/gestion/<int:funding_call_id>/evaluations/repartir", methods=["GET", "POST"])
@permission(P.EVALUATION_ASSIGN, loads=FundingCall)
def share(call: FundingCall) -> Any:
    """Between those who are chosen, as evenly as conflicts let."""
    grid = present.asked_grid(call)
    known = assigning.evaluators_of(grid, acting.recused())
    form = GiveForm(data={"people": [one.id for one in known]})
    found = _offer(form, known, assigning.load_of(grid, acting.recused()))
    tried = _attempt(form, lambda: assigning.share_out(grid=grid, person_ids=form.chosen, **acting.doing()))
    if tried.status:
        waiting = db.session.execute(queries.list_to_judge(call.id, grid.stage, acting.recused())).all()
        page = render_template(
            "evaluating/share.html", call=call, grid=grid, form=form, found=found, looked=LOOK in request.form,
            waiting=len(waiting), back=present.board_url(grid),
        )  # fmt: skip
        return page, tried.status
    target, shared = present.board_url(grid), tried.made
    db.session.commit()
    _tell(shared)
    return redirect(target, 303)


def _tell(shared: assigning.Shared) -> None:
    given = sum(shared.given.values())
    if given:
        say(
            ngettext("%(num)s évaluation confiée.", "%(num)s évaluations confiées.", given)
            + " " + ngettext("Un courriel part à %(num)s personne.", "Un courriel part à %(num)s personnes.", len(shared.given))
        )  # fmt: skip
    if shared.left:
        words = ngettext(
            "%(num)s évaluation reste à confier : ces personnes ont un lien avec le dossier, ou l'ont déjà.",
            "%(num)s évaluations restent à confier : ces personnes ont un lien avec les dossiers, ou les ont déjà.", shared.left,
        )  # fmt: skip
        say(words, "warning")
    if not given and not shared.left:
        say(_("Chaque dossier a déjà toutes ses évaluations."), "info")


@bp.route("/appels/gestion/evaluations/dossiers/<int:application_id>", methods=["GET", "POST"])
@permission(P.EVALUATION_ASSIGN, loads=Application)
def give(application: Application) -> Any:
    """One file: who has it, and whom else to give it to. Those who stand aside from it are not offered."""
    grid = None if is_competition(application.call) else grids.grid_of(application.call, application.stage)
    grid = grid or abort(404)
    rows = db.session.scalars(queries.list_of_file(grid.id, application.id)).all()
    aside = _aside(application, [one.person_id for one in rows])
    known = [
        one
        for one in assigning.evaluators_of(grid, acting.recused())
        if one.id not in {row.person_id for row in rows}
    ]
    known = [one for one in known if one.id not in _aside(application, [one.id for one in known])]
    form = GiveForm(data={"people": []})
    found = _offer(
        form,
        known,
        assigning.load_of(grid, acting.recused()),
        without={row.person_id for row in rows},
        application=application,
    )
    tried = _attempt(
        form,
        lambda: assigning.assign(
            grid=grid, application=application, person_ids=form.chosen, **acting.doing()
        ),
    )
    if tried.status:
        ties = conflicts.advise([application.id], [one.person_id for one in rows])
        page = render_template(
            "evaluating/give.html", application=application, grid=grid, form=form, rows=rows, aside=aside, found=found,
            advised={one.person_id for one in ties}, nature=RecusalNature.FUNDED,
            looked=LOOK in request.form, can_give=is_to_judge(application, grid), back=present.board_url(grid),
        )  # fmt: skip
        return page, tried.status
    target = url_for(".give", application_id=application.id)
    db.session.commit()
    say(_("Le dossier est confié. Un courriel le dit à chaque personne."))
    return redirect(target, 303)


def _aside(application: Application, person_ids: Collection[int]) -> set[int]:
    pairs = conflicts.list_pairs(queries.ids_of_call(application.call_id), list(person_ids))
    return {person_id for key, person_id in pairs if key == application.id}


def _offer(
    form: GiveForm, known: list[Person], load: Mapping[int, int], *, without: Collection[int] = (),
    application: Application | None = None,
) -> list[Person]:  # fmt: skip
    """Boxes: those who evaluate already, those who are chosen, those who were looked for. The last are given back. Of one
    file: whose institution paid for another project of the same structure is said."""
    chosen = form.chosen if request.method == "POST" else []
    people = {one.id: one for one in [*known, *assigning.list_people(chosen)]}
    found = (
        [one for one in assigning.find_people(form.words.data or "") if one.id not in people]
        if LOOK in request.form
        else []
    )
    people |= {one.id: one for one in found if one.id not in without}
    advised = {one.person_id for one in conflicts.advise([application.id], people)} if application else set()
    form.offer((key, _described(one, load.get(key, 0), key in advised)) for key, one in people.items())
    return found


def _described(person: Person, count: int, is_advised: bool) -> str:
    said = str(person.shown_name)
    if count:
        said = ngettext(
            "%(name)s, a %(num)s dossier", "%(name)s, a %(num)s dossiers", count, name=person.shown_name
        )
    return f"{said} ({RecusalNature.FUNDED.label})" if is_advised else said


def _attempt(form: GiveForm, act: Any) -> Attempt:
    """Looking for somebody shows the page again, with what is chosen."""
    return Attempt(200) if LOOK in request.form else attempt(form, act)
