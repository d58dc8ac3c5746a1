"""A juror's own list: "12 / 45", what is left, what was put off behind, what was sent."""

from typing import Any

from flask import redirect, render_template, request, url_for
from markupsafe import escape

from noress.blueprints.scoring import bp, present
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.juries import panel
from noress.domain.juries.models import JuryRole
from noress.domain.reviewing import own_list
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission


@bp.get("/jury/<int:competition_id>")
@permission(P.SCORE_WRITE)
def index(competition_id: int) -> Any:
    """In one's own order."""
    number = paging.page_number(request.args.get("page"))
    own = own_list.read_page(competition_id, acting.actor(), number, now=clock.now())
    if own is None:
        return _nothing(competition_id)
    lots = {key: escape(title) for key, title in own.lots.items()} if len(own.lots) > 1 else {}
    return render_template("scoring/index.html", own=own, lots=lots)


def _nothing(competition_id: int) -> Any:
    """Why nothing is listed, or what comes first."""
    sitting = present.seat_of(competition_id)
    if sitting.juror is not None and not panel.has_accepted(sitting.juror):
        return redirect(url_for("juries.charter", competition_id=competition_id))
    if sitting.juror is not None and sitting.juror.role is JuryRole.SECRETARY:
        return redirect(url_for(".progress", competition_id=competition_id))
    return render_template("scoring/index.html", own=own_list.nothing_of(sitting), lots={})


@bp.get("/jury/<int:competition_id>/suivant")
@permission(P.SCORE_WRITE)
def go_on(competition_id: int) -> Any:
    """The file that follows in one's own order."""
    sitting = present.own_sitting(competition_id)
    after = request.args.get("apres", "")
    own = own_list.list_own(sitting, acting.actor())
    key = own.next_after(int(after) if after.isdecimal() and len(after) < 10 else None)
    if key is None:
        say(_("Il ne reste aucun autre dossier à noter."), "info")
        return redirect(url_for(".index", competition_id=competition_id))
    return redirect(url_for(".write", competition_id=competition_id, evaluation_id=key))
