"""What the pages of calls share."""

from datetime import datetime
from typing import Any

from flask import current_app

from noress.core import clock, formats
from noress.core.i18n import gettext as _
from noress.domain.funding import calendar
from noress.domain.funding.calendar import Phase
from noress.domain.funding.models import FundingCall, Lot
from noress.domain.funding.rules import completeness
from noress.web.call_pages import Step, left_words

__all__ = ["left_words"]

#: the shape of each phase; see components/status.html
KINDS = {
    Phase.PREPARING: "neutral", Phase.ANNOUNCED: "info", Phase.OPEN: "ok", Phase.CLOSED: "warning",
    Phase.RESULTS: "ok", Phase.OVER: "neutral",
}  # fmt: skip
#: the page that mends what is missing
PAGES = {
    completeness.TEXTS: "funding.edit", completeness.DATES: "funding.edit_calendar",
    completeness.MONEY: "funding.edit_money", completeness.CRITERIA: "funding.edit_criteria",
    completeness.RULES: "funding.edit_eligibility", completeness.FORMS: "funding.prepare",
}  # fmt: skip


def phase_line(call: FundingCall, now: datetime) -> tuple[Any, str]:
    """(word, kind) for `status`."""
    phase = calendar.phase(call, now)
    return phase.label, KINDS[phase]


def steps(call: FundingCall, now: datetime) -> list[Step]:
    """The calendar in its order; what has no date is not shown."""
    is_two = call.stages == 2
    instants = [
        (_("Annonce"), call.announced_at), (_("Ouverture"), call.opens_at),
        (_("Fin des questions"), call.questions_until),
        (_("Clôture des notes d'intention") if is_two else _("Clôture"), call.closes_at),
        (_("Remise du dossier complet, pour les projets retenus"), call.files_close_at if is_two else None),
    ]  # fmt: skip
    days = [(_("Résultats"), call.results_on), (_("Fin des recours"), call.appeal_until)]
    return [
        *(Step(label, formats.datetime_words(at), at < now) for label, at in instants if at is not None),
        *(Step(label, formats.date_words(on), on < clock.today(now)) for label, on in days if on is not None),
    ]


def amount_words(lot: Lot) -> str:
    """Fixed, or at most."""
    amount = formats.money(lot.amount)
    return (
        _("au plus %(amount)s par projet", amount=amount)
        if lot.is_ceiling
        else _("%(amount)s par projet", amount=amount)
    )


def own_words(lot: Lot) -> str:
    if not lot.own_percent:
        return _("aucun minimum")
    if lot.own_in_kind:
        return _("%(percent)s %% du budget au moins, en argent ou en nature", percent=lot.own_percent)
    return _("%(percent)s %% du budget au moins, en argent", percent=lot.own_percent)


def projects_words(call: FundingCall) -> str | None:
    """How many projects at most; nothing when a lot does not say."""
    counts = [lot.most_projects for lot in call.lots]
    return None if not counts or None in counts else str(sum(count or 0 for count in counts))


def apply_endpoint() -> str | None:
    """Where an application begins, when that part of the platform is there."""
    return "applying.begin" if "applying.begin" in current_app.view_functions else None
