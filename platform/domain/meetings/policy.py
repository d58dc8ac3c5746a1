"""Who may do what with meetings."""

from noress.domain.accounts.actor import Actor
from noress.domain.meetings.models import Invitation, Meeting, MeetingDocument


def can_see_meeting(actor: Actor | None, meeting: Meeting) -> bool:
    """Everybody sees meetings once convened; drafts are the secretariat's."""
    return meeting.state.is_public or (actor is not None and actor.is_secretariat)


def can_create_meeting(actor: Actor, copied: Meeting | None = None) -> bool:
    return actor.is_secretariat


def can_edit_meeting(actor: Actor, meeting: Meeting) -> bool:
    return actor.is_secretariat


def can_convene_meeting(actor: Actor, meeting: Meeting) -> bool:
    return actor.is_secretariat


def can_cancel_meeting(actor: Actor, meeting: Meeting) -> bool:
    return actor.is_secretariat


def can_manage_invitations(actor: Actor, meeting: Meeting) -> bool:
    return actor.is_secretariat


def can_see_answers(actor: Actor, meeting: Meeting) -> bool:
    """The secretariat, and whoever chairs or coordinates one of the meeting's bodies."""
    return actor.is_secretariat or actor.leads({body.id for body in meeting.bodies})


def can_answer(actor: Actor, invitation: Invitation) -> bool:
    """The seat that is invited; its institution's other seat may answer for the institution too."""
    if invitation.removed_at is not None:
        return False
    return invitation.institution_id is not None and invitation.institution_id == actor.institution_id


def can_read_document(actor: Actor | None, document: MeetingDocument, *, is_invited: bool) -> bool:
    """Public documents of public meetings for all; the others for the invited and the secretariat."""
    if document.removed_at is not None:
        return False
    if actor is not None and actor.is_secretariat:
        return True
    return document.meeting.state.is_public and (document.is_public or is_invited)
