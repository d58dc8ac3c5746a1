"""The signed sheet, photographed or scanned, joined to the meeting."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.attendance import queries
from noress.domain.attendance.models import SignInSheet
from noress.domain.attendance.rules.recording import check_can_be_recorded
from noress.domain.audit.rules import record
from noress.domain.files.models import StoredFile
from noress.domain.meetings import rules as meetings
from noress.domain.meetings.models import Meeting
from noress.extensions import db

MOST_SHEETS = 30
_SCANS = ("application/pdf", "image/")


def attach_sheet(*, meeting: Meeting, file: StoredFile, actor: Actor, now: datetime) -> SignInSheet:
    """A PDF or a photograph; signatures are personal data: only those who record attendance read it."""
    check_can_be_recorded(meeting)
    meetings.hold_meeting(meeting=meeting, actor=actor, now=now)
    if not file.content_type.startswith(_SCANS):
        message = _("Une feuille signée est une photo ou un PDF.")
        raise RuleError("not_a_scan", message, field="file")
    if len(db.session.scalars(queries.list_sheets(meeting.id)).all()) >= MOST_SHEETS:
        raise RuleError("too_many", _("Trente feuilles au plus sont jointes à une session."), field="file")
    sheet = SignInSheet(meeting_id=meeting.id, file_id=file.id, added_by_id=actor.person_id, added_at=now)
    db.session.add(sheet)
    record(actor, "attendance.sheet_added", meeting, now=now, changes={"document": (None, file.name)})
    return sheet


def remove_sheet(*, sheet: SignInSheet, meeting: Meeting, actor: Actor, now: datetime) -> None:
    """Its bytes leave with the nightly sweep."""
    check_can_be_recorded(meeting)
    lock(sheet)
    if sheet.removed_at is None:
        sheet.removed_at = now
        record(
            actor, "attendance.sheet_removed", meeting, now=now, changes={"document": (sheet.file.name, None)}
        )
