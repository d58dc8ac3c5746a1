"""Who judges what and how far it has come: never what anybody wrote."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.evaluating import bp, present
from noress.blueprints.evaluating.forms import ConfirmForm
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.models import Person
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import Application
from noress.domain.funding.models import FundingCall
from noress.domain.reviewing import assigning, conflicts, evaluating, grids
from noress.domain.reviewing.models import Evaluation, Grid
from noress.domain.reviewing.queries import evaluations as queries
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@dataclass
class Progress:
    """Of one person or of one file."""

    given: int = 0
    begun: int = 0
    sent: int = 0
    reminded_at: Any = None
    people: list[tuple[Person, bool]] = field(default_factory=list)

    def add(self, row: Any) -> None:
        self.given += 1
        self.begun += row.saved_at is not None and row.sent_at is None
        self.sent += row.sent_at is not None
        if row.reminded_at is not None and (self.reminded_at is None or row.reminded_at > self.reminded_at):
            self.reminded_at = row.reminded_at


@bp.get("/appels/gestion/<int:funding_call_id>/evaluations")
@permission(P.EVALUATION_ASSIGN, loads=FundingCall)
def board(call: FundingCall) -> Any:
    """Per person and per file: given, begun, sent."""
    stage, now = present.asked_stage(call), clock.now()
    grid = grids.grid_of(call, stage)
    if grid is None:
        return render_template(
            "evaluating/no_grid.html", call=call, stage=stage, stages=present.stages_of(call)
        )
    files = paging.paginate(
        queries.list_judged_files(call.id, stage, acting.recused()),
        paging.page_number(request.args.get("page")),
    )
    people, by_person, by_file = _progress(grid, {one.id for one in files.items})
    total = Progress(
        sum(one.given for one in by_person.values()), 0, sum(one.sent for one in by_person.values())
    )
    return render_template(
        "evaluating/board.html", call=call, grid=grid, stage=stage, stages=present.stages_of(call), files=files,
        people=people, by_person=by_person, by_file=by_file, total=total, is_open=grids.is_open(grid, now),
        is_closed=grids.is_closed(grid, now), lost=len(assigning.list_lost(grid, acting.actor())),
        open_ids={row[0] for row in db.session.execute(queries.list_to_judge(call.id, stage, acting.recused()))},
    )  # fmt: skip


def _progress(grid: Grid, shown: set[int]) -> tuple[list[Person], dict[int, Progress], dict[int, Progress]]:
    """What stands, files that the reader or the person stands aside from left out."""
    rows = db.session.execute(queries.list_rows(grid.id, acting.recused())).all()
    aside = conflicts.list_pairs(
        queries.ids_of_call(grid.call_id or 0), sorted({row.person_id for row in rows})
    )
    judged = {row[0] for row in db.session.execute(queries.list_judged(grid.call_id or 0, grid.stage))}
    standing = [
        row for row in rows
        if row.declined_at is None and row.subject_id in judged and (row.subject_id, row.person_id) not in aside
    ]  # fmt: skip
    people = list(db.session.scalars(queries.list_named({row.person_id for row in standing})))
    named = {one.id: one for one in people}
    by_person: dict[int, Progress] = defaultdict(Progress)
    by_file: dict[int, Progress] = defaultdict(Progress)
    for row in standing:
        by_person[row.person_id].add(row)
        if row.subject_id in shown:
            by_file[row.subject_id].add(row)
            by_file[row.subject_id].people.append((named[row.person_id], row.sent_at is not None))
    return people, by_person, by_file


@bp.route("/appels/gestion/<int:funding_call_id>/evaluations/rappeler", methods=["GET", "POST"])
@permission(P.EVALUATION_ASSIGN, loads=FundingCall)
def remind(call: FundingCall) -> Any:
    """Only those who have something to send."""
    grid = present.asked_grid(call)
    form = ConfirmForm()
    tried = attempt(form, lambda: evaluating.remind(grid=grid, **acting.doing()))
    if tried.status:
        due = evaluating.list_to_remind(grid, acting.actor(), clock.now())
        page = render_template(
            "evaluating/remind.html", call=call, grid=grid, form=form, due=due, back=present.board_url(grid)
        )
        return page, tried.status
    target = present.board_url(grid)
    db.session.commit()
    say(ngettext("%(num)s personne est rappelée.", "%(num)s personnes sont rappelées.", tried.made))
    return redirect(target, 303)


@bp.route("/appels/gestion/<int:funding_call_id>/evaluations/remplacer", methods=["GET", "POST"])
@permission(P.EVALUATION_ASSIGN, loads=FundingCall)
def replace(call: FundingCall) -> Any:
    """Those who stand aside or cannot, and who would take their place."""
    grid = present.asked_grid(call)
    form = ConfirmForm()
    tried = attempt(form, lambda: assigning.replace_lost(grid=grid, **acting.doing()))
    if tried.status:
        lost = assigning.list_lost(grid, acting.actor())
        page = render_template(
            "evaluating/replace.html",
            call=call,
            grid=grid,
            form=form,
            lost=lost,
            back=present.board_url(grid),
        )
        return page, tried.status
    target, shared = present.board_url(grid), tried.made
    db.session.commit()
    given = sum(shared.given.values())
    say(
        ngettext("%(num)s évaluation confiée.", "%(num)s évaluations confiées.", given),
        "success" if given else "warning",
    )
    if shared.left:
        say(
            _(
                "Il reste des évaluations à confier : ajoutez quelqu'un qui n'a pas de lien avec ces dossiers."
            ),
            "warning",
        )
    return redirect(target, 303)


@bp.route("/appels/gestion/evaluations/<int:evaluation_id>/retirer", methods=["GET", "POST"])
@permission(P.EVALUATION_ASSIGN, loads=Evaluation)
def withdraw(evaluation: Evaluation) -> Any:
    """Given by mistake."""
    application = db.session.get_one(Application, evaluation.subject_id)
    back = url_for(".give", application_id=application.id)
    person = db.session.get_one(Person, evaluation.person_id)
    form = ConfirmForm()
    tried = attempt(form, lambda: assigning.withdraw(evaluation=evaluation, **acting.doing()))
    if tried.status:
        page = render_template(
            "evaluating/withdraw.html",
            evaluation=evaluation,
            application=application,
            person=person,
            form=form,
            back=back,
        )
        return page, tried.status
    db.session.commit()
    say(_("Le dossier n'est plus confié à cette personne."))
    return redirect(back, 303)
