"""Paper: a blank grid to print for each juror; what stands on it typed in by the jury's secretary; countersigned."""

from collections.abc import Sequence
from typing import Any

from flask import abort, redirect, render_template, url_for

from noress.blueprints.scoring import bp, present
from noress.blueprints.scoring.forms import CountersignForm, PaperForm
from noress.blueprints.scoring.writing import posted_of, scores_form, values_of
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.competitions.models import Competition
from noress.domain.juries import panel
from noress.domain.juries.models import Juror
from noress.domain.reviewing import entitled, sending
from noress.domain.reviewing import papers as rules
from noress.domain.reviewing.models import Evaluation
from noress.domain.reviewing.queries.own_list import place_of
from noress.domain.reviewing.sitting import Sitting
from noress.extensions import db
from noress.web import acting, files
from noress.web.flashes import say
from noress.web.headers import private_page
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/jury/<int:competition_id>/papier")
@permission(P.SCORE_WRITE)
def paper(competition_id: int) -> Any:
    """A juror's own sheets; for the jury's secretary, everybody's, and what waits to be countersigned."""
    sitting = present.own_sitting(competition_id)
    actor = acting.actor()
    if not entitled.can_type(actor, sitting.competition):
        return _sheets(sitting, sitting.juror, rules.list_to_countersign_for(sitting, actor))
    jurors = [one for one in db.session.scalars(panel.list_jurors(competition_id)) if panel.scores(one)]
    return render_template(
        "scoring/papers.html", sitting=sitting, competition=sitting.competition, jurors=jurors,
        waiting=rules.list_to_countersign(sitting, actor),
    )  # fmt: skip


@bp.get("/jury/<int:competition_id>/papier/<int:juror_id>")
@permission(P.SCORE_TYPE, loads=Competition)
def sheets(competition: Competition, juror_id: int) -> Any:
    """To print, and to open what is typed in."""
    sitting, juror = _juror(competition, juror_id)
    return _sheets(sitting, juror)


def _juror(competition: Competition, juror_id: int) -> tuple[Sitting, Juror]:
    sitting, _grid = present.grid_of(competition)
    juror = db.session.get(Juror, juror_id)
    if juror is None or juror.competition_id != competition.id or not panel.scores(juror):
        abort(404)
    return sitting, juror


def _sheets(sitting: Sitting, juror: Juror | None, to_countersign: Sequence[Evaluation] = ()) -> Any:
    """One sheet for each file that they have still to score, in their own order; numbers alone."""
    if juror is None or sitting.grid is None or not panel.scores(juror) or not sitting.rights.can_read:
        abort(404)
    rows = rules.list_for_typing(sitting, juror.person_id, acting.actor())
    rows.sort(key=lambda one: (place_of(juror.person_id, one.subject_id), one.id))
    return render_template(
        "scoring/sheets.html", sitting=sitting, competition=sitting.competition, juror=juror, rows=rows,
        criteria={one.id: present.criteria(one) for one in rows}, step_words=present.step_words,
        can_type=entitled.can_type(acting.actor(), sitting.competition), to_countersign=to_countersign,
    )  # fmt: skip


@bp.route("/jury/<int:competition_id>/papier/saisie/<int:evaluation_id>", methods=["GET", "POST"])
@permission(P.SCORE_TYPE, loads=Competition)
def type_in(competition: Competition, evaluation_id: int) -> Any:
    """As it stands on the paper, with the scan where there is one."""
    sitting, evaluation = _evaluation(competition, evaluation_id)
    if evaluation.saved_at is not None and evaluation.typed_by_id is None:
        message = _(
            "Ce juré a commencé à noter ce dossier lui-même : il termine, ou efface, avant que sa feuille soit saisie."
        )
        raise RuleError("begun", message, status=409)
    form = scores_form(PaperForm, evaluation)
    tried = attempt(form, lambda: _type(sitting, evaluation, form), stored=lambda: _stored(evaluation))
    back = url_for(".paper", competition_id=competition.id)
    if tried.status == 404:
        abort(404)
    if tried.status:
        page = render_template(
            "scoring/type_in.html", competition=competition, evaluation=evaluation, form=form, stale=tried.stale, back=back,
            criteria=present.criteria(evaluation),
        )  # fmt: skip
        return page, tried.status
    db.session.commit()
    say(_("La feuille est saisie. Elle comptera quand le juré l'aura confirmée."))
    return redirect(back, 303)


def _type(sitting: Sitting, evaluation: Evaluation, form: Any) -> None:
    doing = acting.doing()
    scan = files.take_upload(form.scan.data, field="scan", **doing)
    rules.type_in(
        sitting=sitting, evaluation=evaluation, posted=posted_of(form), version=form["version"].data or 0, paper=scan, **doing,
    )  # fmt: skip


def _stored(evaluation: Evaluation) -> dict[str, Any]:
    db.session.refresh(evaluation)
    return values_of(evaluation)


def _evaluation(competition: Competition, evaluation_id: int) -> tuple[Sitting, Evaluation]:
    sitting, _grid = present.grid_of(competition)
    found = sending.get_of_edition(sitting, evaluation_id)
    if (
        found is None
        or found.declined_at is not None
        or not entitled.knows_file(acting.actor(), found.application)
    ):
        abort(404)
    if not entitled.person_knows_file(found.person_id, found.application):
        abort(404)
    return sitting, found


@bp.route("/jury/<int:competition_id>/papier/contresigner/<int:evaluation_id>", methods=["GET", "POST"])
@permission(P.SCORE_PRESIDE, loads=Competition)
def countersign(competition: Competition, evaluation_id: int) -> Any:
    """By who presides, where the juror cannot confirm their own paper; once their own scores of that file are sent."""
    sitting, evaluation = _evaluation(competition, evaluation_id)
    actor = acting.actor()
    if (
        not entitled.decides_on(actor, competition, [evaluation.application])
        or evaluation.typed_by_id is None
    ):
        abort(404)
    if rules.owes_own(sitting, evaluation, actor):
        message = _(
            "Envoyez d'abord vos propres notes sur ce dossier : vous ne lisez celles d'un autre qu'ensuite."
        )
        raise RuleError("own_first", message, status=409)
    form = CountersignForm(data={"version": evaluation.version})
    tried = attempt(
        form,
        lambda: rules.countersign(
            sitting=sitting, evaluation=evaluation, version=form.version.data or 0, reason=form.reason.data or "",
            **acting.doing(),
        ),
        stored=lambda: {"version": evaluation.version},
    )  # fmt: skip
    if tried.status:
        page = render_template(
            "scoring/countersign.html", competition=competition, evaluation=evaluation, form=form, stale=tried.stale,
            criteria=present.criteria(evaluation), step_words=present.step_words, mark=present.mark,
        )  # fmt: skip
        return page, tried.status
    db.session.commit()
    say(_("La feuille est contresignée : ces notes comptent."))
    return redirect(url_for(".index", competition_id=competition.id), 303)


@bp.get("/jury/<int:competition_id>/papier/scan/<int:evaluation_id>")
@permission(P.SCORE_WRITE)
def scan(competition_id: int, evaluation_id: int) -> Any:
    """The juror whose paper it is, who typed it in, who presides over its file once their own is sent."""
    sitting = present.own_sitting(competition_id)
    evaluation = sending.get_of_edition(sitting, evaluation_id)
    if evaluation is None or evaluation.paper_id is None:
        abort(404)
    if not rules.can_read_paper(sitting, evaluation, acting.actor()):
        abort(404)
    return private_page(files.send(evaluation.paper or abort(404)))
