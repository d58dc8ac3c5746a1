"""Calling a meeting off."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.meetings import calendar, mails, offices
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.meetings.rules.announcing import list_mailboxes
from noress.domain.meetings.rules.checks import has_numbered_letters
from noress.domain.outbox import rules as outbox


def cancel_meeting(*, meeting: Meeting, reason: Translated, actor: Actor, now: datetime) -> int:
    """Cancel a convened meeting and tell every mailbox at once; how many. It stays on the public list,
    marked as cancelled, and updates still waiting no longer leave. A draft is cancelled only when letters
    bear numbers for it; nobody was convened, so no mail leaves."""
    lock(meeting)
    check_can_be_cancelled(meeting, now=now)
    if not reason.get("fr"):
        raise RuleError(
            "no_reason", _("Écrivez le motif en français : il figure dans le courriel."), field="reason_fr"
        )
    before = meeting.state
    meeting.state = MeetingState.CANCELLED
    meeting.cancelled_at = now
    meeting.cancel_reason = reason
    meeting.sequence += 1
    meeting.version += 1
    calendar.refresh(meeting, now=now)
    mailboxes = list_mailboxes(meeting) if before is not MeetingState.DRAFT else []
    for mailbox in mailboxes:
        outbox.enqueue(mails.meeting_cancelled(meeting, mailbox, now=now), now=now)
    told = offices.tell(meeting, now=now) if before is not MeetingState.DRAFT else 0
    changes = {"state": (before, MeetingState.CANCELLED), "cancel_reason": (None, reason)}
    record(actor, "meeting.cancelled", meeting, now=now, changes=changes)
    return len(mailboxes) + told


def check_can_be_cancelled(meeting: Meeting, *, now: datetime) -> None:
    """Raise the reason why this meeting cannot be called off, if there is one."""
    if meeting.state is MeetingState.CANCELLED:
        raise RuleError("cancelled", _("Cette session est déjà annulée."), status=409)
    if meeting.state is MeetingState.DRAFT and has_numbered_letters(meeting):
        return
    if meeting.state not in {MeetingState.CONVENED, MeetingState.POSTPONED}:
        raise RuleError("not_convened", _("Seule une session convoquée s'annule."), status=409)
    if meeting.starts_at <= now:
        raise RuleError("started", _("La session a commencé : elle ne s'annule plus."), status=409)
