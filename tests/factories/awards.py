"""Calls whose files are being decided on: funders, and full files found eligible."""

from typing import Any

from noress.core.i18n import Translated
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.awards.models import Award
from noress.domain.awards.rules import granting
from noress.domain.funding.models import CallState, Funder, FundingCall
from tests.factories import NOW, save
from tests.factories.applications_desk import make_received
from tests.factories.calls import AMOUNT, make_call


def make_funder(call: FundingCall, amount: int, name: str = "Financeur") -> Funder:
    return save(Funder(call_id=call.id, name=Translated(fr=name, ar="الممول"), amount=amount))


def make_call_to_decide(*, shares: tuple[int, ...] = (), **values: Any) -> FundingCall:
    """One stage, closed, under review; 2 projects of 60 000 DH. `shares`: what each funder brings."""
    call = make_call(
        **{"stages": 1, "state": CallState.REVIEW, "needs_affiliation": False, **values},
    )
    for position, amount in enumerate(shares, 1):
        make_funder(call, amount, f"Financeur {position}")
    return call


def make_eligible(call: FundingCall, **values: Any) -> Application:
    """A full file, found eligible; the structure knows that it was received."""
    usual: dict[str, Any] = {"state": ApplicationState.ELIGIBLE, "requested": AMOUNT}
    return make_received(call, **{**usual, **values})


def make_award(application: Application, *, actor: Any, amount: int | None = None, work: Any) -> Award:
    """As the rule grants it."""
    with work():
        return granting.grant_award(
            application=application, amount=amount or application.lot.amount, actor=actor, now=NOW
        )
