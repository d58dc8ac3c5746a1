"""What belongs to a seat passes to whoever takes it over."""

from datetime import datetime
from typing import Any

from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.backlog.models import ProposedItem
from noress.domain.institutions import queries
from noress.domain.institutions.models import Seat
from noress.extensions import db


def pass_proposals(*, seat: Seat, successor: Seat, actor: Actor, now: datetime) -> list[ProposedItem]:
    """Points proposed for an agenda and not treated yet: whoever takes over is told what becomes of them."""
    waiting = list(db.session.scalars(queries.list_waiting_proposals(seat.id)))
    for item in waiting:
        item.seat_id = successor.id
    if waiting:
        record(
            actor, "seat.proposals_passed", successor, now=now, changes={"proposals": (None, len(waiting))}
        )
    return waiting


def count_followed(seat: Seat) -> dict[str, Any]:
    """What the page says before a seat is closed."""
    return {
        "actions": db.session.scalar(queries.count_open_actions(seat.institution_id)) or 0,
        "proposals": len(db.session.scalars(queries.list_waiting_proposals(seat.id)).all()),
        "drafts": db.session.scalar(queries.count_drafts_of_seat(seat)) or 0,
    }
