"""The follow-up of decisions and actions: what is in force and what is late, as it is now, never stored."""

from dataclasses import dataclass, field
from datetime import datetime

from noress.domain.accounts.actor import Actor
from noress.domain.actions.models import Action
from noress.domain.actions.policy import reach_of
from noress.domain.backlog import queries
from noress.domain.decisions.models import Decision
from noress.domain.decisions.policy import reader_of
from noress.domain.meetings.models import Meeting
from noress.extensions import db

#: on a page that shows other things too
SHOWN = 6


@dataclass(frozen=True)
class FollowUp:
    """The first of each kind, and how many there are in all."""

    decisions: list[Decision] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    decision_count: int = 0
    action_count: int = 0
    late_count: int = 0


def read_follow_up(
    meeting: Meeting, body_ids: list[int], actor: Actor, *, now: datetime, shown: int = SHOWN
) -> FollowUp:
    """Decisions in force of its bodies' earlier meetings, and their open actions, those that are late first:
    what this reader may know of. Three queries."""
    reader, reach = reader_of(actor), reach_of(actor)
    counts = db.session.execute(
        queries.count_to_follow(body_ids, meeting.starts_at, reader, reach, now)
    ).one()
    if not any(counts):
        return FollowUp()
    held = queries.list_decisions_in_force(body_ids, meeting.starts_at, reader, shown)
    under_way = queries.list_actions_to_follow(body_ids, reach, now, shown)
    return FollowUp(list(db.session.scalars(held)), list(db.session.scalars(under_way)), *counts)
