"""What the dates of a call say at an instant. The server's clock decides; no button is needed at the hour."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.funding.models import CallState, FundingCall

#: states in which the dates decide
_BY_DATE = frozenset({CallState.ANNOUNCED, CallState.OPEN})
#: full files are taken while the rest is under examination
_FILES = _BY_DATE | {CallState.REVIEW}
#: nothing is decided yet: one applicant may still be given more time
UNDECIDED = _FILES
_LATER = frozenset({CallState.DECIDED, CallState.REVIEW})


class Phase(StrEnum):
    """What everybody is told of a call."""

    PREPARING = "preparing"
    ANNOUNCED = "announced"
    OPEN = "open"
    #: nothing new is taken, nothing is told yet; those retained may be writing their full file
    CLOSED = "closed"
    #: told: who is retained
    RESULTS = "results"
    OVER = "over"

    @property
    def label(self) -> Any:
        return {
            "preparing": _("en préparation"), "announced": _("bientôt ouvert"), "open": _("ouvert"),
            "closed": _("clos, en cours d'examen"), "results": _("résultats publiés"), "over": _("terminé"),
        }[self.value]  # fmt: skip


def closing_of(call: FundingCall, stage: int) -> datetime | None:
    """The hour that is announced for that stage."""
    return call.files_close_at if stage == 2 and call.stages == 2 else call.closes_at


def last_moment(call: FundingCall, stage: int) -> datetime | None:
    """With the grace that is said nowhere."""
    closing = closing_of(call, stage)
    return closing + timedelta(minutes=call.grace_minutes) if closing else None


def takes_applications(call: FundingCall, stage: int, now: datetime) -> bool:
    """Whether what arrives now is taken: from the opening to the closing of the stage, grace included."""
    last = last_moment(call, stage)
    if last is None or call.opens_at is None or not call.opens_at <= now <= last:
        return False
    return call.state in (_FILES if stage == 2 and call.stages == 2 else _BY_DATE)


def takes_questions(call: FundingCall, now: datetime) -> bool:
    """Questions are taken from the announcement until they are frozen; without a date, until the closing."""
    until = call.questions_until or call.closes_at
    return call.state in _BY_DATE and until is not None and now <= until


def phase(call: FundingCall, now: datetime) -> Phase:
    if call.state is CallState.DRAFT:
        return Phase.PREPARING
    if call.state in {CallState.PUBLISHED, CallState.EXECUTION}:
        return Phase.RESULTS
    if call.state is CallState.CLOSED:
        return Phase.OVER
    if call.state in _LATER:
        return Phase.CLOSED
    if call.opens_at is None or now < call.opens_at:
        return Phase.ANNOUNCED
    return Phase.OPEN if call.closes_at is not None and now <= call.closes_at else Phase.CLOSED


#: an instant that still belongs to what it ends
_AFTER = timedelta(microseconds=1)


def next_change(call: FundingCall, now: datetime) -> datetime | None:
    """From when on its pages say something else; None while no date lies ahead."""
    until = call.questions_until
    moments = [call.opens_at, *(at + _AFTER for at in (until, call.closes_at, call.files_close_at) if at)]
    return min((at for at in moments if at is not None and at > now), default=None)
