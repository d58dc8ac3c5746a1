"""Who may do what with meetings."""

from noress.domain.accounts.actor import Actor
from noress.domain.meetings import queries
from noress.domain.meetings.models import Invitation, Meeting, MeetingDocument
from noress.extensions import db


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
    return actor.is_secretariat or (actor.is_leading and actor.leads({body.id for body in meeting.bodies}))


def can_answer(actor: Actor, invitation: Invitation) -> bool:
    """The seat that is invited; its institution's other seat may answer for the institution too."""
    if invitation.removed_at is not None:
        return False
    return invitation.institution_id is not None and invitation.institution_id == actor.institution_id


def can_read_document(actor: Actor | None, document: MeetingDocument, *, is_invited: bool) -> bool:
    """Public documents of public meetings for all, but for those of internal items; the others for the
    convened institutions and the secretariat."""
    if document.removed_at is not None:
        return False
    if actor is not None and actor.is_secretariat:
        return True
    if not document.meeting.state.is_public:
        return False
    return is_invited or (document.is_public and not is_of_internal_item(document))


def can_read_as_guest(document: MeetingDocument) -> bool:
    """Behind a guest's link: every document of the session, but for those of internal items."""
    return document.removed_at is None and not is_of_internal_item(document)


def is_of_internal_item(document: MeetingDocument) -> bool:
    return document.agenda_item is not None and document.agenda_item.is_internal


def sees_everything(actor: Actor | None, meeting: Meeting) -> bool:
    """Internal items, and documents that are not public: the secretariat and the convened institutions."""
    if actor is None:
        return False
    if actor.is_secretariat:
        return True
    if actor.institution_id is None or not meeting.state.is_public:
        return False
    asked = {"meeting_id": meeting.id, "institution_id": actor.institution_id}
    return db.session.scalars(queries.list_institution_invitations(), asked).first() is not None
