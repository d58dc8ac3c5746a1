"""An institution's own mailbox, once its official letter has left, hears that the meeting changes or is off."""

from datetime import datetime

from noress.core.folding import fold_address
from noress.domain.letters import mails, queries
from noress.domain.letters.models import Letter
from noress.domain.meetings import offices
from noress.domain.meetings.mails import Mailbox, usable_address
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.meetings.rules.announcing import DELAY, differs, list_mailboxes, list_untold
from noress.domain.outbox import rules as outbox
from noress.extensions import db


@offices.register
def tell_offices(meeting: Meeting, now: datetime) -> int:
    """One mail per institution whose letter left, by whatever way; not where a convened person reads the same
    address, who is told anyway. Changes wait a few minutes, as all do; a cancellation leaves at once."""
    letters = list_letters_to_follow(meeting)
    if not letters:
        return 0
    if meeting.state is MeetingState.CANCELLED:
        for letter, language in letters:
            outbox.enqueue(mails.letter_cancelled(letter, language), now=now)
        return len(letters)
    boxes = [Mailbox(letter.institution.email or "", language, "", ()) for letter, language in letters]
    left = 0
    untold = list_untold(meeting, boxes, is_editing=True)
    for (letter, language), (_box, before) in zip(letters, untold, strict=True):
        if differs(meeting, before):
            mail = mails.letter_changed(letter, language, before, leaves_at=now + DELAY)
            outbox.enqueue(mail, now=now)
            left += 1
        else:
            outbox.withdraw(mails.merge_key(letter))
    return left


def list_letters_to_follow(meeting: Meeting) -> list[tuple[Letter, str]]:
    """The letters whose institution hears at its own address what changes, each with the language to write in."""
    text = db.session.scalars(queries.get_text(meeting.id)).one_or_none()
    if text is None:
        return []
    told = {fold_address(box.address) for box in list_mailboxes(meeting)}
    letters = [
        letter
        for letter in db.session.scalars(queries.list_letters(text.id))
        if any(departure.removed_at is None for departure in letter.departures)
        and usable_address(letter.institution.email)
        and fold_address(letter.institution.email or "") not in told
    ]
    titulars = db.session.execute(queries.list_titulars(letter.institution_id for letter in letters))
    languages = {row[0]: row[1] for row in titulars}
    return [(letter, languages.get(letter.institution_id, "fr")) for letter in letters]
