"""Workshops that documents describe, with the figures that each of them gives."""

from datetime import datetime, time
from typing import Any

from noress.core import clock
from noress.core.i18n import Translated
from noress.demo.facts import SOURCES, both, facts, source_of
from noress.domain.attendance.models import AttendanceFigure, Measure
from noress.domain.meetings import calendar
from noress.domain.meetings.models import Meeting, MeetingState, MeetingType
from noress.extensions import db

NOTE = Translated(
    fr="Atelier décrit par un document d'avant le réseau : il n'est pas une session de NORESS.",
    ar="ورشة تصفها وثيقة سابقة للشبكة: ليست من دورات نوريس.",
    en="A workshop described by a document from before the network: it is not a session of NORESS.",
)


def add_workshops(now: datetime) -> list[Meeting]:
    """Of no body of the network, and of which only the day is known."""
    meetings = [_add_workshop(row, now) for row in facts()["workshops"]]
    for meeting in meetings:
        calendar.refresh(meeting, now=now)
    return meetings


def _add_workshop(row: dict[str, Any], now: datetime) -> Meeting:
    day = row["date"]
    starts = datetime.combine(day, time())
    meeting = Meeting(
        type=MeetingType.WORKSHOP, state=MeetingState.CLOSED, theme=both(row["theme"]), place=both(row["place"]),
        note=NOTE, starts_wall=starts, zone=clock.MOROCCO, starts_at=clock.to_utc(starts), is_day_only=True,
        source=source_of(row["source"]), uid=f"atelier-{day.isoformat()}@noress.example", sequence=0, created_at=now,
    )  # fmt: skip
    db.session.add(meeting)
    db.session.flush()  # its figures need its number
    for figure in row["figures"]:
        db.session.add(
            AttendanceFigure(
                meeting_id=meeting.id, measure=Measure(figure["measure"]), count=figure.get("count"),
                per_mille=figure["percent"] * 10 if "percent" in figure else None, source=SOURCES[figure["source"]],
            )
        )  # fmt: skip
    return meeting
