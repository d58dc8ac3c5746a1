"""The quorum of each body of a meeting, from the body's own rule, proxies included."""

from collections.abc import Iterable
from typing import NamedTuple

from noress.domain.attendance import queries
from noress.domain.attendance.models import Attendance, AttendanceStatus
from noress.domain.institutions.models import Body, Institution, QuorumKind
from noress.domain.meetings.models import Meeting
from noress.extensions import db

#: in the room, or come and gone
HERE = frozenset({AttendanceStatus.PRESENT, AttendanceStatus.LATE})


class Quorum(NamedTuple):
    """Institutions with a voice in one body: how many there are, are here, are carried, and are needed."""

    body: Body
    voices: tuple[Institution, ...]
    here: int
    carried: int
    #: none when the body has no such rule
    needed: int | None

    @property
    def counted(self) -> int:
        return self.here + self.carried

    @property
    def is_reached(self) -> bool:
        return self.needed is None or self.counted >= self.needed


def list_quorums(meeting: Meeting, lines: Iterable[Attendance]) -> list[Quorum]:
    """One for each body of the meeting: one query each. A carried voice counts while its bearer is here."""
    by_institution = {line.institution_id: line for line in lines if line.institution_id is not None}
    here = {key for key, line in by_institution.items() if line.status in HERE}
    carried = {
        key
        for key, line in by_institution.items()
        if line.status is AttendanceStatus.REPRESENTED and line.proxy_institution_id in here
    }
    found = []
    for body in meeting.bodies:
        voices = tuple(db.session.scalars(queries.list_voices(body, meeting.starts_wall.date())).all())
        keys = {institution.id for institution in voices}
        found.append(Quorum(body, voices, len(keys & here), len(keys & carried), needed(body, len(keys))))
    return found


def needed(body: Body, voices: int) -> int | None:
    """How many institutions the body's rule asks for, among so many that have a voice."""
    value = body.quorum_value or 0
    if body.quorum_kind is QuorumKind.MAJORITY:
        return voices // 2 + 1
    if body.quorum_kind is QuorumKind.PERCENT:
        return -(-voices * value // 100)  # rounded up: half a voice is not a voice
    if body.quorum_kind is QuorumKind.COUNT:
        return value
    return None
