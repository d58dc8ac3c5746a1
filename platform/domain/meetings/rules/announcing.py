"""Telling those who were convened that a meeting changed, a few minutes later so that several edits in a row
make one mail; and, at once, those whom a place reaches or leaves. Always one mail per mailbox."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from noress.core.folding import fold_address
from noress.core.i18n import Translated, in_language
from noress.domain.audit import queries as audit_queries
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions.models import Seat
from noress.domain.meetings import calendar, mails, offices, queries
from noress.domain.meetings.models import Invitation, Meeting
from noress.domain.outbox import rules as outbox
from noress.extensions import db

DELAY = timedelta(minutes=5)


def announce_changes(*, meeting: Meeting, now: datetime) -> datetime | None:
    """Queue one update per mailbox, in place of one still waiting; the instant they leave, or None when
    nobody has a mailbox or the meeting came back to what everybody knows."""
    departures = []
    for mailbox, before in list_untold(meeting, list_mailboxes(meeting), is_editing=True):
        if not differs(meeting, before):
            outbox.withdraw(mails.merge_key(meeting, mailbox))
            continue
        mail = outbox.enqueue(
            mails.meeting_update(meeting, mailbox, before, now=now, leaves_at=now + DELAY), now=now
        )
        departures.append(mail.not_before)
    offices.tell(meeting, now=now)
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


def tell_added(*, meeting: Meeting, added: Collection[Invitation], now: datetime) -> int:
    """The request, at the present sequence, to each mailbox that these invitations go to, naming every place
    it stands for; how many leave."""
    boxes = [box for box in list_mailboxes(meeting) if any(one in added for one in box.invitations)]
    for box in boxes:
        told = [one for one in box.invitations if one not in added and one.sent_at is not None]
        if told:
            _tell_places(meeting, box, now, added=_labels(box, added))
        else:
            last = max(box.invitations, key=lambda one: one.id)
            key = f"convened:{last.id}.{last.link_generation}:{box.digest}"
            outbox.enqueue(mails.convocation(meeting, box, now=now, key=key), now=now)
        for invitation in box.invitations:
            invitation.sent_at = invitation.sent_at if invitation in told else now
    return len(boxes)


def tell_handover(
    *, invitation: Invitation, left: Seat, kept: Invitation | None, is_leaving: bool, now: datetime
) -> None:
    """A seat that was convened changed hands. The mailbox of who takes over gets the request; the one of who
    left a cancellation for itself alone, or what remains when it still stands for somebody."""
    meeting = invitation.meeting
    if not meeting.takes_answers(now):
        return
    is_new = kept is not None and (kept is invitation or kept.sent_at is None)
    gone = mails.mailbox_of_seat(left)
    if is_leaving and gone.address and invitation.sent_at is not None:
        _tell_gone(meeting, gone, left, kept, now)
    if kept is not None and is_new:
        kept.sent_at = None
        tell_added(meeting=meeting, added=[kept], now=now)


def _tell_gone(
    meeting: Meeting, gone: mails.Mailbox, left: Seat, kept: Invitation | None, now: datetime
) -> None:
    address = fold_address(gone.address)
    remaining = [box for box in list_mailboxes(meeting) if fold_address(box.address) == address]
    if not remaining:
        meeting.sequence += 1
        calendar.refresh(meeting, now=now)
        outbox.enqueue(mails.invitation_removed(meeting, gone, now=now), now=now)
    for box in remaining:
        if kept not in box.invitations and box.language == gone.language:
            with in_language(box.language):
                lost = mails.label_of_seat(left)
            _tell_places(meeting, box, now, removed=[lost])


def _tell_places(meeting: Meeting, box: mails.Mailbox, now: datetime, **labels: list[str]) -> None:
    [(_box, before)] = list_untold(meeting, [box])
    outbox.enqueue(mails.places_changed(meeting, box, before, **labels, now=now), now=now)


def _labels(box: mails.Mailbox, chosen: Collection[Invitation]) -> list[str]:
    return [place.label for place, one in zip(box.places, box.invitations, strict=True) if one in chosen]


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


def differs(meeting: Meeting, before: Mapping[str, Any]) -> bool:
    """Whether what somebody last read is no longer so."""
    return any((getattr(meeting, name) or None) != (value or None) for name, value in before.items())
