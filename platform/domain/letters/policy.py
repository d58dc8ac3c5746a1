"""Who prepares, follows and reads official letters."""

from noress.domain.accounts.actor import Actor
from noress.domain.letters.models import Letter, MeetingLetter
from noress.domain.meetings.models import Meeting


def can_manage_letters(actor: Actor, meeting: Meeting) -> bool:
    return actor.is_secretariat


def can_read_letter(actor: Actor | None, letter: Letter) -> bool:
    """The secretariat, and the institution it is addressed to once the meeting is convened."""
    if actor is None or letter.cancelled_at is not None:
        return False
    is_own = actor.institution_id == letter.institution_id and letter.text.meeting.state.is_public
    return actor.is_secretariat or is_own


def can_read_all_letters(actor: Actor | None, text: MeetingLetter) -> bool:
    return actor is not None and actor.is_secretariat
