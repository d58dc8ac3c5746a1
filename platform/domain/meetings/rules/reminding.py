"""Reminding those who have not answered, and nobody else."""

from datetime import datetime, time, timedelta
from typing import Any

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.meetings import mails, queries
from noress.domain.meetings.models import Answer, Invitation, Meeting, MeetingState
from noress.domain.meetings.queries.reminding import list_to_remind_by_themselves
from noress.domain.outbox import rules as outbox
from noress.extensions import db

MAX_NOTE = 1000
AT_MOST_EVERY = timedelta(hours=24)
#: days before a meeting on which the night's work reminds the silent, the latest last
AUTOMATIC_DAYS = (8, 2)
#: answers of one seat that settle its institution's: after a "no", another seat may still come
SETTLED = frozenset({Answer.YES, Answer.DELEGATE})


def list_to_remind(
    meeting: Meeting, *, now: datetime, untold_since: datetime | None = None
) -> list[Invitation]:
    """Without answer, with a mailbox, not reminded in the last 24 hours; with `untold_since`, neither convened
    nor reminded since. An institution answers once: when one of its seats has said that somebody comes, the
    other seats are left in peace."""
    invitations = db.session.scalars(queries.list_invitations(meeting.id)).all()
    answered = {invitation.institution_id for invitation in invitations if invitation.answer in SETTLED}
    return [
        invitation
        for invitation in invitations
        if invitation.answer is Answer.NONE
        and (invitation.institution_id is None or invitation.institution_id not in answered)
        and mails.address_of(invitation)
        and not _is_recent(invitation, now)
        and (untold_since is None or _told_at(invitation) < untold_since)
    ]


def _is_recent(invitation: Invitation, now: datetime) -> bool:
    return invitation.reminded_at is not None and invitation.reminded_at > now - AT_MOST_EVERY


def _told_at(invitation: Invitation) -> datetime:
    """When a mail about it left last."""
    return max(at for at in (invitation.created_at, invitation.sent_at, invitation.reminded_at) if at)


def list_due_by_themselves(*, now: datetime) -> list[int]:
    """The meetings whose silent invitees the night's work looks at."""
    ahead = now + timedelta(days=max(AUTOMATIC_DAYS) + 1)
    return list(db.session.scalars(list_to_remind_by_themselves(now, ahead)))


def remind_by_themselves(*, meeting: Meeting, actor: Actor, now: datetime) -> int:
    """Eight days and two days before, those to whom nothing was said since are reminded, unless the secretariat
    switched it off. Done twice, it reminds once; a night that was missed is made up for the next one. How many
    mails left."""
    days = (meeting.starts_wall.date() - clock.today(now, meeting.zone)).days
    due = [step for step in AUTOMATIC_DAYS if days <= step]
    if not due or days < 1 or meeting.reminders_off_at is not None or not meeting.takes_answers(now):
        return 0
    first_day = meeting.starts_wall.date() - timedelta(days=min(due))
    since = clock.to_utc(datetime.combine(first_day, time()), meeting.zone)
    if not list_to_remind(meeting, now=now, untold_since=since):
        return 0
    return remind_invited(meeting=meeting, actor=actor, now=now, untold_since=since)


def set_automatic_reminders(*, meeting: Meeting, is_on: bool, actor: Actor, now: datetime) -> None:
    """Whether the night's work reminds the silent of this meeting."""
    lock(meeting)
    if meeting.state not in {MeetingState.DRAFT, MeetingState.CONVENED}:
        raise RuleError("not_open", _("Cette session ne reçoit plus de réponses."), status=409)
    if is_on == (meeting.reminders_off_at is None):
        return
    meeting.reminders_off_at = None if is_on else now
    changes = {"automatic_reminders": (not is_on, is_on)}
    record(actor, "meeting.reminders_set", meeting, now=now, changes=changes)


def remind_invited(
    *, meeting: Meeting, note: str = "", actor: Actor, now: datetime, untold_since: datetime | None = None
) -> int:
    """One mail per mailbox that still owes an answer, with a word of the secretariat's own; how many left."""
    lock(meeting)
    note = note.strip()
    if len(note) > MAX_NOTE:
        message = _("Ce texte est trop long : 1 000 caractères au plus.")
        raise RuleError("too_long", message, field="note")
    if meeting.state is not MeetingState.CONVENED:
        raise RuleError("not_convened", _("Cette session ne reçoit pas de réponses."), status=409)
    if meeting.starts_at <= now:
        raise RuleError("started", _("La session a commencé : les réponses sont closes."), status=409)
    late = list_to_remind(meeting, now=now, untold_since=untold_since)
    if not late:
        message = _("Personne n'est à relancer : tous ont répondu, ou l'ont été il y a moins de 24 heures.")
        raise RuleError("nobody", message, status=409)
    for invitation in late:
        invitation.reminded_at = now
        invitation.reminders += 1
    mailboxes = mails.group_by_mailbox(late)
    for mailbox in mailboxes:
        outbox.enqueue(mails.reminder(meeting, mailbox, note=note), now=now)
    changes: dict[str, tuple[Any, Any]] = {"invitations": (None, len(late))}
    if note:
        changes["note"] = (None, note)
    record(actor, "meeting.reminded", meeting, now=now, changes=changes)
    return len(mailboxes)
