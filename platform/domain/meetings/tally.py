"""Answers counted by institution: one institution, one place, whoever of its seats comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from noress.core.database import read_rows
from noress.domain.meetings import queries
from noress.domain.meetings.models import Answer, Meeting
from noress.extensions import db

#: the first of its seats' answers in this order is an institution's answer: while one is silent, a "no" is not final
_ORDER = {Answer.YES: 0, Answer.DELEGATE: 0, Answer.MAYBE: 1, Answer.NONE: 2, Answer.NO: 3}
_KINDS = ("yes", "maybe", "none", "no")


@dataclass(frozen=True)
class Tally:
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
        place = _ORDER[answer]
        if institution_id is None:
            guests[_KINDS[place]] += count
        else:
            by_institution[institution_id] = min(place, by_institution.get(institution_id, place))
    institutions = dict.fromkeys(("yes", "maybe", "no", "none"), 0)
    for place in by_institution.values():
        institutions[_KINDS[place]] += 1
    return Tally(institutions, guests, invited, unanswered)


@dataclass(frozen=True)
class PanelFigures:
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
    answers: list[tuple[int | None, Answer, int]] = []
    silent: dict[int | None, int] = {}
    comes: set[int] = set()
    for institution_id, answer, invited, of_them_silent in (tuple(row)[:4] for row in rows):
        if answer is None:  # nobody is invited
            continue
        answers.append((institution_id, answer, invited))
        silent[institution_id] = silent.get(institution_id, 0) + of_them_silent
        if institution_id is not None and _ORDER[answer] == 0:
            comes.add(institution_id)
    late = sum(count for institution_id, count in silent.items() if institution_id not in comes)
    return PanelFigures(
        tally(answers), late, rows[0].leaves_at, rows[0].minutes, rows[0].waiting_items, bool(rows[0].has_letters),
        rows[0].letters_to_send,
    )  # fmt: skip
