"""The roll call: every institution with one tap, its details behind a link, the guests below."""

from datetime import datetime, time
from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.attendance import bp
from noress.blueprints.attendance.forms import STATUSES, AttendingGuestForm, InstitutionForm, number_or_none
from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.attendance import queries, rules
from noress.domain.attendance.models import Attendance, AttendanceStatus
from noress.domain.attendance.roll import list_roll
from noress.domain.attendance.rules import LineValues
from noress.domain.attendance.summary import summarise
from noress.domain.institutions.models import Institution
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting, MeetingState
from noress.extensions import db
from noress.web import acting
from noress.web.documents import document_link
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.merge import stale_fields
from noress.web.permissions import permission
from noress.web.policy import allows

S = AttendanceStatus
KINDS = {
    S.PRESENT: "ok", S.LATE: "ok", S.LEFT: "warning", S.REPRESENTED: "info", S.EXCUSED: "neutral",
    S.ABSENT: "danger", S.GUEST: "neutral",
}  # fmt: skip
#: what one tap says
TAPS = (S.PRESENT, S.EXCUSED, S.ABSENT)


@bp.get("/sessions/<int:meeting_id>/presence")
@permission(P.ATTENDANCE_SEE, loads=Meeting)
def index(meeting: Meeting) -> Any:
    """The roll on the day; who came, for the others."""
    lines = list(db.session.scalars(queries.list_lines(meeting.id)))
    may_record = allows(current_actor(), P.ATTENDANCE_RECORD, meeting)
    is_draft = meeting.state is MeetingState.DRAFT
    shut = _why_shut(meeting) if may_record else None
    return render_template(
        "attendance/index.html", meeting=meeting, title=wording.title(meeting), summary=summarise(meeting, lines),
        is_begun=bool(lines), roll=list_roll(meeting, lines) if may_record else [line for line in lines if line.institution_id],
        guests=[line for line in lines if line.institution_id is None], kinds=KINDS, taps=TAPS,
        may_record=may_record, is_open=may_record and shut is None, shut=shut, is_draft=is_draft,
        door=db.session.scalars(queries.get_check_in(meeting.id)).one_or_none() if may_record else None,
        sheet=document_link("sign_in_sheet", meeting) if may_record else None,
    )  # fmt: skip


@bp.post("/sessions/<int:meeting_id>/presence/pointer")
@permission(P.ATTENDANCE_RECORD, loads=Meeting)
def mark(meeting: Meeting) -> Any:
    """One tap on one institution."""
    institution = _institution(number_or_none(request.form.get("institution_id")) or 0)
    status = request.form.get("status", "")
    if status not in set(AttendanceStatus) - {S.GUEST}:
        abort(422)
    rules.mark_institution(
        meeting=meeting,
        institution=institution,
        status=AttendanceStatus(status),
        actor=acting.actor(),
        now=clock.now(),
    )
    institution_id = institution.id
    db.session.commit()
    return redirect(url_for(".index", meeting_id=meeting.id, _anchor=f"institution-{institution_id}"), 303)


@bp.route("/sessions/<int:meeting_id>/presence/institutions/<int:institution_id>", methods=["GET", "POST"])
@permission(P.ATTENDANCE_RECORD, loads=Meeting)
def institution(meeting: Meeting, institution_id: int) -> Any:
    """Everything about one institution that day."""
    found = _institution(institution_id)
    line = db.session.scalars(queries.get_line(meeting.id, found.id)).one_or_none()
    form = InstitutionForm(data=_fields(meeting, line) or {"version": 0, "status": None})
    choices = [row.institution for row in list_roll(meeting, []) if row.institution.id != found.id]
    form.proxy_institution_id.choices = [("", _("Aucune")), *((row.id, str(row.name)) for row in choices)]
    if request.method == "GET" or not form.validate_on_submit():
        return _institution_page(meeting, found, form), 422 if form.errors else 200
    try:
        rules.record_institution(
            meeting=meeting, institution=found, values=_values(meeting, form, AttendanceStatus(form.status.data)),
            version=form.version.data or 0, actor=acting.actor(), now=clock.now(),
        )  # fmt: skip
        db.session.commit()
    except StaleVersion:
        db.session.rollback()
        line = db.session.scalars(queries.get_line(meeting.id, found.id)).one_or_none()
        theirs = _fields(meeting, line) or {"version": 0}
        return _institution_page(meeting, found, form, stale=stale_fields(form, theirs)), 409
    except RuleError as error:
        return _refused(form, error, lambda: _institution_page(meeting, found, form))
    say(_("Enregistré."))
    return redirect(url_for(".index", meeting_id=meeting.id, _anchor=f"institution-{institution_id}"), 303)


@bp.route("/sessions/<int:meeting_id>/presence/invites", methods=["GET", "POST"])
@permission(P.ATTENDANCE_RECORD, loads=Meeting)
def add_guest(meeting: Meeting) -> Any:
    """A guest more."""
    form = AttendingGuestForm(data={"version": 0})
    if request.method == "GET" or not form.validate_on_submit():
        return _guest_page(meeting, form, None), 422 if form.errors else 200
    try:
        rules.add_guest(
            meeting=meeting, values=_values(meeting, form, S.GUEST), actor=acting.actor(), now=clock.now()
        )
        db.session.commit()
    except RuleError as error:
        return _refused(form, error, lambda: _guest_page(meeting, form, None))
    say(_("L'invité est ajouté."))
    return redirect(url_for(".index", meeting_id=meeting.id, _anchor="invites"), 303)


@bp.route("/sessions/<int:meeting_id>/presence/invites/<int:line_id>", methods=["GET", "POST"])
@permission(P.ATTENDANCE_RECORD, loads=Meeting)
def edit_guest(meeting: Meeting, line_id: int) -> Any:
    """Correct a guest's line."""
    line = _line(meeting, line_id)
    if line.institution_id is not None:
        abort(404)
    form = AttendingGuestForm(data=_fields(meeting, line))
    if request.method == "GET" or not form.validate_on_submit():
        return _guest_page(meeting, form, line), 422 if form.errors else 200
    try:
        rules.edit_line(
            line=line, values=_values(meeting, form, S.GUEST), version=form.version.data or 0, actor=acting.actor(),
            now=clock.now(),
        )  # fmt: skip
        db.session.commit()
    except StaleVersion:
        db.session.rollback()
        theirs = _fields(meeting, line)
        return _guest_page(meeting, form, line, stale=stale_fields(form, theirs or {})), 409
    except RuleError as error:
        return _refused(form, error, lambda: _guest_page(meeting, form, line))
    say(_("Enregistré."))
    return redirect(url_for(".index", meeting_id=meeting.id, _anchor="invites"), 303)


@bp.post("/sessions/<int:meeting_id>/presence/lignes/<int:line_id>/effacer")
@permission(P.ATTENDANCE_RECORD, loads=Meeting)
def clear(meeting: Meeting, line_id: int) -> Any:
    """Nothing is said of them any more."""
    rules.clear_line(line=_line(meeting, line_id), actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("La ligne est effacée ; l'historique la garde."))
    return redirect(url_for(".index", meeting_id=meeting.id), 303)


def _why_shut(meeting: Meeting) -> Any:
    """Why nothing is noted on this page, if there is a reason."""
    try:
        rules.check_can_open(meeting, now=clock.now())
    except RuleError as error:
        return error.message
    return None


def _institution(institution_id: int) -> Institution:
    return db.session.get(Institution, institution_id) or abort(404)


def _line(meeting: Meeting, line_id: int) -> Attendance:
    line = db.session.get(Attendance, line_id)
    return line if line is not None and line.meeting_id == meeting.id else abort(404)


def _instant(meeting: Meeting, wall: time | None) -> datetime | None:
    """A time of the meeting's day."""
    return (
        None
        if wall is None
        else clock.to_utc(datetime.combine(meeting.starts_wall.date(), wall), meeting.zone)
    )


def _wall(meeting: Meeting, instant: datetime | None) -> time | None:
    return (
        None
        if instant is None
        else clock.to_wall(instant, meeting.zone).time().replace(second=0, microsecond=0)
    )


def _values(meeting: Meeting, form: Any, status: AttendanceStatus) -> LineValues:
    is_institution = "proxy_institution_id" in form
    return LineValues(
        status, names=form.names.data, organisation=None if is_institution else form.organisation.data,
        proxy_institution_id=form.proxy_institution_id.data if is_institution else None,
        arrived_at=_instant(meeting, form.arrived.data), left_at=_instant(meeting, form.left.data),
        women=form.women.data or 0, men=form.men.data or 0, youth=form.youth.data or 0, note=form.note.data,
    )  # fmt: skip


def _fields(meeting: Meeting, line: Attendance | None) -> dict[str, Any] | None:
    """A stored line as form fields."""
    if line is None:
        return None
    return {
        "version": line.version, "status": line.status.value, "names": line.names,
        "organisation": line.organisation, "proxy_institution_id": line.proxy_institution_id,
        "arrived": _wall(meeting, line.arrived_at), "left": _wall(meeting, line.left_at),
        "women": line.women or None, "men": line.men or None, "youth": line.youth or None, "note": line.note,
    }  # fmt: skip


def _refused(form: Any, error: RuleError, page: Any) -> Any:
    db.session.rollback()
    if error.status == 409 and error.field is None:
        raise error
    form.add_error(error)
    return page(), error.status


def _institution_page(meeting: Meeting, found: Institution, form: Any, *, stale: Any = None) -> str:
    line = db.session.scalars(queries.get_line(meeting.id, found.id)).one_or_none()
    return render_template(
        "attendance/institution.html", meeting=meeting, title=wording.title(meeting), institution=found, form=form, stale=stale, line=line,
        statuses=STATUSES,
    )  # fmt: skip


def _guest_page(meeting: Meeting, form: Any, line: Attendance | None, *, stale: Any = None) -> str:
    return render_template(
        "attendance/guest.html",
        meeting=meeting,
        title=wording.title(meeting),
        form=form,
        line=line,
        stale=stale,
    )
