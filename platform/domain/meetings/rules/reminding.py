"""Reminding those who have not answered, and nobody else."""

from datetime import datetime, timedelta

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.meetings import mails, queries
from noress.domain.meetings.models import Answer, Invitation, Meeting, MeetingState
from noress.domain.meetings.rules.checks import lock
from noress.domain.outbox import rules as outbox
from noress.extensions import db

AT_MOST_EVERY = timedelta(hours=24)
#: answers of one seat that settle its institution's: after a "no", another seat may still come
SETTLED = frozenset({Answer.YES, Answer.DELEGATE})


def list_to_remind(meeting: Meeting, *, now: datetime) -> list[Invitation]:
    """Without answer, with a mailbox, not reminded in the last 24 hours. An institution answers once: when
    one of its seats has said that somebody comes, the other seats are left in peace."""
    invitations = db.session.scalars(queries.list_invitations(meeting.id)).all()
    answered = {invitation.institution_id for invitation in invitations if invitation.answer in SETTLED}
    return [
        invitation
        for invitation in invitations
        if invitation.answer is Answer.NONE
        and (invitation.institution_id is None or invitation.institution_id not in answered)
        and mails.address_of(invitation)
        and not _is_recent(invitation, now)
    ]


def _is_recent(invitation: Invitation, now: datetime) -> bool:
    return invitation.reminded_at is not None and invitation.reminded_at > now - AT_MOST_EVERY


def remind_invited(*, meeting: Meeting, actor: Actor, now: datetime) -> int:
    """One mail per mailbox that still owes an answer; how many left."""
    lock(meeting)
    if meeting.state is not MeetingState.CONVENED:
        raise RuleError("not_convened", _("Cette session ne reçoit pas de réponses."), status=409)
    if meeting.starts_at <= now:
        raise RuleError("started", _("La session a commencé : les réponses sont closes."), status=409)
    late = list_to_remind(meeting, now=now)
    if not late:
        message = _("Personne n'est à relancer : tous ont répondu, ou l'ont été il y a moins de 24 heures.")
        raise RuleError("nobody", message, status=409)
    for invitation in late:
        invitation.reminded_at = now
        invitation.reminders += 1
    mailboxes = mails.group_by_mailbox(late)
    for mailbox in mailboxes:
        outbox.enqueue(mails.reminder(meeting, mailbox), now=now)
    record(actor, "meeting.reminded", meeting, now=now, changes={"invitations": (None, len(late))})
    return len(mailboxes)
