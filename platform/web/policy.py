"""One table: which policy answers for each permission, and how an object in an address is fetched.

A loader returns None for what does not exist and for what the actor may not know of: both are 404.
"""

from collections.abc import Callable
from typing import Any

from noress.domain.accounts import policy as accounts
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person, PersonalDataRequest
from noress.domain.accounts.permissions import P
from noress.domain.institutions import policy as institutions
from noress.domain.institutions.models import Body, Institution, Mandate, Seat
from noress.domain.meetings import policy as meetings
from noress.domain.meetings.models import AgendaItem, Invitation, Meeting, MeetingDocument
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db

POLICY: dict[P, Callable[..., bool]] = {
    P.OWN_ACCOUNT: accounts.is_signed_in,
    P.DUTY_LIST: accounts.is_signed_in,
    P.MEETING_SEE: meetings.can_see_meeting,
    P.MEETING_CREATE: meetings.can_create_meeting,
    P.MEETING_EDIT: meetings.can_edit_meeting,
    P.MEETING_CONVENE: meetings.can_convene_meeting,
    P.MEETING_CANCEL: meetings.can_cancel_meeting,
    P.MEETING_ANSWERS: meetings.can_see_answers,
    P.INVITATION_MANAGE: meetings.can_manage_invitations,
    P.INVITATION_ANSWER: meetings.can_answer,
    P.INSTITUTION_SEE: institutions.can_see_institution,
    P.INSTITUTION_CREATE: institutions.can_create_institution,
    P.INSTITUTION_EDIT: institutions.can_edit_institution,
    P.SEAT_MANAGE: institutions.can_manage_seats,
    P.BODY_MANAGE: institutions.can_manage_bodies,
    P.PERSON_LIST: accounts.can_list_persons,
    P.PERSON_MANAGE: accounts.can_manage_person,
    P.FUNCTION_MANAGE: accounts.can_manage_functions,
    P.MAIL_LIST: accounts.can_see_mails,
    P.MAIL_RESEND: accounts.can_send_mail_again,
    P.HISTORY_READ: accounts.can_read_history,
    P.PERSONAL_DATA_HANDLE: accounts.can_handle_personal_data,
    P.RETENTION_SEE: accounts.can_see_retention,
}


def allows(actor: Actor | None, permission: P, subject: Any = None) -> bool:
    """Whether the policy lets the actor do it; a visitor may only what asks nothing of an actor."""
    if actor is None and permission not in {P.MEETING_SEE, P.INSTITUTION_SEE}:
        return False
    policy = POLICY[permission]
    return policy(actor) if subject is None else policy(actor, subject)


def _meeting(actor: Actor | None, key: int) -> Meeting | None:
    meeting = db.session.get(Meeting, key)
    return meeting if meeting is not None and meetings.can_see_meeting(actor, meeting) else None


def _of_visible_meeting(model: type[Any]) -> Callable[[Actor | None, int], Any]:
    def load(actor: Actor | None, key: int) -> Any:
        found = db.session.get(model, key)
        return found if found is not None and meetings.can_see_meeting(actor, found.meeting) else None

    return load


def _invitation(actor: Actor | None, key: int) -> Invitation | None:
    """Another institution's invitation is none of a member's business: 404, not 403."""
    found = db.session.get(Invitation, key)
    if found is None or actor is None or not meetings.can_see_meeting(actor, found.meeting):
        return None
    is_own = found.institution_id is not None and found.institution_id == actor.institution_id
    return found if is_own or meetings.can_see_answers(actor, found.meeting) else None


def _plain(model: type[Any]) -> Callable[[Actor | None, int], Any]:
    return lambda actor, key: db.session.get(model, key)


def _if(model: type[Any], may_know: Callable[..., bool]) -> Callable[[Actor | None, int], Any]:
    """Objects whose very existence is only known to some."""

    def load(actor: Actor | None, key: int) -> Any:
        return db.session.get(model, key) if actor is not None and may_know(actor) else None

    return load


def _mail(actor: Actor | None, key: int) -> OutboxMail | None:
    """Sign-in codes are nobody's business: for the pages they do not exist."""
    found = db.session.get(OutboxMail, key) if actor is not None and accounts.can_see_mails(actor) else None
    return found if found is not None and not found.is_secret else None


LOADERS: dict[type[Any], Callable[[Actor | None, int], Any]] = {
    Meeting: _meeting,
    AgendaItem: _of_visible_meeting(AgendaItem),
    MeetingDocument: _of_visible_meeting(MeetingDocument),
    Invitation: _invitation,
    Institution: _plain(Institution),
    Body: _plain(Body),
    Seat: _if(Seat, accounts.can_list_persons),
    Mandate: _if(Mandate, accounts.can_list_persons),
    Person: _if(Person, accounts.can_list_persons),
    PersonalDataRequest: _if(PersonalDataRequest, accounts.can_handle_personal_data),
    OutboxMail: _mail,
}
