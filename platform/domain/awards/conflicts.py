"""Items of a committee's or a jury's agenda that somebody leaves the room for."""

from noress.domain.accounts.actor import Actor
from noress.domain.awards import queries
from noress.domain.juries import conflicts as juries
from noress.domain.reviewing import conflicts
from noress.extensions import db


def hidden_items(actor: Actor | None, meeting_id: int) -> set[int]:
    """About files that this reader is recused from: nothing of what is written under them is theirs."""
    if actor is None or actor.person_id is None:
        return set()
    hidden = conflicts.recused_ids(actor, conflicts.APPLICATION)
    return {
        *db.session.scalars(queries.list_hidden_items(meeting_id, hidden)),
        *juries.hidden_items(actor, meeting_id),
    }
