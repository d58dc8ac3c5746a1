"""How far scoring has come, by juror and by file: counts, never a figure. Sharing out and reminders."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.scoring import bp, present
from noress.blueprints.scoring.forms import ConfirmForm
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.competitions.models import Competition
from noress.domain.juries import reading
from noress.domain.reviewing import conflicts, entitled, following, jury_assigning, papers
from noress.domain.reviewing.queries import scoring as queries
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/jury/<int:competition_id>/avancement")
@permission(P.SCORE_FOLLOW, loads=Competition)
def progress(competition: Competition) -> Any:
    actor, now = acting.actor(), clock.now()
    sitting = present.any_sitting(competition.id)
    board = following.board_of(competition, sitting.grid, actor)
    page = paging.cut(list(board.entries), paging.page_number(request.args.get("page")))
    asked = []
    if sitting.grid is not None and sitting.can_score:
        hidden = conflicts.recused_ids(actor, conflicts.APPLICATION)
        rows = db.session.scalars(queries.list_to_reopen(sitting.grid.id, hidden)).all()
        asked = [one for one in rows if one.person_id != actor.person_id]
    elif sitting.grid is not None and sitting.rights.can_score and actor.is_coordinator:
        hidden = conflicts.recused_ids(actor, conflicts.APPLICATION)
        asked = list(db.session.scalars(queries.list_to_reopen(sitting.grid.id, hidden)))
    asked = [one for one in asked if entitled.decides_on(actor, competition, [one.application])]
    late = following.list_late(competition, sitting.grid, actor, now) if sitting.grid is not None else []
    return render_template(
        "scoring/progress.html", sitting=sitting, competition=competition, board=board, page=page, asked=asked, late=len(late),
        to_countersign=papers.list_to_countersign_for(sitting, actor), can_assign=entitled.can_assign(actor), can_type=entitled.can_type(actor, competition),
        can_read=entitled.can_read_table(actor, competition, now=now), number=reading.number_words,
    )  # fmt: skip


@bp.route("/jury/<int:competition_id>/rappeler", methods=["GET", "POST"])
@permission(P.SCORE_ASSIGN, loads=Competition)
def remind(competition: Competition) -> Any:
    """Only those who have something left to send."""
    _sitting, grid = present.grid_of(competition)
    form = ConfirmForm()
    tried = attempt(form, lambda: following.remind(competition=competition, grid=grid, **acting.doing()))
    back = url_for(".progress", competition_id=competition.id)
    if tried.status:
        due = following.list_late(competition, grid, acting.actor(), clock.now())
        page = render_template("scoring/remind.html", competition=competition, form=form, due=due, back=back)
        return page, tried.status
    count = tried.made
    db.session.commit()
    say(ngettext("%(num)s personne est rappelée.", "%(num)s personnes sont rappelées.", count))
    return redirect(back, 303)


@bp.post("/jury/<int:competition_id>/repartir")
@permission(P.SCORE_ASSIGN, loads=Competition)
def share(competition: Competition) -> Any:
    """At once; it also happens by itself while scoring is open."""
    _sitting, grid = present.grid_of(competition)
    done = jury_assigning.bring_up(competition=competition, grid=grid, **acting.doing())
    target = url_for(".progress", competition_id=competition.id)
    db.session.commit()
    if done.given:
        say(ngettext("%(num)s lecture confiée.", "%(num)s lectures confiées.", done.given))
    elif not done.left:
        say(_("Rien de plus à confier pour le moment."), "info")
    if done.left:
        say(
            ngettext(
                "%(num)s lecture reste à confier : les autres jurés ont un lien avec le dossier.",
                "%(num)s lectures restent à confier : les autres jurés ont un lien avec les dossiers.", done.left,
            ), "warning",
        )  # fmt: skip
    return redirect(target, 303)
