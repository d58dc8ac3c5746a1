"""Counts that documents give of past meetings. Two that disagree are both shown, each with its source."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.attendance.models import AttendanceFigure, Measure
from noress.domain.audit.rules import record
from noress.domain.meetings.models import Meeting
from noress.domain.meetings.rules.checks import refuse_line_breaks
from noress.extensions import db

MOST = 1_000_000


def add_figure(
    *, meeting: Meeting, measure: Measure, count: int | None, per_mille: int | None, source: str, actor: Actor,
    now: datetime,
) -> AttendanceFigure:  # fmt: skip
    """A number or a share (in thousandths), as one document prints it."""
    refuse_line_breaks(source, "source")
    if not source:
        raise RuleError("no_source", _("Dites quel document donne ce chiffre."), field="source")
    if (count is None) == (per_mille is None):
        raise RuleError("one_value", _("Écrivez un nombre, ou un pourcentage, pas les deux."), field="count")
    if count is not None and not 0 <= count <= MOST:
        raise RuleError("bad_count", _("Écrivez un nombre de 0 à %(most)s.", most=MOST), field="count")
    if per_mille is not None and not 0 <= per_mille <= 1000:
        raise RuleError("bad_share", _("Un pourcentage va de 0 à 100."), field="percent")
    figure = AttendanceFigure(
        meeting_id=meeting.id, measure=measure, count=count, per_mille=per_mille, source=source
    )
    db.session.add(figure)
    record(
        actor, "attendance.figure_added", meeting, now=now,
        changes={"figure": (None, f"{measure.label} : {count if count is not None else per_mille / 10} ({source})")},  # type: ignore[operator]
    )  # fmt: skip
    return figure


def remove_figure(*, figure: AttendanceFigure, meeting: Meeting, actor: Actor, now: datetime) -> None:
    value = figure.count if figure.count is not None else (figure.per_mille or 0) / 10
    record(
        actor, "attendance.figure_removed", meeting, now=now,
        changes={"figure": (f"{figure.measure.label} : {value} ({figure.source})", None)},
    )  # fmt: skip
    db.session.delete(figure)
