"""Answers counted by institution: one institution, one place, whoever of its seats comes."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from noress.core.database import read_rows
from noress.domain.meetings import queries
from noress.domain.meetings.models import ANSWER_ORDER, Answer, Meeting
from noress.extensions import db

_KINDS = ("yes", "maybe", "none", "no")


class Tally(NamedTuple):
    """`institutions` and `guests` map yes, maybe, no, none to how many; `unanswered` counts invitations."""

    institutions: dict[str, int]
    guests: dict[str, int]
    invited: int
    unanswered: int

    @property
    def institution_count(self) -> int:
        return sum(self.institutions.values())

    @property
    def guest_count(self) -> int:
        return sum(self.guests.values())


def tally(rows: Iterable[tuple[int | None, Answer, int]]) -> Tally:
    """From the rows of `queries.count_answers`."""
    by_institution: dict[int, int] = {}
    guests = dict.fromkeys(("yes", "maybe", "no", "none"), 0)
    invited = unanswered = 0
    for institution_id, answer, count in rows:
        invited += count
        unanswered += count if answer is Answer.NONE else 0
        place = ANSWER_ORDER[answer]
        if institution_id is None:
            guests[_KINDS[place]] += count
        else:
            by_institution[institution_id] = min(place, by_institution.get(institution_id, place))
    institutions = dict.fromkeys(("yes", "maybe", "no", "none"), 0)
    for place in by_institution.values():
        institutions[_KINDS[place]] += 1
    return Tally(institutions, guests, invited, unanswered)


class PanelFigures(NamedTuple):
    """Where a meeting stands, for those who prepare it. `tally` is of nobody while nobody is invited."""

    tally: Tally
    #: invitations that a reminder would reach now
    late: int
    #: when the next waiting update leaves
    leaves_at: datetime | None
    agenda_minutes: int
    #: proposals that wait in the backlog of its bodies
    waiting_items: int = 0
    has_letters: bool = False
    #: how many letters to the heads have not left
    letters_to_send: int = 0


def read_panel_figures(meeting: Meeting, *, reminded_before: datetime) -> PanelFigures:
    """One query. Whoever sits for an institution of which somebody comes is not late."""
    values = {"meeting_id": meeting.id, "reminded_before": reminded_before}
    rows = read_rows(db.session, queries.list_panel_figures(), values)
    institutions, guests = (dict.fromkeys(("yes", "maybe", "no", "none"), 0) for _each in range(2))
    invited = unanswered = late = 0
    for row in rows:
        if row.place is None:  # nobody is invited
            continue
        invited, unanswered = invited + int(row.invited), unanswered + int(row.unanswered)
        if row.is_guest:
            guests[_KINDS[row.place]] = int(row.invited)
        else:
            institutions[_KINDS[row.place]] = row.groups
        if row.is_guest or row.place:
            late += int(row.silent)
    told = Tally(institutions, guests, invited, unanswered)
    return PanelFigures(
        told, late, rows[0].leaves_at, rows[0].minutes, rows[0].waiting_items, bool(rows[0].has_letters),
        rows[0].letters_to_send,
    )  # fmt: skip
