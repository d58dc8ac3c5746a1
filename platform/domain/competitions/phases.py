"""What the dates and flags of an edition say at an instant: they alone decide who may do and see what. No button is needed at
an hour that was announced, but two acts are: opening deliberation, which seals the scores, and telling the results."""

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from noress.core.i18n import lazy as _
from noress.domain.competitions.models import Competition
from noress.domain.funding import calendar
from noress.domain.funding.models import CallState
from noress.domain.reviewing.models import Grid

_TOLD = frozenset({CallState.PUBLISHED, CallState.EXECUTION, CallState.CLOSED})


class Phase(StrEnum):
    """In this order (DESIGN.md section 6: draft, open, judging, deliberation, published)."""

    PREPARING = "preparing"
    ANNOUNCED = "announced"
    ENTRY = "entry"
    #: entries are closed; the desk checks them, jurors do not score yet
    ELIGIBILITY = "eligibility"
    SCORING = "scoring"
    #: scoring is over, deliberation is not open yet
    SCORED = "scored"
    DELIBERATION = "deliberation"
    #: decided, under embargo
    EMBARGO = "embargo"
    RESULTS = "results"

    @property
    def label(self) -> Any:
        """What those who run it read; the public reads `public_label`."""
        return {
            "preparing": _("en préparation"), "announced": _("annoncé"), "entry": _("candidatures ouvertes"),
            "eligibility": _("vérification des candidatures"), "scoring": _("notation"),
            "scored": _("notation close"), "deliberation": _("délibération"), "embargo": _("décidé, sous embargo"),
            "results": _("résultats publiés"),
        }[self.value]  # fmt: skip

    @property
    def public_label(self) -> Any:
        """Nothing of what the jury does from one day to the next."""
        return _("clos, en cours d'examen") if self in _UNTOLD else self.label


_UNTOLD = frozenset({Phase.ELIGIBILITY, Phase.SCORING, Phase.SCORED, Phase.DELIBERATION, Phase.EMBARGO})


def phase(competition: Competition, grid: Grid | None, now: datetime) -> Phase:
    """Of the edition, with the grid that its jurors fill in (`scoring.grid_of`)."""
    call = competition.call
    if call.state is CallState.DRAFT:
        return Phase.PREPARING
    if call.state in _TOLD:
        return Phase.RESULTS
    if competition.deliberated_at is not None:
        return Phase.EMBARGO
    if competition.deliberation_opens_at is not None and competition.deliberation_opens_at <= now:
        return Phase.DELIBERATION
    if call.opens_at is None or now < call.opens_at:
        return Phase.ANNOUNCED
    last = calendar.last_moment(call, 1)
    if last is not None and now <= last and call.state in {CallState.ANNOUNCED, CallState.OPEN}:
        return Phase.ENTRY
    if grid is None or grid.opens_at is None or now < grid.opens_at:
        return Phase.ELIGIBILITY
    return Phase.SCORING if grid.closes_at is None or now <= grid.closes_at else Phase.SCORED


class Rights(NamedTuple):
    """What a phase lets jurors do and see; conflicts take away from it, nothing adds to it."""

    can_read: bool
    can_score: bool
    #: what tells who enters
    shows_names: bool
    #: figures of everybody, to those who have sent all of their own
    shows_others: bool


def rights(competition: Competition, at: Phase) -> Rights:
    is_sealed = at in (Phase.DELIBERATION, Phase.EMBARGO, Phase.RESULTS)
    return Rights(
        can_read=is_sealed or at in (Phase.SCORING, Phase.SCORED),
        can_score=at is Phase.SCORING,
        shows_names=is_sealed or not competition.is_blind,
        shows_others=is_sealed or (competition.shows_others and at in (Phase.SCORING, Phase.SCORED)),
    )
