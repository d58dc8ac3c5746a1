"""The roll: every institution that is expected, what it answered, and what was noted of it."""

from collections.abc import Iterable
from typing import NamedTuple

from noress.domain.attendance import queries
from noress.domain.attendance.models import Attendance
from noress.domain.attendance.rules.door import list_own_choices
from noress.domain.institutions.models import Institution
from noress.domain.meetings.models import Answer, Meeting
from noress.extensions import db

#: of several seats of an institution, the answer that says most
_FIRST = (Answer.YES, Answer.DELEGATE, Answer.MAYBE, Answer.NO, Answer.NONE)


class RollEntry(NamedTuple):
    """One institution of the roll."""

    institution: Institution
    answer: Answer
    delegate: str | None
    line: Attendance | None


def list_roll(meeting: Meeting, lines: Iterable[Attendance]) -> list[RollEntry]:
    """In the order of lists: those with a voice, those invited, those already noted. A fixed number of
    queries for each body."""
    noted = {line.institution_id: line for line in lines if line.institution_id is not None}
    expected = {row.id: row for row in list_own_choices(meeting)}
    expected |= {
        line.institution.id: line.institution for line in noted.values() if line.institution is not None
    }
    answers: dict[int, tuple[Answer, str | None]] = {}
    for institution_id, answer, delegate, _guest in db.session.execute(queries.list_answers(meeting.id)):
        if institution_id is None:
            continue
        known = answers.get(institution_id)
        if known is None or _FIRST.index(answer) < _FIRST.index(known[0]):
            answers[institution_id] = (answer, delegate)
    return [
        RollEntry(row, *answers.get(row.id, (Answer.NONE, None)), noted.get(row.id))
        for row in sorted(expected.values(), key=lambda row: (row.name_sort, row.id))
    ]
