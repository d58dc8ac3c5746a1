"""What was proposed, or carried over, goes back to the body's backlog when it leaves an agenda for good."""

from collections.abc import Collection
from datetime import datetime

from noress.domain.accounts.actor import Actor
from noress.domain.backlog import queries
from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.backlog.rules.answering import decide
from noress.domain.backlog.rules.carrying import park_copy
from noress.domain.meetings import leaving
from noress.domain.meetings.models import AgendaItem, ItemOrigin, Meeting
from noress.extensions import db


@leaving.register
def take_back(
    meeting: Meeting, items: Collection[AgendaItem], is_deleted: bool, actor: Actor, now: datetime
) -> None:
    """The proposals that became these items wait again, and who made them is told; with a deleted draft, also
    those that named it, and items carried from an earlier meeting."""
    accepted = list(db.session.scalars(queries.list_accepted_into([item.id for item in items])))
    for proposal in accepted:
        _park(proposal, actor, now)
    if not is_deleted:
        return
    known = {proposal.carried_from_id for proposal in accepted}
    for proposal in db.session.scalars(queries.list_proposed_for(meeting.id)).all():
        _park(proposal, actor, now)
    for item in items:
        source = (
            db.session.get(AgendaItem, item.carried_from_id) if item.carried_from_id is not None else None
        )
        is_lost = item.origin is ItemOrigin.CARRIED and source is not None and source.id not in known
        if is_lost and source is not None and meeting.bodies:
            park_copy(source, meeting.bodies[0], with_documents=True, actor=actor, now=now)


def _park(proposal: ProposedItem, actor: Actor, now: datetime) -> None:
    proposal.agenda_item_id = proposal.meeting_id = None
    if proposal.state is not ProposedState.PARKED:
        decide(proposal, ProposedState.PARKED, None, actor=actor, now=now, is_back=True)
