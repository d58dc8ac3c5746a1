"""Recording who came, institution by institution, and the guests."""

from datetime import datetime
from typing import Any, NamedTuple

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.attendance import queries
from noress.domain.attendance.models import Attendance, AttendanceSource, AttendanceStatus
from noress.domain.audit.rules import changed, record
from noress.domain.institutions.models import Body, Institution, Membership
from noress.domain.meetings import rules as meetings
from noress.domain.meetings.models import Meeting
from noress.domain.meetings.rules.checks import refuse_line_breaks
from noress.extensions import db

#: women, men or youth of one line
MOST_PEOPLE = 1000
MOST_GUESTS = 500
STALE = _("Quelqu'un d'autre vient d'enregistrer cette ligne.")


class LineValues(NamedTuple):
    """What a line says; instants in UTC."""

    status: AttendanceStatus
    names: str | None = None
    organisation: str | None = None
    proxy_institution_id: int | None = None
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    women: int = 0
    men: int = 0
    youth: int = 0
    note: str | None = None


def mark_institution(
    *, meeting: Meeting, institution: Institution, status: AttendanceStatus, actor: Actor, now: datetime
) -> Attendance:
    """One tap: the status alone. What the line already says of people and times stays, where it still holds;
    arrival and departure are noted at the instant of the tap."""
    line = _open_line(meeting, institution, actor, now)
    if status is AttendanceStatus.REPRESENTED and line.proxy_institution_id is None:
        message = _("Dites qui porte la voix de cette institution.")
        raise RuleError("no_proxy", message, field="proxy_institution_id")
    values: dict[str, Any] = {"status": status}
    if status is AttendanceStatus.LATE and line.arrived_at is None:
        values["arrived_at"] = now
    if status is AttendanceStatus.LEFT:
        values["left_at"] = line.left_at or now
    if status in {AttendanceStatus.EXCUSED, AttendanceStatus.ABSENT, AttendanceStatus.REPRESENTED}:
        values |= {"women": 0, "men": 0, "youth": 0, "arrived_at": None, "left_at": None}
    if status is not AttendanceStatus.REPRESENTED:
        values["proxy_institution_id"] = None
    _check_bearers(meeting, line, status, values.get("proxy_institution_id", line.proxy_institution_id))
    return _save(line, values, source=AttendanceSource.DESK, actor=actor, now=now)


def record_institution(
    *, meeting: Meeting, institution: Institution, values: LineValues, version: int, actor: Actor, now: datetime,
    source: AttendanceSource = AttendanceSource.DESK,
) -> Attendance:  # fmt: skip
    """The whole line of an institution; `version` is the one the form was written from, 0 for a new line."""
    if values.status is AttendanceStatus.GUEST:
        raise RuleError("not_a_guest", _("Une institution n'est pas un invité."), field="status")
    line = _open_line(meeting, institution, actor, now)
    if (line.version if line.id else 0) != version:
        raise StaleVersion(STALE, line)
    _check_values(meeting, values)
    is_carried = values.status is AttendanceStatus.REPRESENTED
    _check_bearers(meeting, line, values.status, values.proxy_institution_id if is_carried else None)
    return _save(line, _columns(values), source=source, actor=actor, now=now)


def add_guest(
    *, meeting: Meeting, values: LineValues, actor: Actor, now: datetime,
    source: AttendanceSource = AttendanceSource.DESK,
) -> Attendance:  # fmt: skip
    """Somebody who sits for no institution."""
    _hold(meeting, actor, now)
    _check_values(meeting, values)
    if not values.names:
        raise RuleError("no_name", _("Écrivez le nom de cette personne."), field="names")
    if (db.session.scalar(queries.count_guests(meeting.id)) or 0) >= MOST_GUESTS:
        message = _("Cette liste compte déjà %(most)s invités.", most=MOST_GUESTS)
        raise RuleError("too_many", message, status=409)
    line = Attendance(meeting_id=meeting.id, women=0, men=0, youth=0, version=0)
    return _save(
        line, {**_columns(values), "status": AttendanceStatus.GUEST}, source=source, actor=actor, now=now
    )


def edit_line(
    *, line: Attendance, values: LineValues, version: int, actor: Actor, now: datetime
) -> Attendance:
    """A guest's line, written again."""
    _hold(line.meeting, actor, now)
    lock(line)
    if line.version != version:
        raise StaleVersion(STALE, line)
    _check_values(line.meeting, values)
    return _save(
        line, {**_columns(values), "status": line.status}, source=AttendanceSource.DESK, actor=actor, now=now
    )


def clear_line(*, line: Attendance, actor: Actor, now: datetime) -> None:
    """As if nothing had been said of it; history keeps what was."""
    _hold(line.meeting, actor, now)
    lock(line)
    if line.institution_id is not None:
        _check_bearers(line.meeting, line, AttendanceStatus.ABSENT, None)
    who = line.institution.name if line.institution is not None else line.names
    record(
        actor, "attendance.cleared", line.meeting, now=now,
        changes={"attendance": (who, None), "status": (line.status, None)},
    )  # fmt: skip
    db.session.delete(line)


def check_can_be_recorded(meeting: Meeting) -> None:
    """An approved record says who came: nothing is changed under it."""
    if db.session.scalar(queries.is_record_locked(meeting.id)):
        message = _("Le procès-verbal est approuvé : la liste de présence ne change plus.")
        raise RuleError("locked", message, status=409)


def _hold(meeting: Meeting, actor: Actor, now: datetime) -> None:
    check_can_be_recorded(meeting)
    meetings.hold_meeting(meeting=meeting, actor=actor, now=now)


def _open_line(meeting: Meeting, institution: Institution, actor: Actor, now: datetime) -> Attendance:
    """The institution's line, locked; a new one when there is none (the meeting's lock makes it the only one)."""
    _hold(meeting, actor, now)
    lock(meeting)
    if institution.membership in {Membership.SERVICE, Membership.LEFT}:
        message = _("Cette institution n'a pas de siège : notez ses personnes comme invités.")
        raise RuleError("no_seat", message, status=409)
    line = db.session.scalars(queries.get_line(meeting.id, institution.id)).one_or_none()
    if line is not None:
        lock(line)
        return line
    return Attendance(
        meeting_id=meeting.id, institution_id=institution.id, women=0, men=0, youth=0, version=0
    )


def _check_values(meeting: Meeting, values: LineValues) -> None:
    for name in ("women", "men", "youth"):
        count = getattr(values, name)
        if not 0 <= count <= MOST_PEOPLE:
            message = _("Écrivez un nombre de 0 à %(most)s.", most=MOST_PEOPLE)
            raise RuleError("bad_count", message, field=name)
    if values.youth > values.women + values.men:
        message = _(
            "Les jeunes sont comptés parmi les femmes et les hommes : il y en a plus que de personnes."
        )
        raise RuleError("too_many_young", message, field="youth")
    refuse_line_breaks(values.organisation, "organisation")
    if values.arrived_at and values.left_at and values.left_at <= values.arrived_at:
        raise RuleError("left_before", _("Le départ est avant l'arrivée."), field="left_at")
    if values.status is AttendanceStatus.REPRESENTED and values.proxy_institution_id is None:
        message = _("Dites qui porte la voix de cette institution.")
        raise RuleError("no_proxy", message, field="proxy_institution_id")


def _check_bearers(
    meeting: Meeting, line: Attendance, status: AttendanceStatus, proxy_institution_id: int | None
) -> None:
    """A proxy goes to another institution that is there itself and carries no more than the body allows;
    who bears voices cannot be absent."""
    field = "proxy_institution_id"
    if status is AttendanceStatus.REPRESENTED:
        if proxy_institution_id == line.institution_id:
            message = _("Une institution ne se donne pas procuration à elle-même.")
            raise RuleError("proxy_to_itself", message, field=field)
        allowed = max(
            (body.max_proxies for body in _shared_bodies(meeting, line, proxy_institution_id)), default=0
        )
        if not allowed:
            message = _("Le règlement de cette instance ne permet pas de procuration à cette institution.")
            raise RuleError("no_proxies", message, field=field)
        bearer = db.session.scalars(queries.get_line(meeting.id, proxy_institution_id or 0)).one_or_none()
        if bearer is not None and bearer.status in _NOT_THERE:
            message = _("Cette institution n'est pas là : elle ne peut pas porter une autre voix.")
            raise RuleError("bearer_not_here", message, field=field)
        carried = queries.count_carried(meeting.id, proxy_institution_id or 0, line.id)
        if (db.session.scalar(carried) or 0) >= allowed:
            message = _(
                "Cette institution porte déjà autant de voix que le règlement le permet : %(most)s.",
                most=allowed,
            )
            raise RuleError("too_many_proxies", message, field=field)
    if status in _NOT_THERE and line.institution_id is not None:
        carried = queries.count_carried(meeting.id, line.institution_id, None)
        if db.session.scalar(carried):
            message = _("Cette institution porte la voix d'une autre : retirez d'abord cette procuration.")
            raise RuleError("bears_a_voice", message, field="status")


_NOT_THERE = frozenset({AttendanceStatus.EXCUSED, AttendanceStatus.ABSENT, AttendanceStatus.REPRESENTED})


def _shared_bodies(meeting: Meeting, line: Attendance, proxy_institution_id: int | None) -> list[Body]:
    """The bodies of the meeting in which both institutions have a voice."""
    both = {line.institution_id, proxy_institution_id}
    return [
        body for body in meeting.bodies
        if both <= {row.id for row in db.session.scalars(queries.list_voices(body, meeting.starts_wall.date()))}
    ]  # fmt: skip


def _columns(values: LineValues) -> dict[str, Any]:
    is_there = values.status not in _NOT_THERE
    return {
        "status": values.status, "names": values.names or None, "organisation": values.organisation or None,
        "proxy_institution_id":
            values.proxy_institution_id if values.status is AttendanceStatus.REPRESENTED else None,
        "arrived_at": values.arrived_at if is_there else None, "left_at": values.left_at if is_there else None,
        "women": values.women if is_there else 0, "men": values.men if is_there else 0,
        "youth": values.youth if is_there else 0, "note": values.note or None,
    }  # fmt: skip


def _save(
    line: Attendance, values: dict[str, Any], *, source: AttendanceSource, actor: Actor, now: datetime
) -> Attendance:
    is_new = line.id is None
    changes = changed(line, values)
    if not changes and not is_new:
        return line
    line.source, line.recorded_at, line.recorded_by_id = source, now, actor.person_id
    line.version = (line.version or 0) + 1
    db.session.add(line)
    db.session.flush()  # history names the line
    record(actor, "attendance.recorded", line, now=now, changes=changes)
    return line
