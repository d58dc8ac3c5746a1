"""A seat's own calendar: every meeting that it is invited to, with its answer in words."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from noress.core import clock, links, tokens
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language
from noress.core.icalendar_build import vevent_text
from noress.domain.accounts.identity import is_current
from noress.domain.institutions.models import Seat
from noress.domain.meetings import calendar
from noress.domain.meetings.models import Answer, Invitation
from noress.extensions import db

PURPOSE = "calendar"


def find_seat(token: str, *, now: datetime) -> tuple[Seat, bool] | None:
    """The seat of a calendar address, and whether the address still works. None for what is none of ours."""
    secret = links.secret()
    claim = tokens.read_token(secret, PURPOSE, token)
    seat = db.session.get(Seat, claim.row_id) if claim is not None else None
    if claim is None or seat is None:
        return None
    if tokens.matches(secret, PURPOSE, claim, seat.calendar_generation):
        return seat, seat.calendar_revoked_at is None and is_current(seat, clock.today(now))
    if any(tokens.matches(secret, PURPOSE, claim, old) for old in range(1, seat.calendar_generation)):
        return seat, False
    return None


def write_vevents(invitations: Iterable[Invitation], language: str) -> list[str]:
    """One VEVENT per invitation; the published form has no attendee, so the answer is told in words."""
    return [_vevent(invitation, language) for invitation in invitations]


def _vevent(invitation: Invitation, language: str) -> str:
    meeting = invitation.meeting
    stamps = (meeting.created_at, meeting.calendar_changed_at, invitation.answered_at)
    changed_at = max(stamp for stamp in stamps if stamp is not None)
    event = calendar.build_event(meeting, language=language, attendees=(), now=changed_at)
    with in_language(language):
        told = answer_words(invitation)
    description = f"{told}\n\n{event.description}" if event.description else told
    return vevent_text(replace(event, description=description, last_modified=changed_at))


def answer_words(invitation: Invitation) -> str:
    """Votre réponse : oui."""
    if invitation.answer is Answer.NONE:
        return _("Vous n'avez pas encore répondu.")
    if invitation.answer is Answer.DELEGATE:
        return _("Votre réponse : %(name)s vient à votre place.", name=invitation.delegate_name or "")
    return _("Votre réponse : %(answer)s.", answer=invitation.answer.label)
