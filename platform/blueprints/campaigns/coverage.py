"""The board: what is missing, the empty cells first; and the targets it is measured by."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from noress.blueprints.campaigns import bp
from noress.blueprints.campaigns.forms import BoardFilter, ConfirmForm, named, number
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.core.numerals import western
from noress.domain.accounts.permissions import P
from noress.domain.campaigns import rules
from noress.domain.campaigns.board import read_board
from noress.domain.campaigns.grid import Grid, read_grid
from noress.domain.campaigns.models import Campaign
from noress.domain.campaigns.policy import can_manage
from noress.domain.campaigns.queries import NETWORK
from noress.domain.campaigns.rules.targets import MOST, Cell, field_of, read_targets
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.sheets import posted_version
from noress.web.submitting import attempt

NETWORK_NAME = lazy("le réseau lui-même")
CELLS_SHOWN = 40
PROVINCES_SHOWN = 10


@bp.get("/campagnes/<int:campaign_id>/couverture")
@permission(P.CAMPAIGN_FOLLOW, loads=Campaign)
def coverage(campaign: Campaign) -> Any:
    form = BoardFilter(MultiDict(request.args))
    through = number(form.through.data)
    through = through if through is not None and through >= 0 else None
    board = read_board(campaign, through_id=through)
    form.through.choices = named(
        [(key or NETWORK, name or NETWORK_NAME) for key, name, *_counts in board.through], _("toutes")
    )
    page = paging.cut(board.cells, paging.page_number(request.args.get("page")), per_page=CELLS_SHOWN)
    return render_template(
        "campaigns/coverage.html", campaign=campaign, board=board, total=board.total, matrix=board.matrix(),
        page=page, manages=can_manage(acting.actor()), form=form, through=through,
        chosen=next((one for one in board.through if (one[0] or NETWORK) == through), None),
    )  # fmt: skip


@bp.route("/campagnes/<int:campaign_id>/couverture/objectifs", methods=["GET", "POST"])
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def edit_targets(campaign: Campaign) -> Any:
    """A grid, some provinces a page: fields that a page does not show keep theirs."""
    grid, form = read_grid(campaign), ConfirmForm()
    provinces = paging.cut(
        list(grid.provinces), paging.page_number(request.args.get("page")), per_page=PROVINCES_SHOWN
    )
    typed, targets, errors = _typed(grid, provinces.items)
    form.form_errors += list(dict.fromkeys(errors.values()))
    tried = attempt(
        form,
        lambda: rules.set_targets(
            campaign=campaign, targets=targets, version=posted_version(), actor=acting.actor(), now=clock.now()
        ),
        stored=dict,
    )  # fmt: skip
    if tried.status is None:
        target = url_for(".coverage", campaign_id=campaign.id)
        db.session.commit()
        say(_("Les objectifs sont enregistrés."))
        return redirect(target, 303)
    stored = read_targets(campaign)
    shown = {cell: typed.get(cell, str(stored.get(cell) or "")) for cell in grid.cells()}
    page = render_template(
        "campaigns/targets.html", campaign=campaign, grid=grid, provinces=provinces, shown=shown, form=form,
        errors=errors, field_of=field_of, most=MOST, total=sum(stored.values()),
        stale=_differing(targets, stored) if tried.stale is not None else None,
    )  # fmt: skip
    return page, tried.status


def _typed(grid: Grid, provinces: list[str]) -> tuple[dict[Cell, str], dict[Cell, int], dict[Cell, Any]]:
    """What was typed in each cell, what it says, and what could not be read."""
    typed: dict[Cell, str] = {}
    targets: dict[Cell, int] = {}
    errors: dict[Cell, Any] = {}
    for cell in ((province, kind) for province in provinces for kind in grid.kinds):
        raw = request.form.get(field_of(*cell))
        if raw is None:
            continue
        text = western(raw).strip()
        typed[cell] = raw[:20]
        if text.isascii() and text.isdigit() and len(text) < 7 and int(text) <= MOST:
            targets[cell] = int(text)
        elif text:
            errors[cell] = _("Écrivez un nombre entre 0 et %(most)s.", most=MOST)
        else:
            targets[cell] = 0
    return typed, targets, errors


def _differing(mine: dict[Cell, int], theirs: dict[Cell, int]) -> list[tuple[Cell, int, int]]:
    """(cell, what is typed, what somebody else saved)."""
    return [
        (cell, value, theirs.get(cell, 0)) for cell, value in mine.items() if value != theirs.get(cell, 0)
    ]
