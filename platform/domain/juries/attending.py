"""Who of the jury is in the room, from the attendance of its meeting."""

from noress.core.folding import fold
from noress.domain.attendance import queries as attendance
from noress.domain.attendance.models import Attendance, AttendanceStatus
from noress.domain.attendance.quorum import HERE, Quorum, list_quorums
from noress.domain.juries import panel
from noress.domain.juries.models import Deliberation, DeliberationItem, Juror
from noress.domain.reviewing import conflicts
from noress.extensions import db


def list_quorums_of(deliberation: Deliberation) -> list[Quorum]:
    return list_quorums(deliberation.meeting, _lines(deliberation))


def list_here(deliberation: Deliberation) -> tuple[list[Juror], list[Juror]]:
    """(those who are in the room, those who are not), of all who sit in the jury. Whoever speaks for an institution is noted with
    it; whoever speaks for none is a guest of that name."""
    lines = _lines(deliberation)
    institutions = {one.institution_id for one in lines if one.status in HERE}
    names = [fold(one.names or "") for one in lines if one.status is AttendanceStatus.GUEST]
    here: list[Juror] = []
    away: list[Juror] = []
    for juror in db.session.scalars(panel.list_jurors(deliberation.competition_id)):
        is_here = (
            juror.institution_id in institutions
            if juror.institution_id is not None
            else any(fold(juror.person.name) in name for name in names)
        )
        if panel.has_accepted(juror):
            (here if is_here else away).append(juror)
    return here, away


def list_present(item: DeliberationItem) -> list[Juror]:
    """Those who raise their hands on that entry: they score, are here, and do not stand aside from it."""
    here = [one for one in list_here(item.deliberation)[0] if panel.scores(one)]
    free = set(conflicts.without_recused([one.person_id for one in here], item.application))
    return [one for one in here if one.person_id in free]


def _lines(deliberation: Deliberation) -> list[Attendance]:
    return list(db.session.scalars(attendance.list_lines(deliberation.meeting_id)))
