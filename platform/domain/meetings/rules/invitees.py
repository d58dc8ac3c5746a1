"""Who is convened or invited: computed from the bodies, guests typed by hand, removals."""

from datetime import datetime
from typing import NamedTuple

from noress.core import clock
from noress.core.contacts import clean_email
from noress.core.errors import RuleError
from noress.core.folding import fold, fold_address
from noress.core.i18n import LANGUAGES
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.audit.rules import record
from noress.domain.institutions.models import BodyKind, Seat
from noress.domain.meetings import calendar, mails, queries
from noress.domain.meetings.models import Answer, Exclusion, Invitation, Meeting, MeetingState
from noress.domain.meetings.rules.announcing import list_untold
from noress.domain.meetings.rules.checks import refuse_line_breaks
from noress.domain.outbox import rules as outbox
from noress.extensions import db

MAX_REASON = 1000


class GuestValues(NamedTuple):
    """A guest as typed: no seat, perhaps no mail."""

    name: str
    organisation: str | None = None
    email: str | None = None
    language: str = "fr"


def list_convened_seats(meeting: Meeting, *, now: datetime) -> list[Seat]:
    """The seats that its bodies bring: for the plenary every open seat of a member, for the others the
    seats of those who hold a place in them."""
    today, found = clock.today(now), {}
    if any(body.kind is BodyKind.PLENARY for body in meeting.bodies):
        found.update({seat.id: seat for seat in db.session.scalars(queries.list_plenary_seats(today))})
    others = _body_ids(meeting)
    if others:
        found.update({seat.id: seat for seat in db.session.scalars(queries.list_body_seats(others, today))})
    return sorted(found.values(), key=lambda seat: (seat.institution.name_sort, seat.id))


def list_convened_persons(meeting: Meeting, *, now: datetime) -> list[Person]:
    """Members of its bodies who sit for no institution; convened by name."""
    others = _body_ids(meeting)
    if not others:
        return []
    return list(db.session.scalars(queries.list_body_persons_without_seat(others, clock.today(now))))


def _body_ids(meeting: Meeting) -> list[int]:
    return [body.id for body in meeting.bodies if body.kind is not BodyKind.PLENARY]


def leave_out_seat(*, meeting: Meeting, seat: Seat, reason: str, actor: Actor, now: datetime) -> None:
    """Do not convene a seat that the bodies of a draft bring, for a reason that the secretariat reads."""
    lock(meeting)
    _check_draft(meeting)
    reason = reason.strip()
    if not reason:
        message = _("Écrivez pourquoi ce siège n'est pas convoqué : le secrétariat le lira.")
        raise RuleError("no_reason", message, field="reason")
    if len(reason) > MAX_REASON:
        message = _("Ce texte est trop long : 1 000 caractères au plus.")
        raise RuleError("too_long", message, field="reason")
    if seat.id not in {one.id for one in list_convened_seats(meeting, now=now)}:
        message = _("Ce siège n'est pas de ceux que les instances de la session convoquent.")
        raise RuleError("not_brought", message, status=409)
    if _get_exclusion(meeting, seat) is not None:
        raise RuleError("already_out", _("Ce siège est déjà laissé de côté."), status=409)
    db.session.add(
        Exclusion(
            meeting_id=meeting.id,
            seat_id=seat.id,
            reason=reason,
            created_at=now,
            created_by_id=actor.person_id,
        )
    )
    changes = {"seat_id": (None, seat.id), "reason": (None, reason)}
    record(actor, "meeting.seat_left_out", meeting, now=now, changes=changes)


def put_back_seat(*, meeting: Meeting, seat: Seat, actor: Actor, now: datetime) -> None:
    """Convene after all a seat that was left out of a draft."""
    lock(meeting)
    _check_draft(meeting)
    exclusion = _get_exclusion(meeting, seat)
    if exclusion is None:
        raise RuleError("not_out", _("Ce siège sera convoqué : il n'est pas laissé de côté."), status=409)
    db.session.delete(exclusion)
    record(actor, "meeting.seat_put_back", meeting, now=now, changes={"seat_id": (seat.id, None)})


def _check_draft(meeting: Meeting) -> None:
    if meeting.state is not MeetingState.DRAFT:
        raise RuleError("not_draft", _("Cette session est déjà convoquée."), status=409)


def _get_exclusion(meeting: Meeting, seat: Seat) -> Exclusion | None:
    found = db.session.scalars(queries.list_exclusions(meeting.id))
    return next((exclusion for exclusion in found if exclusion.seat_id == seat.id), None)


def add_guest(*, meeting: Meeting, values: GuestValues, actor: Actor, now: datetime) -> Invitation:
    """Invite somebody without a seat. Before the convocation nothing leaves; afterwards the mail leaves at once."""
    lock(meeting)
    if meeting.state not in {MeetingState.DRAFT, MeetingState.CONVENED}:
        raise RuleError("not_editable", _("On n'invite plus personne à cette session."), status=409)
    if meeting.state is MeetingState.CONVENED and meeting.starts_at <= now:
        raise RuleError("started", _("La session a commencé : on n'y invite plus personne."), status=409)
    email = _check_guest(meeting, values, now)
    invitation = Invitation(
        meeting=meeting, guest_name=values.name, guest_organisation=values.organisation or None, guest_email=email,
        guest_language=values.language, created_at=now, answer=Answer.NONE, link_generation=1, reminders=0, version=1,
    )  # fmt: skip
    db.session.add(invitation)
    db.session.flush()  # its link needs its number
    record(actor, "invitation.guest_added", invitation, now=now, changes={"guest_name": (None, values.name)})
    if meeting.state is MeetingState.CONVENED:
        for mailbox in mails.group_by_mailbox([invitation]):
            invitation.sent_at = now
            key = f"invitation:{invitation.id}"
            outbox.enqueue(mails.convocation(meeting, mailbox, now=now, key=key), now=now)
    return invitation


def _check_guest(meeting: Meeting, values: GuestValues, now: datetime) -> str | None:
    """The guest's address as it is compared; raises what is wrong, a duplicate included."""
    if not values.name:
        raise RuleError("no_name", _("Écrivez le nom de la personne invitée."), field="name")
    refuse_line_breaks(values.name, "name")
    refuse_line_breaks(values.organisation, "organisation")
    if values.language not in LANGUAGES:
        raise RuleError("language", _("Choisissez une langue."), field="language")
    email = clean_email(values.email, field="email")
    email = fold_address(email) if email else None
    same_name = (fold(values.name), fold(values.organisation or ""))
    for other in db.session.scalars(queries.list_invitations(meeting.id)):
        if email and fold_address(mails.address_of(other)) == email:
            raise RuleError(
                "duplicate", _("Cette adresse reçoit déjà une invitation à cette session."), field="email"
            )
        named = (fold(other.guest_name or ""), fold(other.guest_organisation or ""))
        if not email and other.seat_id is None and named == same_name:
            raise RuleError("duplicate", _("Cette personne est déjà invitée à cette session."), field="name")
    if email and meeting.state is MeetingState.DRAFT:
        out = {exclusion.seat_id for exclusion in db.session.scalars(queries.list_exclusions(meeting.id))}
        seats = [seat for seat in list_convened_seats(meeting, now=now) if seat.id not in out]
        if any(fold_address(seat.person.email or "") == email for seat in seats):
            message = _("Cette adresse sera convoquée avec son institution : inutile de l'inviter.")
            raise RuleError("duplicate", message, field="email")
    return email


def remove_invitation(*, invitation: Invitation, actor: Actor, now: datetime) -> None:
    """Take an invitation back. A mailbox that stands for nobody else gets a cancellation for itself alone;
    one that still stands for others is told what remains."""
    meeting = invitation.meeting
    lock(meeting)
    lock(invitation)
    if invitation.removed_at is not None:
        raise RuleError("removed", _("Cette invitation est déjà retirée."), status=409)
    if meeting.state not in {MeetingState.DRAFT, MeetingState.CONVENED}:
        raise RuleError("not_editable", _("Les invitations de cette session ne changent plus."), status=409)
    everyone = list(db.session.scalars(queries.list_invitations(meeting.id)))
    affected = [box for box in mails.group_by_mailbox(everyone) if invitation in box.invitations]
    invitation.removed_at = now
    invitation.link_generation += 1
    invitation.version += 1
    record(actor, "invitation.removed", invitation, now=now)
    if meeting.state is MeetingState.CONVENED and invitation.sent_at is not None and meeting.starts_at > now:
        meeting.sequence += 1
        calendar.refresh(meeting, now=now)
        addresses = {fold_address(mails.address_of(other)) for other in everyone if other is not invitation}
        for mailbox in affected:
            is_last = fold_address(mailbox.address) not in addresses
            _tell_removed(meeting, mailbox, invitation, is_last=is_last, now=now)


def _tell_removed(
    meeting: Meeting, mailbox: mails.Mailbox, removed: Invitation, *, is_last: bool, now: datetime
) -> None:
    kept = [other for other in mailbox.invitations if other is not removed]
    if not kept:
        outbox.enqueue(mails.invitation_removed(meeting, mailbox, is_last=is_last, now=now), now=now)
        return
    lost = [
        place.label
        for place, other in zip(mailbox.places, mailbox.invitations, strict=True)
        if other is removed
    ]
    [remaining] = mails.group_by_mailbox(kept)
    [(_box, before)] = list_untold(meeting, [remaining])
    outbox.enqueue(mails.places_changed(meeting, remaining, before, removed=lost, now=now), now=now)
