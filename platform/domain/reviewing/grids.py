"""What files are judged by: a grid for each stage of a call, made from the criteria that the call announced. It changes
until the first evaluation is sent; afterwards only its dates and the number of evaluations wanted do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.competitions import finding
from noress.domain.funding.models import CallState, FundingCall
from noress.domain.reviewing.conflicts import APPLICATION
from noress.domain.reviewing.criteria import (
    MOST_PER_FILE,
    USUAL_WORDS,
    CriterionRow,
    check_rows,
    criteria_of,
    rows_from_call,
    rows_from_grid,
    said,
    total_of,
    usual_scale,
    values_of,
)
from noress.domain.reviewing.models import Grid, GridCriterion
from noress.domain.reviewing.queries import evaluations as queries
from noress.extensions import db

OVER = frozenset({CallState.PUBLISHED, CallState.EXECUTION, CallState.CLOSED})
_SETTINGS = ("per_file", "opens_at", "closes_at", "by_everybody")


class Settings(NamedTuple):
    per_file: int
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    by_everybody: bool = False


def grid_of(call: FundingCall, stage: int) -> Grid | None:
    """With its criteria."""
    return db.session.scalars(queries.get_grid(call.id, stage)).unique().one_or_none()


def first_rows(call: FundingCall) -> list[CriterionRow]:
    """What a new grid begins with: the announced criteria; of an edition of the prize that announced none, those of the edition
    before."""
    if call.criteria or not finding.is_competition(call):
        return rows_from_call(call)
    before = db.session.scalars(queries.get_grid_before(call)).unique().first()
    return rows_from_grid(before, call) if before is not None else []


def is_frozen(grid: Grid) -> bool:
    """An evaluation was sent: everybody judges by the same criteria."""
    return db.session.scalars(queries.was_sent(grid.id)).first() is not None


def is_open(grid: Grid, now: datetime) -> bool:
    """By the server's clock."""
    return (grid.opens_at is None or grid.opens_at <= now) and not is_closed(grid, now)


def is_closed(grid: Grid, now: datetime) -> bool:
    return grid.closes_at is not None and grid.closes_at <= now


def make_grid(*, call: FundingCall, stage: int, settings: Settings, actor: Actor, now: datetime) -> Grid:
    """From the call's own criteria, as they are."""
    return save_grid(
        call=call, stage=stage, rows=rows_from_call(call), settings=settings, version=0, actor=actor, now=now
    )


def save_grid(
    *, call: FundingCall, stage: int, rows: Sequence[CriterionRow] | None, settings: Settings, version: int,
    actor: Actor, now: datetime,
) -> Grid:  # fmt: skip
    """Made with version 0, then changed. `rows=None` leaves the criteria as they are. Whoever has begun an evaluation keeps what
    still fits."""
    lock(call)
    if not 1 <= stage <= call.stages:
        raise RuleError("no_stage", _("Cet appel n'a pas cette étape."), status=409)
    if call.state in OVER:
        raise RuleError(
            "over", _("Les résultats de cet appel sont annoncés : sa grille ne change plus."), status=409
        )
    _check_not_sealed(call)
    grid = grid_of(call, stage)
    if (grid.version if grid else 0) != version:
        raise StaleVersion(_("Quelqu'un d'autre a enregistré entre-temps."), None)
    _check_settings(settings, grid, now)
    changes: dict[str, tuple[Any, Any]] = {}
    is_new = grid is None
    if grid is None:
        grid = Grid(
            subject_type=APPLICATION, call_id=call.id, stage=stage, version=0, per_file=settings.per_file
        )
        db.session.add(grid)
    else:
        hold_grid(grid)
    if rows is not None:
        changes |= _set_criteria(grid, rows, call, is_new=is_new)
    changes |= changed(grid, {name: getattr(settings, name) for name in _SETTINGS})
    if is_new:
        changes["per_file"] = (None, settings.per_file)
    if changes:
        grid.version += 1
        action = "funding_call.grid_made" if is_new else "funding_call.grid_edited"
        told = {"grid_stage": (None, stage), **{f"grid_{name}": pair for name, pair in changes.items()}}
        record(actor, action, call, now=now, changes=told)
    db.session.flush()  # what follows names its criteria
    return grid


def _check_not_sealed(call: FundingCall) -> None:
    competition = finding.competition_of(call)
    if competition is not None and competition.deliberation_opens_at is not None:
        message = _("La délibération est ouverte et les notes sont scellées : la grille ne change plus.")
        raise RuleError("sealed", message, status=409)


def hold_grid(grid: Grid) -> None:
    """Nobody changes it meanwhile; criteria that were read before somebody did are read again."""
    before = grid.version
    lock(grid)
    if grid.version != before:
        db.session.expire(grid, ["criteria"])


def _check_settings(settings: Settings, grid: Grid | None, now: datetime) -> None:
    if not 1 <= settings.per_file <= MOST_PER_FILE:
        message = _("Écrivez un nombre entre 1 et %(most)s.", most=MOST_PER_FILE)
        raise RuleError("bad_number", message, field="per_file")
    opens, closes = settings.opens_at, settings.closes_at
    if opens and closes and closes <= opens:
        raise RuleError("wrong_order", _("La clôture vient après l'ouverture."), field="closes_at")
    if closes and closes <= now and (grid is None or grid.closes_at != closes):
        raise RuleError("past", _("Cette date est passée. Choisissez-en une à venir."), field="closes_at")


def _set_criteria(
    grid: Grid, rows: Sequence[CriterionRow], call: FundingCall, *, is_new: bool
) -> dict[str, tuple[Any, Any]]:
    check_rows(rows, [(one.id, one.title) for one in call.lots])
    before = [] if is_new else said(grid.criteria)
    wanted = [values_of(row, place) for place, row in enumerate(rows)]
    known = {one.id: one for one in grid.criteria}
    kept = [known.get(row.id or 0) for row in rows]
    is_same = len(kept) == len(known) and all(
        one is not None and all(getattr(one, name) == value for name, value in values.items())
        for one, values in zip(kept, wanted, strict=True)
    )
    if is_same:
        return {}
    if not is_new and is_frozen(grid):
        message = _("Une évaluation est déjà envoyée : les critères ne changent plus.")
        raise RuleError("frozen", message, status=409)
    criteria = []
    for one, values in zip(kept, wanted, strict=True):
        made = one or GridCriterion()
        for name, value in values.items():
            setattr(made, name, value)
        criteria.append(made)
    grid.criteria[:] = criteria
    db.session.flush()  # what was begun is counted again by their keys
    if not is_new:
        _fit_what_was_begun(grid)
    return {"criteria": (before, said(grid.criteria))}


def _fit_what_was_begun(grid: Grid) -> None:
    """Values of criteria that are no more, or off the new scale, are forgotten; everything else stays."""
    tops = {str(one.id): one.scale[-1]["value"] for one in grid.criteria}
    for evaluation in db.session.scalars(queries.list_written(grid.id)):
        evaluation.scores = {
            key: value for key, value in evaluation.scores.items() if key in tops and value <= tops[key]
        }
        criteria = criteria_of(grid, evaluation.application.lot_id)
        evaluation.total = total_of(criteria, evaluation.scores)
        evaluation.version += 1


__all__ = [
    "MOST_PER_FILE", "USUAL_WORDS", "CriterionRow", "Settings", "check_rows", "criteria_of", "first_rows", "grid_of",
    "hold_grid", "is_closed", "is_frozen", "is_open", "make_grid", "rows_from_call", "rows_from_grid", "save_grid", "total_of",
    "usual_scale",
]  # fmt: skip
