"""One entry at a time on all screens. Whoever stands aside from it is told to leave, and nothing else: the answer to the
script that asks whether something changed is the same for everybody."""

from typing import Any

from flask import jsonify, render_template, request, url_for

from noress.blueprints.deliberating import bp, present
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.competitions import finding
from noress.domain.competitions.models import Competition
from noress.domain.juries import access, panel, rights
from noress.domain.juries.attending import list_present
from noress.domain.juries.models import Deliberation, DeliberationItem
from noress.domain.juries.queries import deliberating as queries
from noress.domain.juries.reading import read_entry
from noress.domain.juries.rules import room as rules
from noress.domain.reviewing import conflicts, entitled, table
from noress.extensions import db
from noress.web import acting
from noress.web.permissions import permission

#: digits of the version in the answer to the script: its length never tells anything
WIDTH = 10


@bp.get("/deliberation/<int:competition_id>/salle")
@permission(P.DELIBERATION_ATTEND, loads=Competition)
def room(competition: Competition) -> Any:
    deliberation = present.opened(competition)
    item = db.session.get(DeliberationItem, deliberation.current_id) if deliberation.current_id else None
    actor = acting.actor()
    leaves = item is not None and conflicts.is_recused(actor, item.application)
    shown: dict[str, Any] = _entry(competition, item) if item is not None and not leaves else {}
    return render_template(
        "deliberating/room.html", competition=competition, deliberation=deliberation, leaves=leaves, present=present,
        moves=_moves(deliberation, item), is_over=competition.deliberated_at is not None, **shown,
    )  # fmt: skip


def _entry(competition: Competition, item: DeliberationItem) -> dict[str, Any]:
    """Everything of the entry, for those who stay."""
    actor, now, grid = acting.actor(), clock.now(), finding.grid_of(competition)
    _at, seen = access.rights_now(competition, now)
    is_open = grid is not None and entitled.can_read_table(actor, competition, now=now)
    lines = table.results(competition, grid, reader=actor, now=now) if is_open and grid is not None else []
    every = {row[1] for row in db.session.execute(queries.list_item_keys(item.deliberation_id))}
    return {
        "item": item, "answers": read_entry(competition, item.application, seen),
        "line": next((one for one in lines if one.application_id == item.application_id), None),
        "votes": list(db.session.scalars(queries.list_votes([item.id]))),
        "presiding": panel.presiding(competition, item.application), "present_count": len(list_present(item)),
        "gone": sorted(names_aside(item)),
        # a rank says where the others are: only whoever may know of all of them reads the one that was decided
        "decided_rank": item.rank_after if not rights.hidden_among(actor, every) else None, "can_note": rights.can_lead_item(actor, item),
    }  # fmt: skip


def names_aside(item: DeliberationItem) -> list[str]:
    """Names of those of the jury who are to be out of the room."""
    jurors = {
        one.person_id: one for one in db.session.scalars(panel.list_jurors(item.deliberation.competition_id))
    }
    free = set(conflicts.without_recused(jurors, item.application))
    return [one.person.shown_name for key, one in jurors.items() if key not in free]


def _moves(deliberation: Deliberation, item: DeliberationItem | None) -> bool:
    """The chair and the secretary, also from outside the room; and who presides over this entry."""
    actor = acting.actor()
    if deliberation.competition.deliberated_at is not None:
        return False
    if rights.can_lead(actor, deliberation.competition):
        return True
    return item is not None and rights.can_lead_item(actor, item)


@bp.get("/deliberation/<int:competition_id>/salle/etat")
@permission(P.DELIBERATION_ATTEND, loads=Competition)
def state(competition: Competition) -> Any:
    """Whether the screen is behind."""
    deliberation = present.opened(competition)
    response = jsonify({"version": str(deliberation.version).zfill(WIDTH)})
    response.set_etag(str(deliberation.version))
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


@bp.post("/deliberation/<int:competition_id>/salle")
@permission(P.DELIBERATION_ATTEND, loads=Competition)
def move(competition: Competition) -> Any:
    """Next, before, or none."""
    deliberation = present.opened(competition)
    item = db.session.get(DeliberationItem, deliberation.current_id) if deliberation.current_id else None
    target = url_for(".room", competition_id=competition.id)
    if not _moves(deliberation, item):
        return acting.done(
            target, _("Le secrétariat ou la présidence du jury passe au dossier suivant."), "info"
        )
    step = {"next": 1, "before": -1}.get(request.form.get("go", ""), 0)
    typed = request.form.get("version", "")
    version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
    rules.show_item(deliberation=deliberation, step=step, version=version, **acting.doing())
    return acting.done(target, None)
