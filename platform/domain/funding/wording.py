"""A call for projects and an edition of the prize share their rules, not their words."""

from typing import Any

from noress.domain.funding.models import CallKind, FundingCall


def said(call: FundingCall, of_projects: Any, of_prize: Any) -> Any:
    """The words for that kind of call."""
    return of_prize if call.kind is CallKind.COMPETITION else of_projects


def action_of(call: FundingCall, what: str) -> str:
    """As history names it."""
    return f"{said(call, 'funding_call', 'competition')}.{what}"
