"""Self check-in: a code, or its QR, by which people in the room say that they are there."""

import secrets
from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.attendance import queries
from noress.domain.attendance.models import Attendance, AttendanceSource, AttendanceStatus, CheckIn
from noress.domain.attendance.quorum import HERE
from noress.domain.attendance.rules.recording import (
    LineValues,
    add_guest,
    check_can_be_recorded,
    record_institution,
)
from noress.domain.audit.rules import changed, record
from noress.domain.institutions.models import Institution
from noress.domain.meetings import rules as meetings
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.meetings.rules.checks import refuse_line_breaks
from noress.extensions import db

#: read aloud and typed on a phone: no I and 1, no O and 0
SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 6
MOST_NAMES = 1000  # characters of all the names of one institution


def check_can_open(meeting: Meeting, *, now: datetime) -> None:
    """Raise why the door of this meeting stays shut, if there is a reason: not its day, not convened, its record approved."""
    check_can_be_recorded(meeting)
    if meeting.state is not MeetingState.HELD:
        meetings.check_can_be_held(meeting, now=now)


def open_door(*, meeting: Meeting, actor: Actor, now: datetime) -> CheckIn:
    """Give the meeting its code, or open it again with a new one: an old code seen elsewhere opens nothing."""
    check_can_be_recorded(meeting)
    meetings.hold_meeting(meeting=meeting, actor=actor, now=now)
    lock(meeting)
    door = db.session.scalars(queries.get_check_in(meeting.id)).one_or_none()
    if door is not None and door.closed_at is None:
        return door
    code = _new_code()
    if door is None:
        door = CheckIn(meeting_id=meeting.id)
        db.session.add(door)
    door.code, door.opened_at, door.closed_at = code, now, None
    record(actor, "attendance.door_opened", meeting, now=now)
    return door


def close_door(*, meeting: Meeting, actor: Actor, now: datetime) -> None:
    """The code opens nothing any more."""
    door = db.session.scalars(queries.get_check_in(meeting.id)).one_or_none()
    if door is None or door.closed_at is not None:
        return
    lock(door)
    door.closed_at = now
    record(actor, "attendance.door_closed", meeting, now=now)


def find_door(code: str) -> CheckIn | None:
    """The open door behind a code as people type it: small letters, blanks and hyphens are forgiven."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    door = db.session.scalars(queries.get_check_in_by_code(plain)).one_or_none()
    return door if door is not None and door.closed_at is None else None


def list_own_choices(meeting: Meeting) -> list[Institution]:
    """The institutions that may say "I am here": those with a voice, and those invited."""
    found: dict[int, Institution] = {}
    for body in meeting.bodies:
        found |= {
            row.id: row for row in db.session.scalars(queries.list_voices(body, meeting.starts_wall.date()))
        }
    found |= {row.id: row for row in db.session.scalars(queries.list_invited_institutions(meeting.id))}
    return sorted(found.values(), key=lambda row: (row.name_sort, row.id))


def announce_presence(
    *, door: CheckIn, institution: Institution | None, name: str, organisation: str | None = None,
    actor: Actor, now: datetime,
) -> Attendance:  # fmt: skip
    """Somebody in the room: for an institution, or as a guest. Said twice, it is one line."""
    lock(door)
    if door.closed_at is not None:
        message = _("Le pointage est fermé. Adressez-vous au secrétariat.")
        raise RuleError("closed", message, status=409)
    name = " ".join(name.split())
    refuse_line_breaks(name, "name")
    if not name:
        raise RuleError("no_name", _("Écrivez votre nom."), field="name")
    if institution is None:
        return _announce_guest(door, name, organisation, actor, now)
    meeting = door.meeting
    if institution.id not in {row.id for row in list_own_choices(meeting)}:
        message = _("Choisissez votre institution dans la liste, ou pointez-vous comme invité.")
        raise RuleError("not_invited", message, field="institution_id")
    line = db.session.scalars(queries.get_line(meeting.id, institution.id)).one_or_none()
    if line is None:
        values = LineValues(AttendanceStatus.PRESENT, names=name, arrived_at=now)
        return record_institution(
            meeting=meeting, institution=institution, values=values, version=0, actor=actor, now=now,
            source=AttendanceSource.SELF,
        )  # fmt: skip
    return _join(line, name, actor, now)


def _join(line: Attendance, name: str, actor: Actor, now: datetime) -> Attendance:
    """One more person of an institution; one that was expected elsewhere, excused or absent, is here."""
    lock(line)
    names = [known for known in (line.names or "").split(", ") if known]
    values: dict[str, object] = {}
    if name.casefold() not in {known.casefold() for known in names}:
        values["names"] = ", ".join([*names, name])
        if len(str(values["names"])) > MOST_NAMES:
            message = _("La liste de cette institution est pleine. Adressez-vous au secrétariat.")
            raise RuleError("full", message, status=409)
    if line.status not in HERE:
        values |= {
            "status": AttendanceStatus.PRESENT,
            "proxy_institution_id": None,
            "left_at": None,
            "arrived_at": now,
        }
    changes = changed(line, values)
    if changes:
        line.version += 1
        line.source, line.recorded_at = AttendanceSource.SELF, now
        record(actor, "attendance.announced", line, now=now, changes=changes)
    return line


def _announce_guest(
    door: CheckIn, name: str, organisation: str | None, actor: Actor, now: datetime
) -> Attendance:
    known = db.session.scalars(queries.find_guest(door.meeting_id, name)).first()
    if known is not None:
        return known
    values = LineValues(AttendanceStatus.GUEST, names=name, organisation=organisation, arrived_at=now)
    return add_guest(meeting=door.meeting, values=values, actor=actor, now=now, source=AttendanceSource.SELF)


def _new_code() -> str:
    """Six signs that no other meeting has had."""
    while True:
        code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        if db.session.scalars(queries.get_check_in_by_code(code)).one_or_none() is None:
            return code
