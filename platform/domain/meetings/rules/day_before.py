"""The day before, one mail recalls hour, place and link to those who come, or may come."""

from datetime import datetime, timedelta

from noress.core import clock
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.meetings import mails, queries
from noress.domain.meetings.models import Answer, Invitation, Meeting
from noress.domain.outbox import queries as outbox_queries
from noress.domain.outbox import rules as outbox
from noress.extensions import db

#: whoever sends somebody else is told as well: the mailbox passes it on
COMING = frozenset({Answer.YES, Answer.MAYBE, Answer.DELEGATE})
#: whoever was written to since then knows
RECENT = timedelta(hours=24)


def tell_day_before(*, meeting: Meeting, actor: Actor, now: datetime) -> int:
    """One mail per mailbox, on the day before or, when that night was missed, on the morning itself; with the
    calendar's request once more. Switched off with the other reminders; done twice, it tells once, and again
    only if the meeting was moved. How many mails left."""
    lock(meeting)
    days = (meeting.starts_wall.date() - clock.today(now, meeting.zone)).days
    if days not in {0, 1} or meeting.reminders_off_at is not None or not meeting.takes_answers(now):
        return 0
    coming = [
        one
        for one in db.session.scalars(queries.list_invitations(meeting.id)).all()
        if one.answer in COMING and not _was_just_told(one, now)
    ]
    left = 0
    for mailbox in mails.group_by_mailbox(coming):
        mail = mails.meeting_soon(meeting, mailbox, now=now)
        if db.session.scalars(outbox_queries.get_by_key(mail.key)).one_or_none() is None:
            outbox.enqueue(mail, now=now)
            left += 1
    if left:
        record(actor, "meeting.recalled", meeting, now=now, changes={"mails": (None, left)})
    return left


def _was_just_told(invitation: Invitation, now: datetime) -> bool:
    told = (invitation.sent_at, invitation.reminded_at)
    return any(at is not None and at > now - RECENT for at in told)
