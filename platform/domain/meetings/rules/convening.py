"""The one step that makes a draft public and tells everybody."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from noress.core import clock, links
from noress.core.errors import RuleError
from noress.core.folding import fold_address
from noress.core.i18n import in_language
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.numbering import next_number
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.audit.rules import record
from noress.domain.institutions.models import Seat
from noress.domain.meetings import calendar, mails, queries
from noress.domain.meetings.models import Answer, Invitation, Meeting, MeetingState
from noress.domain.meetings.notice import late_words, legal_notice
from noress.domain.meetings.policy import can_read_as_guest
from noress.domain.meetings.rules.agenda import ask_public_packs
from noress.domain.meetings.rules.announcing import tell_added
from noress.domain.meetings.rules.invitees import list_convened_persons, list_convened_seats
from noress.domain.outbox import rules as outbox
from noress.extensions import db

MEMBER = _("membre de l'instance")


class Invitee(NamedTuple):
    """Somebody who will be convened: a seat, a member of a body, or a guest."""

    name: str
    label: str
    address: str
    language: str
    institution_id: int | None = None
    seat: Seat | None = None
    guest: Invitation | None = None
    #: a member of a body who sits for no institution
    person: Person | None = None
    #: why the seat was left out, if it was
    reason: str = ""


class ConvocationPlan(NamedTuple):
    """What the button will do: shown before, and what it then did."""

    invitees: tuple[Invitee, ...]
    #: seats that the bodies bring and that the secretariat does not convene
    left_out: tuple[Invitee, ...] = ()

    @property
    def institutions(self) -> int:
        return len({invitee.institution_id for invitee in self.invitees if invitee.institution_id})

    @property
    def seats(self) -> int:
        return len([invitee for invitee in self.invitees if invitee.seat])

    @property
    def others(self) -> int:
        return len(self.invitees) - self.seats

    @property
    def mailboxes(self) -> int:
        """One mail for each."""
        return len({(fold_address(i.address), i.language) for i in self.invitees if i.address})

    @property
    def without_mail(self) -> list[Invitee]:
        """To be phoned."""
        return [invitee for invitee in self.invitees if not invitee.address]


def plan_convocation(meeting: Meeting, *, now: datetime) -> ConvocationPlan:
    """Who would be convened now; nothing is written."""
    brought = _list_brought(meeting, now)
    seats = [invitee for invitee in brought if not invitee.reason]
    persons = [_of_person(person) for person in list_convened_persons(meeting, now=now)]
    guests = [
        Invitee(
            mails.shown_name_of(guest),
            mails.label_of(guest),
            mails.address_of(guest),
            guest.guest_language,
            guest=guest,
        )
        for guest in db.session.scalars(queries.list_invitations(meeting.id))
        if guest.seat_id is None
    ]
    return ConvocationPlan(
        (*seats, *persons, *guests), tuple(invitee for invitee in brought if invitee.reason)
    )


def list_seats_to_convene(meeting: Meeting, *, now: datetime) -> list[Invitee]:
    """After the convocation: the seats that its bodies bring today and that have no invitation."""
    invited = set(db.session.scalars(queries.list_invited_seat_ids(meeting.id)))
    return [one for one in _list_brought(meeting, now) if one.seat is not None and one.seat.id not in invited]


def _list_brought(meeting: Meeting, now: datetime) -> list[Invitee]:
    """Every seat that the bodies bring, with the reason why it was left out."""
    reasons = {one.seat_id: one.reason for one in db.session.scalars(queries.list_exclusions(meeting.id))}
    return [_of_seat(seat, reasons.get(seat.id, "")) for seat in list_convened_seats(meeting, now=now)]


def _of_seat(seat: Seat, reason: str) -> Invitee:
    person = seat.person
    return Invitee(
        person.shown_name, mails.label_of_seat(seat), mails.usable_address(person.email), person.language,
        seat.institution_id, seat, reason=reason,
    )  # fmt: skip


def _of_person(person: Person) -> Invitee:
    address = mails.usable_address(person.email)
    return Invitee(person.shown_name, str(MEMBER), address, person.language, person=person)


def list_convening_problems(meeting: Meeting, plan: ConvocationPlan, *, now: datetime) -> list[RuleError]:
    """What must be put right before the button appears."""
    found = []
    if not meeting.theme:
        found.append(RuleError("no_theme", _("La session n'a pas de thème.")))
    if not meeting.place and not meeting.online_url:
        found.append(RuleError("no_place", _("La session n'a ni lieu ni lien en ligne.")))
    if meeting.starts_at <= now:
        found.append(RuleError("past", _("La date de la session est passée.")))
    if meeting.ends_at is None:
        found.append(RuleError("no_end", _("La session n'a pas d'heure de fin.")))
    if not plan.invitees:
        message = (
            _("Personne n'est à convoquer : tous les sièges sont laissés de côté.")
            if plan.left_out
            else _("Personne n'est à convoquer : aucun siège n'est ouvert dans ces instances.")
        )
        found.append(RuleError("nobody", message))
    return found


def preview_convocation(meeting: Meeting, language: str, *, now: datetime) -> tuple[str, str]:
    """(subject, text) of the convocation that a seat would read in this language."""
    with in_language(language):
        label = str(_("Nom de l'institution, titulaire"))
        name = str(_("Prénom et nom"))
    place = mails.Place(label, links.to("public.invitation", token="0-" + "x" * 22))
    mailbox = mails.Mailbox("nom@exemple.ma", language, name, (place,))
    subject, text, _html = outbox.preview(mails.convocation(meeting, mailbox, now=now, key="preview"))
    return subject, text


def convene_meeting(
    *, meeting: Meeting, late_reason: str | None = None, actor: Actor, now: datetime
) -> ConvocationPlan:
    """Give the meeting its reference, invite everybody and queue one mail per mailbox. Later than the bodies'
    rules want, it takes a reason, which history keeps."""
    lock(meeting)
    if meeting.state is not MeetingState.DRAFT:
        raise RuleError("not_draft", _("Cette session est déjà convoquée."), status=409)
    plan = plan_convocation(meeting, now=now)
    for problem in list_convening_problems(meeting, plan, now=now):
        raise problem
    late = _check_notice(meeting, late_reason, now)
    year = clock.today(now).year
    meeting.reference = f"S-{year}-{next_number(db.session(), 'S', year):02d}"
    meeting.state = MeetingState.CONVENED
    meeting.convened_at = now
    meeting.version += 1
    _invite(meeting, plan, now)
    calendar.refresh(meeting, now=now)
    if any(d.is_public and can_read_as_guest(d) for d in meeting.documents):
        ask_public_packs(meeting, actor=actor, now=now)
    invitations = list(db.session.scalars(queries.list_invitations(meeting.id)))
    for mailbox in mails.group_by_mailbox(invitations):
        key = f"convocation:{meeting.id}:{meeting.sequence}:{mailbox.digest}"
        outbox.enqueue(mails.convocation(meeting, mailbox, now=now, key=key), now=now)
        for invitation in mailbox.invitations:
            invitation.sent_at = now
    record(
        actor, "meeting.convened", meeting, now=now,
        changes={"state": (MeetingState.DRAFT, MeetingState.CONVENED), "reference": (None, meeting.reference),
                 "invitations": (None, len(invitations)), **late},
    )  # fmt: skip
    return plan


def _check_notice(
    meeting: Meeting, reason: str | None, now: datetime
) -> dict[str, tuple[str | None, str | None]]:
    """What history keeps of a convocation that comes late; raises when it comes late without a reason."""
    notice = legal_notice(meeting.bodies, meeting.starts_wall, now)
    if notice is None or not notice.is_late:
        return {}
    reason = (reason or "").strip()
    if not reason:
        message = _("Écrivez pourquoi la session est convoquée quand même : l'historique le garde.")
        raise RuleError("late_notice", message, field="late_reason")
    return {"late_notice": (None, late_words(notice)), "late_reason": (None, reason)}


def convene_seats(*, meeting: Meeting, seat_ids: Collection[int], actor: Actor, now: datetime) -> int:
    """Convene seats opened, or left out, since the convocation; what is convened already stays as it is.
    Returns how many mails leave."""
    lock(meeting)
    if meeting.state is not MeetingState.CONVENED:
        raise RuleError("not_convened", _("Cette session n'est pas convoquée."), status=409)
    if meeting.starts_at <= now:
        message = _("La session a commencé : on n'y convoque plus personne.")
        raise RuleError("started", message, status=409)
    chosen = _choose(meeting, seat_ids, now)
    invitations = [_invitation(meeting, invitee, now) for invitee in chosen]
    db.session.add_all(invitations)
    ids = [invitee.seat.id for invitee in chosen if invitee.seat is not None]
    for exclusion in db.session.scalars(queries.list_exclusions(meeting.id)):
        if exclusion.seat_id in ids:
            db.session.delete(exclusion)
    db.session.flush()  # links need their numbers
    record(actor, "meeting.seats_convened", meeting, now=now, changes={"seat_id": (None, ids)})
    return tell_added(meeting=meeting, added=invitations, now=now)


def _choose(meeting: Meeting, seat_ids: Collection[int], now: datetime) -> list[Invitee]:
    """Those of the seats that are still to be convened; raises when there is none, or one that is not brought."""
    if not seat_ids:
        raise RuleError("nobody_chosen", _("Cochez au moins un siège."), field="seats")
    waiting = list_seats_to_convene(meeting, now=now)
    chosen = [invitee for invitee in waiting if invitee.seat is not None and invitee.seat.id in seat_ids]
    invited = set(db.session.scalars(queries.list_invited_seat_ids(meeting.id)))
    if set(seat_ids) - invited - {invitee.seat.id for invitee in waiting if invitee.seat is not None}:
        message = _("Un de ces sièges n'est pas de ceux que les instances de la session convoquent.")
        raise RuleError("unknown_seat", message, field="seats")
    if not chosen:
        raise RuleError("already_convened", _("Ces sièges sont déjà convoqués."), status=409)
    return chosen


def _invite(meeting: Meeting, plan: ConvocationPlan, now: datetime) -> None:
    """One invitation per seat; members of a body without a seat by name, those sharing an address together."""
    by_address: dict[str, Invitation] = {}
    for invitee in plan.invitees:
        if invitee.guest is not None:
            continue
        address = fold_address(invitee.address)
        if invitee.person is not None and address in by_address:
            together = by_address[address]
            together.guest_name = f"{together.guest_name}, {invitee.person.own_name}"
            continue
        invitation = _invitation(meeting, invitee, now)
        if invitee.person is not None:
            with in_language(invitee.language):  # its mails and its page are in that language
                invitation.guest_name, invitation.guest_organisation = invitee.person.own_name, str(MEMBER)
            invitation.guest_email = address or None
            if address:
                by_address[address] = invitation
        db.session.add(invitation)
    db.session.flush()  # links need their numbers


def _invitation(meeting: Meeting, invitee: Invitee, now: datetime) -> Invitation:
    return Invitation(
        meeting=meeting, seat=invitee.seat, institution_id=invitee.institution_id, created_at=now,
        answer=Answer.NONE, link_generation=1, reminders=0, version=1, guest_language=invitee.language,
    )  # fmt: skip
