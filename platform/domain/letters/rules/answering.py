"""The head of an institution, or their office, says who will represent it."""

from datetime import datetime
from typing import NamedTuple

from noress.core.contacts import clean_email
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.files.models import StoredFile
from noress.domain.letters import queries
from noress.domain.letters.models import Designation, Letter
from noress.domain.meetings import rules as meetings
from noress.domain.meetings.models import Answer, Channel
from noress.domain.meetings.rules.checks import refuse_line_breaks
from noress.extensions import db


class DesignationValues(NamedTuple):
    """Who will come, as the institution writes it."""

    name: str
    title: str | None = None
    email: str | None = None
    phone: str | None = None


def designate_representative(
    *, letter: Letter, values: DesignationValues, file: StoredFile | None, channel: Channel, actor: Actor, now: datetime
) -> Designation:  # fmt: skip
    """Note the representative and the designation letter, and answer the institution's invitation with that
    name. A later designation replaces an earlier one; both stay in the register. Somebody designated with an
    address of their own is not written to: the institution tells them, and the secretariat has the address."""
    lock(letter)
    meeting = letter.text.meeting
    if letter.cancelled_at is not None or not meeting.takes_answers(now):
        message = _("Cette session ne reçoit plus de désignation.")
        raise RuleError("closed", message, status=409)
    if not values.name:
        raise RuleError("no_name", _("Écrivez le nom de la personne désignée."), field="name")
    for field in ("name", "title", "phone"):
        refuse_line_breaks(getattr(values, field), field)
    email = clean_email(values.email, field="email")
    invitation = db.session.scalars(queries.list_invitations_of(meeting.id, letter.institution_id)).first()
    designation = Designation(
        letter_id=letter.id, invitation_id=invitation.id if invitation is not None else None,
        representative_name=values.name, representative_title=values.title or None, email=email,
        phone=values.phone or None, file_id=file.id if file is not None else None, entered_by_id=actor.person_id,
        created_at=now,
    )  # fmt: skip
    db.session.add(designation)
    if invitation is not None:
        is_titular = (
            invitation.seat is not None and values.name.casefold() == invitation.seat.person.name.casefold()
        )
        meetings.answer_invitation(
            invitation=invitation, answer=Answer.YES if is_titular else Answer.DELEGATE,
            delegate_name=None if is_titular else values.name, reason=None, channel=channel, actor=actor, now=now,
        )  # fmt: skip
    record(
        actor, "letter.representative_designated", meeting, now=now,
        changes={"letter": (None, letter.number), "representative": (None, values.name)},
    )  # fmt: skip
    return designation
