"""What an edition lacks: said while it is prepared, refused when it is announced, and kept from then on."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.competitions import finding
from noress.domain.competitions.models import Competition
from noress.domain.funding.models import CallKind, FundingCall
from noress.domain.funding.rules import completeness as of_calls

#: which page mends it; those of calls come besides
TEXTS, DATES, RULES, FORMS = of_calls.TEXTS, of_calls.DATES, of_calls.RULES, of_calls.FORMS
SETTINGS, CATEGORIES, PRIZES, RULEBOOK, GRID = "settings", "categories", "prizes", "rules", "grid"


@of_calls.of_kind(CallKind.COMPETITION)
def list_problems(call: FundingCall, now: datetime) -> list[RuleError]:
    competition = finding.competition_of(call)
    return list_gaps(competition, now) if competition is not None else []


def list_gaps(competition: Competition, now: datetime) -> list[RuleError]:
    """Everything at once, in the order of the pages; `code` names the page that mends it."""
    call = competition.call
    return [
        *of_calls.list_text_problems(call), *of_calls.list_date_problems(call, now), *_dates(competition),
        *_settings(competition), *_categories(call), *_prizes(competition), *_rulebook(competition), *_grid(competition),
        *of_calls.list_other_problems(call),
    ]  # fmt: skip


def _problem(page: str, message: Any) -> RuleError:
    return RuleError(page, message)


def _dates(competition: Competition) -> Iterator[RuleError]:
    grid = finding.grid_of(competition)
    needed = (
        (grid.opens_at if grid else None, _("le début de la notation")),
        (grid.closes_at if grid else None, _("la fin de la notation")),
        (competition.deliberation_on, _("le jour de la délibération")),
        (competition.ceremony_at, _("la remise des prix")),
    )
    for value, words in needed:
        if value is None:
            yield _problem(DATES, _("il manque la date : %(what)s.", what=words))


def _settings(competition: Competition) -> Iterator[RuleError]:
    if not competition.entrants:
        yield _problem(
            SETTINGS, _("il manque qui peut participer : une structure, un groupe ou une personne.")
        )
    if not competition.tie_rules:
        yield _problem(SETTINGS, _("il manque la règle des ex æquo."))


def _categories(call: FundingCall) -> Iterator[RuleError]:
    if not call.lots:
        yield _problem(CATEGORIES, _("il manque au moins une catégorie."))
    if any(not lot.title.get(code) for lot in call.lots for code in ("fr", "ar")):
        yield _problem(CATEGORIES, _("le nom d'une catégorie manque en français ou en arabe."))


def _prizes(competition: Competition) -> Iterator[RuleError]:
    if not competition.prizes:
        yield _problem(PRIZES, _("il manque au moins un prix."))
    if any(not one.title.get(code) for one in competition.prizes for code in ("fr", "ar")):
        yield _problem(PRIZES, _("le nom d'un prix manque en français ou en arabe."))


def _rulebook(competition: Competition) -> Iterator[RuleError]:
    last = competition.rules[-1] if competition.rules else None
    if last is None:
        yield _problem(RULEBOOK, _("il manque le règlement."))
    elif any(not last.text.get(code) for code in ("fr", "ar")):
        yield _problem(RULEBOOK, _("le règlement manque en français ou en arabe."))


def _grid(competition: Competition) -> Iterator[RuleError]:
    """The criteria of each category make 100."""
    grid = finding.grid_of(competition)
    criteria = [one for one in grid.criteria if not one.is_outside_total] if grid is not None else []
    if not criteria:
        yield _problem(GRID, _("il manque les critères du jury, avec leurs poids."))
        return
    lot_ids: list[int | None] = [lot.id for lot in competition.call.lots]
    for lot_id in lot_ids or [None]:
        total = sum(one.weight for one in criteria if one.lot_id in (None, lot_id))
        if total != 100:
            message = _("les poids des critères font %(sum)s : ils doivent faire 100.", sum=total)
            yield _problem(GRID, message)
            return
