"""The list of structures, as it is narrowed, to keep or to hand to the institution that gave them."""

from collections.abc import Iterator
from typing import Any

from flask import Response, request

from noress.blueprints.campaigns import bp
from noress.blueprints.campaigns.structures import asked_of
from noress.core import clock, formats, paging
from noress.core.i18n import LANGUAGE_NAMES, lazy
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.campaigns import queries
from noress.domain.campaigns.grid import Grid, read_grid
from noress.domain.campaigns.models import Campaign, Participant
from noress.domain.campaigns.states import is_finished, state_of
from noress.extensions import db
from noress.web import exports
from noress.web.exports import Column
from noress.web.permissions import permission


def _columns(grid: Grid) -> list[Column]:
    """The first six headings are those that the import knows."""
    return [
        Column(lazy("Structure"), _name, 40),
        Column(lazy("Province"), lambda one: str(grid.province_name(one.province)) if one.province else None, 20),
        Column(lazy("Type"), lambda one: str(grid.kind_name(one.kind)) if one.kind else None, 25),
        Column(lazy("Courriel"), lambda one: one.email, 30),
        Column(lazy("Téléphone"), lambda one: formats.phone(one.phone) if one.phone else None, 18),
        Column(lazy("Langue"), lambda one: LANGUAGE_NAMES[one.language], 12),
        Column(lazy("Réponse"), lambda one: str(state_of(one).label), 22),
        Column(lazy("Numéro"), lambda one: one.response.number if one.response else None, 14),
        Column(lazy("Reçue le"), _received_on, 14),
        Column(lazy("Atteinte par"), lambda one: str(one.means.label), 25),
        Column(lazy("Invitée le"), lambda one: clock.today(one.invited_at) if one.invited_at else None, 14),
        Column(lazy("Relances"), lambda one: one.reminders, 10),
        Column(lazy("Vient de"), _source, 35),
        Column(lazy("Par la liste, le lien ou l'affiche de"), lambda one: str(one.through.name) if one.through else None, 35),
    ]  # fmt: skip


def _name(one: Participant) -> str:
    return str(one.institution.name) if one.institution else one.name or ""


def _source(one: Participant) -> str:
    return (
        _name(one.passed_on_by)
        if one.passed_on_by
        else str(one.through.name)
        if one.through
        else _("le réseau")
    )


def _received_on(one: Participant) -> Any:
    return clock.today(one.response.submitted_at) if is_finished(one) and one.response else None


def _export(campaign: Campaign) -> tuple[list[Column], Iterator[Participant], str]:
    grid = read_grid(campaign)
    _form, wanted = asked_of(campaign, grid, request.args)
    ids = db.session.scalars(queries.list_ids(queries.list_participants(campaign.id, wanted))).all()
    rows = paging.in_batches(ids, queries.list_by_ids)
    return _columns(grid), rows, f"structures-{campaign.id}-{clock.today():%Y-%m-%d}"


@bp.get("/campagnes/<int:campaign_id>/structures.xlsx")
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def export_xlsx(campaign: Campaign) -> Response:
    return exports.as_xlsx(*_export(campaign), title=_("Structures"))


@bp.get("/campagnes/<int:campaign_id>/structures.csv")
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def export_csv(campaign: Campaign) -> Response:
    return exports.as_csv(*_export(campaign))
