"""What the invited answer, by themselves or through whoever types it in for them."""

from datetime import datetime

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.meetings.models import Answer, Channel, Invitation, MeetingState
from noress.domain.meetings.rules.checks import refuse_line_breaks

#: somebody of the secretariat heard the answer and types it in
ON_BEHALF = frozenset({Channel.PHONE, Channel.WHATSAPP, Channel.OTHER})
MAX_REASON = 2000
STALE = _("Une réponse est arrivée pendant que vous écriviez.")


def answer_invitation(
    *, invitation: Invitation, answer: Answer, delegate_name: str | None, reason: str | None,
    channel: Channel, actor: Actor, now: datetime, version: int | None = None,
) -> None:  # fmt: skip
    """Note the answer of an invited seat or guest; it may change until the session starts. With
    `version`, an answer that arrived since that version was shown is not written over unseen."""
    lock(invitation)
    check_can_be_answered(invitation, now=now)
    if version is not None and version != invitation.version:
        raise StaleVersion(STALE, invitation)
    delegate_name, reason = (delegate_name or "").strip() or None, (reason or "").strip() or None
    _check_answer(answer, delegate_name, reason)
    changes = changed(
        invitation,
        {
            "answer": answer,
            "delegate_name": delegate_name if answer is Answer.DELEGATE else None,
            "reason": reason,
            "channel": channel,
            "entered_by_id": actor.person_id if channel in ON_BEHALF else None,
        },
    )
    if not changes:
        return  # the same answer twice: a double click, a page sent again
    invitation.answered_at = now
    invitation.version += 1
    record(actor, "invitation.answered", invitation, now=now, changes=changes)


def check_can_be_answered(invitation: Invitation, *, now: datetime) -> None:
    """Raise the reason why this invitation takes no answer, if there is one."""
    meeting = invitation.meeting
    if invitation.removed_at is not None:
        raise RuleError(
            "removed", _("Cette invitation a été retirée. Le secrétariat peut vous répondre."), status=409
        )
    if meeting.state is MeetingState.CANCELLED:
        raise RuleError("cancelled", _("Cette session est annulée : il n'y a plus à répondre."), status=409)
    if meeting.state is not MeetingState.CONVENED:
        raise RuleError("not_convened", _("Cette session ne reçoit pas de réponses."), status=409)
    if meeting.starts_at <= now:
        raise RuleError("started", _("La session a commencé : les réponses sont closes."), status=409)


def _check_answer(answer: Answer, delegate_name: str | None, reason: str | None) -> None:
    if answer is Answer.NONE:
        raise RuleError("no_answer", _("Choisissez une réponse."), field="answer")
    if answer is Answer.DELEGATE and not delegate_name:
        raise RuleError(
            "delegate_name",
            _("Écrivez le nom de la personne qui vient à votre place."),
            field="delegate_name",
        )
    refuse_line_breaks(delegate_name, "delegate_name")
    if delegate_name and len(delegate_name) > 200:
        raise RuleError(
            "too_long", _("Ce nom est trop long : 200 caractères au plus."), field="delegate_name"
        )
    if reason and len(reason) > MAX_REASON:
        raise RuleError("too_long", _("Ce texte est trop long : 2 000 caractères au plus."), field="reason")
