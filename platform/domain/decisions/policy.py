"""Who may do what with decisions. Who may read them is said once, as a query: see `queries.is_visible`."""

from noress.domain.accounts.actor import Actor
from noress.domain.decisions import queries
from noress.domain.decisions.models import Decision
from noress.domain.decisions.queries import Reader
from noress.domain.meetings.models import Meeting
from noress.extensions import db


def reader_of(actor: Actor | None) -> Reader:
    """What this person reads: public decisions, all of their bodies' once registered, or everything."""
    if actor is None:
        return Reader()
    return Reader(
        is_secretariat=actor.is_secretariat, body_ids=frozenset(role.body_id for role in actor.body_roles),
        institution_id=actor.institution_id if actor.is_member else None,
    )  # fmt: skip


def can_see_decision(actor: Actor | None, decision: Decision) -> bool:
    if decision.is_public or (actor is not None and actor.is_secretariat):
        return True
    found = db.session.scalar(
        queries.get_decision(decision.number, reader_of(actor)).with_only_columns(Decision.id)
    )
    return found is not None


def can_manage_decisions(actor: Actor, subject: Decision | Meeting | None = None) -> bool:
    """Its state, its missing language, decisions by hand: the secretariat."""
    return actor.is_secretariat
