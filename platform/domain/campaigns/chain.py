"""The chain: who passed the questionnaire on to whom, as trees, and what it brought at each depth."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from noress.domain.campaigns.models import Participant
from noress.domain.campaigns.queries import relay
from noress.domain.campaigns.states import ParticipantState, state_of
from noress.extensions import db

#: lines of one page below its heads
MOST_SHOWN = 400


@dataclass
class Link:
    """A structure in its tree, with those to whom it passed the questionnaire on."""

    participant: Participant
    state: ParticipantState
    #: when it answered, began, or was reached
    at: datetime
    below: list["Link"] = field(default_factory=list)


class AtDepth(NamedTuple):
    depth: int
    asked: int
    done: int

    @property
    def ratio(self) -> float:
        return self.done / self.asked if self.asked else 0.0


class Figures(NamedTuple):
    depths: list[AtDepth]

    @property
    def longest(self) -> int:
        return max((one.depth for one in self.depths), default=0)

    @property
    def reached(self) -> int:
        """By relay: those whom the network did not ask."""
        return sum(one.asked for one in self.depths if one.depth)

    @property
    def answered(self) -> int:
        return sum(one.done for one in self.depths if one.depth)


def read_figures(campaign_id: int) -> Figures:
    rows = db.session.execute(relay.count_by_depth(campaign_id)).all()
    return Figures([AtDepth(depth, asked, done) for depth, asked, _begun, done in rows])


def read_trees(heads: Sequence[Participant]) -> tuple[list[Link], bool]:
    """The trees below these heads, in one query; whether something was left out."""
    below = db.session.scalars(relay.list_below([one.id for one in heads], MOST_SHOWN + 1)).unique().all()
    children: dict[int, list[Participant]] = defaultdict(list)
    for participant in below[:MOST_SHOWN]:
        children[participant.passed_on_by_id or 0].append(participant)
    return [_grow(head, children) for head in heads], len(below) > MOST_SHOWN


def _grow(participant: Participant, children: dict[int, list[Participant]]) -> Link:
    response = participant.response
    at = (response and (response.submitted_at or response.started_at)) or participant.invited_at
    return Link(
        participant, state_of(participant), at or participant.created_at,
        [_grow(one, children) for one in children.get(participant.id, ())],
    )  # fmt: skip


def flatten(trees: Sequence[Link], level: int = 0) -> list[tuple[int, Link]]:
    """(how deep, structure), each before those to whom it passed the questionnaire on."""
    return [line for link in trees for line in [(level, link), *flatten(link.below, level + 1)]]
