"""What the pages of evaluations share."""

from flask import abort, request, url_for

from noress.core.i18n import Translated, language
from noress.core.i18n import gettext as _
from noress.domain.funding.models import FundingCall
from noress.domain.reviewing import grids
from noress.domain.reviewing.criteria import criteria_of
from noress.domain.reviewing.models import Evaluation, Grid, GridCriterion


def asked_stage(call: FundingCall) -> int:
    """`?etape=2`; a stage that the call has not is 404."""
    raw = request.args.get("etape", "")
    if not raw:
        return 1
    return int(raw) if raw in {str(number) for number in range(1, call.stages + 1)} else abort(404)


def stages_of(call: FundingCall) -> list[tuple[int, str]]:
    """For the tabs of a call in two stages; one stage has none."""
    if call.stages == 1:
        return []
    return [(1, _("Première étape")), (2, _("Dossier complet"))]


def asked_grid(call: FundingCall) -> Grid:
    """The grid that a page about its evaluations names; without one, the page that makes it says so."""
    return grids.grid_of(call, asked_stage(call)) or abort(404)


def board_url(grid: Grid) -> str:
    return url_for("evaluating.board", funding_call_id=grid.call_id, etape=grid.stage)


def criteria(evaluation: Evaluation) -> list[GridCriterion]:
    """What its file is judged by."""
    return criteria_of(evaluation.grid, evaluation.application.lot_id)


def step_words(criterion: GridCriterion, value: int) -> str:
    """ "4 · Bon"."""
    words = {step["value"]: step["word"] for step in criterion.scale}
    return f"{value} · {Translated(words.get(value, {}))}"


def mark_words(total: int | None) -> str:
    """Out of 100, with one decimal when there is one: thousandths are for comparing."""
    if total is None:
        return ""
    whole, rest = divmod((total + 50) // 100, 10)
    return f"{whole}{'.' if language() == 'en' else ','}{rest}" if rest else str(whole)


def state_line(evaluation: Evaluation, *, can_write: bool) -> tuple[str, str]:
    """(words, kind) of one's own."""
    if evaluation.sent_at is not None:
        return _("envoyée"), "ok"
    if not can_write:
        return _("plus à évaluer"), "neutral"
    return (_("commencée, pas envoyée"), "warning") if evaluation.saved_at else (_("à faire"), "info")
