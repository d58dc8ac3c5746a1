"""The calendar of an edition: one page for the call's dates, the jury's and the ceremony's."""

from datetime import datetime
from typing import Any

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed
from noress.domain.competitions import built_in, finding
from noress.domain.competitions.models import Competition
from noress.domain.competitions.rules.editions import hold, keep
from noress.domain.funding.models import CallState
from noress.domain.funding.rules.completeness import check_not_open
from noress.domain.funding.rules.preparing import FURTHEST, MOST_CORRECTION, MOST_GRACE

#: instants, in their order
CALL_DATES = ("opens_at", "questions_until", "closes_at")
SCORING = ("scoring_opens_at", "scoring_closes_at")
INSTANTS = (*CALL_DATES, *SCORING, "ceremony_at")
_OF_CALL = (*CALL_DATES, "appeal_until", "grace_minutes", "correction_days")
_OF_EDITION = ("deliberation_on", "ceremony_at", "ceremony_place")


def edit_dates(
    *, competition: Competition, values: dict[str, Any], version: int, actor: Actor, now: datetime
) -> None:
    """Dates in their order. Of an edition whose entries are open the closing may be put off; one that was closed takes entries
    again when its closing lies ahead and no juror scores yet. Once the jury has decided, only the ceremony and the time for appeals move."""
    call = competition.call
    hold(competition, version, after_decision=True)
    _check_order(values, now)
    grid = finding.grid_of(competition) or built_in.make_grid(competition, None, {})
    lock(grid)
    before = {"scoring_opens_at": grid.opens_at, "scoring_closes_at": grid.closes_at}
    changes = changed(call, {name: values[name] for name in _OF_CALL})
    if "opens_at" in changes:
        opened = changes["opens_at"][0]
        if opened is not None and opened <= now and call.state is not CallState.DRAFT:
            check_not_open(call, now)
    scoring = {name: (before[name], values[name]) for name in SCORING if before[name] != values[name]}
    grid.opens_at, grid.closes_at = values["scoring_opens_at"], values["scoring_closes_at"]
    if scoring:
        grid.version += 1
    changes |= scoring | changed(competition, {name: values[name] for name in _OF_EDITION})
    _check_late(competition, changes, now)
    ceremony = values["ceremony_at"]
    call.results_on = clock.today(ceremony) if ceremony is not None else None
    if call.state is CallState.REVIEW and "closes_at" in changes and (call.closes_at or now) > now:
        changes |= changed(call, {"state": CallState.OPEN})
    keep(competition, "competition.calendar_edited", changes, actor, now)


def _check_late(competition: Competition, changes: dict[str, Any], now: datetime) -> None:
    """What was decided on the ground of a date does not lose it."""
    is_deliberated = competition.deliberation_opens_at is not None
    if is_deliberated and set(changes) - {"ceremony_at", "ceremony_place", "appeal_until"}:
        message = _(
            "La délibération a commencé : seuls la remise des prix et le délai de recours peuvent encore changer."
        )
        raise RuleError("deliberated", message, status=409)
    began = changes.get("scoring_opens_at", (None, None))[0]
    if began is None and "scoring_opens_at" not in changes:
        grid = finding.grid_of(competition)
        began = grid.opens_at if grid is not None else None
    if (
        began is not None
        and began <= now
        and competition.call.state is not CallState.DRAFT
        and "closes_at" in changes
    ):
        message = _("Le jury note déjà : les candidatures ne rouvrent plus.")
        raise RuleError("scoring", message, field="closes_at", status=409)


def _check_order(values: dict[str, Any], now: datetime) -> None:
    for name in INSTANTS:
        if values[name] is not None and abs(values[name] - now) > FURTHEST:
            raise RuleError("too_far", _("Cette date est à plus de trois ans. Vérifiez l'année."), field=name)
    opens, frozen, closes, begins, ends, ceremony = (values[name] for name in INSTANTS)
    day, appeal = values["deliberation_on"], values["appeal_until"]
    last_day = clock.today(ends) if ends else None
    for is_wrong, message, field in (
        (opens and closes and closes <= opens, _("Le concours se clôt avant de s'ouvrir : la clôture vient après l'ouverture."), "closes_at"),
        (frozen and closes and frozen > closes, _("Les questions se terminent au plus tard à la clôture."), "questions_until"),
        (begins and closes and begins < closes, _("Le jury note après la clôture des candidatures."), "scoring_opens_at"),
        (begins and ends and ends <= begins, _("La notation se termine après avoir commencé."), "scoring_closes_at"),
        (day and last_day and day < last_day, _("La délibération vient après la notation."), "deliberation_on"),
        (ceremony and day and clock.today(ceremony) < day, _("La remise des prix vient après la délibération."), "ceremony_at"),
        (appeal and ceremony and appeal < clock.today(ceremony), _("Le recours se termine après la remise des prix."), "appeal_until"),
    ):  # fmt: skip
        if is_wrong:
            raise RuleError("wrong_order", message, field=field)
    if not 0 <= values["grace_minutes"] <= MOST_GRACE:
        message = _("Écrivez un nombre de minutes entre 0 et %(most)s.", most=MOST_GRACE)
        raise RuleError("bad_grace", message, field="grace_minutes")
    if not 1 <= values["correction_days"] <= MOST_CORRECTION:
        message = _("Écrivez un nombre de jours entre 1 et %(most)s.", most=MOST_CORRECTION)
        raise RuleError("bad_correction", message, field="correction_days")
