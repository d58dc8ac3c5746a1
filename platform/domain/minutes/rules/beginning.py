"""Beginning the record of a meeting that has begun, and its heading."""

from datetime import datetime

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.meetings.models import AgendaKind, Meeting, MeetingState, MeetingType
from noress.domain.meetings.rules import check_can_be_held, hold_meeting
from noress.domain.meetings.rules.checks import refuse_line_breaks
from noress.domain.minutes import queries
from noress.domain.minutes.models import Minutes, MinutesKind, MinutesState, PublicScope
from noress.domain.minutes.rules.checks import check_open
from noress.extensions import db

STALE = _("Quelqu'un a enregistré cet en-tête pendant que vous écriviez. Comparez les deux textes.")
_DECIDING = frozenset({AgendaKind.DECISION, AgendaKind.VOTE})


def kind_of(meeting: Meeting) -> MinutesKind:
    """A signed record for sessions, and for meetings whose agenda decides or votes; a report for the others."""
    if meeting.type in {MeetingType.SESSION, MeetingType.EXTRAORDINARY_SESSION}:
        return MinutesKind.RECORD
    if meeting.type is MeetingType.MEETING and any(item.kind in _DECIDING for item in meeting.agenda):
        return MinutesKind.RECORD
    return MinutesKind.REPORT


def check_can_begin(meeting: Meeting, *, now: datetime) -> None:
    """Raise why this meeting has no record yet, if there is a reason. Held already, it began before its hour."""
    if meeting.source is not None and meeting.convened_at is None:
        message = _("Cette session est reprise de documents : son compte rendu n'est pas écrit ici.")
        raise RuleError("restated", message, status=409)
    if meeting.starts_at > now and meeting.state is not MeetingState.HELD:
        raise RuleError(
            "not_begun", _("La session n'a pas commencé : son compte rendu s'ouvre avec elle."), status=409
        )


def begin_minutes(*, meeting: Meeting, actor: Actor, now: datetime) -> Minutes:
    """Open the record, once; the meeting is held from then on."""
    lock(meeting)
    if db.session.scalars(queries.get_minutes_of(), {"meeting_id": meeting.id}).one_or_none() is not None:
        raise RuleError("begun", _("Le compte rendu de cette session est déjà commencé."), status=409)
    check_can_be_held(meeting, now=now)
    check_can_begin(meeting, now=now)
    hold_meeting(meeting=meeting, actor=actor, now=now)
    minutes = Minutes(
        meeting=meeting, kind=kind_of(meeting), state=MinutesState.DRAFTING, scope=PublicScope.EXTRACT,
        circulations=0, created_at=now, version=1,
    )  # fmt: skip
    db.session.add(minutes)
    db.session.flush()  # history needs its number
    record(actor, "minutes.begun", minutes, now=now, changes={"kind": (None, minutes.kind)})
    return minutes


def edit_heading(
    *, minutes: Minutes, chaired_by: str | None, written_by: str | None, version: int, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Who chaired and who writes: the two signatures of the paper."""
    lock(minutes)
    check_open(minutes)
    if minutes.version != version:
        theirs = {"chaired_by": minutes.chaired_by or "", "written_by": minutes.written_by or ""}
        raise StaleVersion(STALE, {**theirs, "version": minutes.version})
    for name, value in (("chaired_by", chaired_by), ("written_by", written_by)):
        refuse_line_breaks(value, name)
    changes = changed(minutes, {"chaired_by": chaired_by or None, "written_by": written_by or None})
    if changes:
        minutes.version += 1
        record(actor, "minutes.heading_edited", minutes, now=now, changes=changes)
