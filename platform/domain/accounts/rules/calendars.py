"""The private calendar address of a seat: revoked and renewed by raising its generation."""

from datetime import datetime

from noress.core import links
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.institutions.models import Seat


def renew_calendar(*, seat: Seat, actor: Actor, now: datetime) -> None:
    """A new address; the one given before stops answering at once."""
    seat.calendar_generation += 1
    seat.calendar_revoked_at = None
    record(actor, "seat.calendar_renewed", seat, now=now)


def revoke_calendar(*, seat: Seat, actor: Actor, now: datetime) -> None:
    """No address answers until a new one is asked for."""
    if seat.calendar_revoked_at is not None:
        raise RuleError("revoked", _("Cette adresse est déjà retirée."), status=409)
    seat.calendar_generation += 1
    seat.calendar_revoked_at = now
    record(actor, "seat.calendar_revoked", seat, now=now)


def calendar_address(seat: Seat) -> str | None:
    """The secret address of the seat's calendar; None once revoked."""
    if seat.calendar_revoked_at is not None:
        return None
    token = links.token("calendar", seat.id, seat.calendar_generation)
    return links.to("public.private_calendar", token=token)
