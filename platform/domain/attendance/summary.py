"""Who came, in the few numbers and lists that a record, a page or a paper says."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from noress.domain.attendance import queries
from noress.domain.attendance.models import Attendance, AttendanceStatus
from noress.domain.attendance.quorum import Quorum, list_quorums
from noress.domain.meetings.models import Meeting
from noress.extensions import db

S = AttendanceStatus
CAME = frozenset({S.PRESENT, S.LATE, S.LEFT})


@dataclass(frozen=True)
class Summary:
    """Lines by status, and people counted; `lines` holds them all in the order of lists."""

    lines: tuple[Attendance, ...] = ()
    quorums: tuple[Quorum, ...] = ()
    by_status: dict[AttendanceStatus, list[Attendance]] = field(default_factory=dict)

    def of(self, *statuses: AttendanceStatus) -> list[Attendance]:
        return [line for line in self.lines if line.status in statuses]

    @property
    def came(self) -> list[Attendance]:
        """Institutions that sat there, for all or part of the meeting."""
        return [line for line in self.lines if line.status in CAME]

    @property
    def women(self) -> int:
        return sum(line.women for line in self.lines)

    @property
    def men(self) -> int:
        return sum(line.men for line in self.lines)

    @property
    def youth(self) -> int:
        return sum(line.youth for line in self.lines)

    @property
    def people(self) -> int:
        """Women and men as counted, and whoever is named without being counted, one each."""
        return sum(
            line.women + line.men or (1 if line.status in CAME or line.status is S.GUEST else 0)
            for line in self.lines
        )


def summarise(meeting: Meeting, lines: Iterable[Attendance] | None = None) -> Summary:
    """The attendance of a meeting; a query for the lines and one per body."""
    rows = tuple(db.session.scalars(queries.list_lines(meeting.id)).all() if lines is None else lines)
    by_status: dict[AttendanceStatus, list[Attendance]] = {status: [] for status in AttendanceStatus}
    for line in rows:
        by_status[line.status].append(line)
    return Summary(rows, tuple(list_quorums(meeting, rows)), by_status)
