"""The table of results, and what it exports: for whoever the phase lets read it, without files that they stand aside from."""

from typing import Any

from flask import Response, abort, render_template, request

from noress.blueprints.scoring import bp, present
from noress.core import clock, paging
from noress.core.database import read_rows
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.accounts.permissions import P
from noress.domain.competitions.models import Competition
from noress.domain.reviewing import entitled, rulings, severity
from noress.domain.reviewing import table as rules
from noress.domain.reviewing.criteria import has_own_criteria
from noress.domain.reviewing.queries import scoring as queries
from noress.extensions import db
from noress.web import acting
from noress.web.exports import Column, as_csv, as_xlsx
from noress.web.permissions import permission

#: `?tri=`: what the list is sorted by; those without a figure come last
_SORTS: dict[str, tuple[Any, Any]] = {
    "rang": (lazy("rang"), None),
    "ecart": (lazy("désaccord"), lambda one: -(one.spread or 0)),
    "mediane": (lazy("médiane"), lambda one: -(one.median or 0)),
    "notes": (lazy("nombre de notes"), lambda one: one.count),
    "numero": (lazy("numéro"), lambda one: one.number),
}


@bp.get("/jury/<int:competition_id>/tableau")
@permission(P.SCORE_TABLE, loads=Competition)
def table(competition: Competition) -> Any:
    sitting, grid = present.grid_of(competition)
    made, lots, lot_id = _made(competition, grid)
    sort = request.args.get("tri", "rang")
    lines = _sorted(made.lines, sort if sort in _SORTS else abort(404))
    page = paging.cut(lines, paging.page_number(request.args.get("page")))
    actor = acting.actor()
    can_settle = entitled.can_preside(actor, competition) and competition.deliberated_at is None
    asks = can_settle and any(one.tied_with for one in made.lines)
    ties = rulings.list_ties(competition, grid, actor, clock.now()) if asks else []
    return render_template(
        "scoring/table.html", sitting=sitting, competition=competition, grid=grid, made=made, page=page, lots=lots, lot_id=lot_id,
        sort=sort, sorts={key: label for key, (label, _key) in _SORTS.items()}, outside=_outside(grid, lot_id), mark=present.mark,
        figure=present.figure, can_settle=can_settle, ties={key for tie in ties for key in tie}, source=severity.SOURCE, is_uneven=has_own_criteria(grid),
        rulings=rulings.list_rulings(competition, actor), numbers={one.application_id: one.number for one in made.lines},
    )  # fmt: skip


def _made(competition: Competition, grid: Any) -> tuple[rules.Table, dict[int, Any], int | None]:
    lots = dict(read_rows(db.session, queries.list_lots(), {"call": competition.call_id}))
    raw = request.args.get("categorie", "")
    lot_id = int(raw) if raw.isdecimal() and len(raw) < 10 else None
    if raw and lot_id not in lots:
        abort(404)
    made = rules.make_table(competition, grid, reader=acting.actor(), now=clock.now(), lot_id=lot_id)
    return made, lots, lot_id


def _sorted(lines: Any, sort: str) -> list[rules.Line]:
    key = _SORTS[sort][1]
    return (
        list(lines)
        if key is None
        else sorted(lines, key=lambda one: (one.mean is None, key(one), one.number))
    )


def _outside(grid: Any, lot_id: int | None) -> list[Any]:
    return [
        one
        for one in grid.criteria
        if one.is_outside_total and (lot_id is None or one.lot_id in {None, lot_id})
    ]


@bp.get("/jury/<int:competition_id>/tableau.csv")
@permission(P.SCORE_TABLE, loads=Competition)
def export_csv(competition: Competition) -> Response:
    columns, lines, name = _export(competition)
    return as_csv(columns, lines, name)


@bp.get("/jury/<int:competition_id>/tableau.xlsx")
@permission(P.SCORE_TABLE, loads=Competition)
def export_xlsx(competition: Competition) -> Response:
    columns, lines, name = _export(competition)
    return as_xlsx(columns, lines, name, title=_("Tableau"))


def _export(competition: Competition) -> tuple[list[Column], list[rules.Line], str]:
    _sitting, grid = present.grid_of(competition)
    made, lots, lot_id = _made(competition, grid)
    sort = request.args.get("tri", "rang")
    lines = _sorted(made.lines, sort if sort in _SORTS else abort(404))
    columns = _columns(competition, grid, lots, lot_id)
    return columns, lines, f"tableau-{competition.call.edition}"


def _columns(competition: Competition, grid: Any, lots: dict[int, Any], lot_id: int | None) -> list[Column]:
    def mark(name: str) -> Any:
        return lambda one: present.mark(getattr(one, name), competition.out_of)

    found = [
        Column(_("Rang"), lambda one: one.place, 8),
        Column(_("Numéro"), lambda one: one.number, 16),
        Column(_("Dossier"), lambda one: one.title, 40),
        Column(_("Catégorie"), lambda one: str(lots.get(one.lot_id, "")), 24),
        Column(_("Moyenne"), mark("mean"), 10), Column(_("Médiane"), mark("median"), 10),
        Column(_("Écart"), mark("spread"), 10), Column(_("Nombre de notes"), lambda one: one.count, 8),
        Column(_("Abstentions"), lambda one: one.abstentions, 12),
        Column(_("Attendues"), lambda one: one.waiting, 12),
    ]  # fmt: skip
    found += [
        Column(str(one.title), lambda line, key=one.id: present.figure(line.outside.get(key)), 16)
        for one in _outside(grid, lot_id)
    ]
    found += [
        Column(_("Pourquoi pas classé"), lambda one: str(one.why_not_ranked or ""), 36),
        Column(_("Égalité"), lambda one: str(one.tie_note or ""), 36),
        Column(_("Rang à sévérité égale (indication)"), lambda one: one.adjusted_place, 14),
    ]
    return found
