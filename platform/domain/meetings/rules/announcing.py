"""Telling everybody who was convened that a meeting changed: one mail per mailbox, a few minutes later, so
that several edits in a row make one mail."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from noress.core.i18n import Translated
from noress.domain.audit import queries as audit_queries
from noress.domain.audit.models import AuditEvent
from noress.domain.meetings import mails, queries
from noress.domain.meetings.models import Meeting
from noress.domain.outbox import rules as outbox
from noress.extensions import db

DELAY = timedelta(minutes=5)


def announce_changes(*, meeting: Meeting, now: datetime) -> datetime | None:
    """Queue one update per mailbox, in place of one still waiting; the instant they leave, or None when
    nobody has a mailbox or the meeting came back to what everybody knows."""
    departures = []
    for mailbox, before in list_untold(meeting, list_mailboxes(meeting), is_editing=True):
        if not _differs(meeting, before):
            outbox.withdraw(mails.merge_key(meeting, mailbox))
            continue
        mail = outbox.enqueue(
            mails.meeting_update(meeting, mailbox, before, now=now, leaves_at=now + DELAY), now=now
        )
        departures.append(mail.not_before)
    return min(departures, default=None)


def list_untold(
    meeting: Meeting, mailboxes: list[mails.Mailbox], *, is_editing: bool = False
) -> list[tuple[mails.Mailbox, dict[str, Any]]]:
    """Each mailbox with what it last read of every field that was edited since; the edit under way, if
    there is one, is told to nobody yet."""
    db.session.flush()  # the edit under way is part of the history read here
    edits = [
        event
        for event in db.session.scalars(audit_queries.list_history("meeting", meeting.id))
        if event.action == "meeting.edited"
    ]
    told_at = {(row[0], row[1]): row[2] for row in db.session.execute(queries.list_told(meeting.id))}
    under_way = edits[0] if is_editing and edits else None
    found = []
    for mailbox in mailboxes:
        since = told_at.get((mailbox.address, mailbox.language), meeting.convened_at)
        untold = [event for event in edits if event is under_way or since is None or event.at > since]
        found.append((mailbox, _before(untold)))
    return found


def list_mailboxes(meeting: Meeting) -> list[mails.Mailbox]:
    """Every mailbox that stands for somebody still invited."""
    return mails.group_by_mailbox(db.session.scalars(queries.list_invitations(meeting.id)))


def _before(untold: list[AuditEvent]) -> dict[str, Any]:
    """The oldest value of each field among these edits, which come newest first."""
    found: dict[str, Any] = {}
    for event in untold:
        found.update({name: pair[0] for name, pair in event.changes.items() if name in mails.TOLD})
    return {name: _revive(name, value) for name, value in found.items()}


def _revive(name: str, value: Any) -> Any:
    """History keeps plain values."""
    if value is not None and name in {"starts_wall", "ends_wall"}:
        return datetime.fromisoformat(value)
    return Translated(value) if name in {"theme", "place"} else value


def _differs(meeting: Meeting, before: Mapping[str, Any]) -> bool:
    return any((getattr(meeting, name) or None) != (value or None) for name, value in before.items())
