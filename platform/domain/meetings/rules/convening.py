"""The one step that makes a draft public and tells everybody."""

from dataclasses import dataclass
from datetime import datetime

from noress.core import clock, links
from noress.core.errors import RuleError
from noress.core.folding import fold_address
from noress.core.i18n import in_language
from noress.core.i18n import lazy as _
from noress.core.numbering import next_number
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.audit.rules import record
from noress.domain.institutions.models import Seat
from noress.domain.meetings import calendar, mails, queries
from noress.domain.meetings.models import Answer, Invitation, Meeting, MeetingState
from noress.domain.meetings.rules.checks import lock
from noress.domain.meetings.rules.invitees import list_convened_persons, list_convened_seats
from noress.domain.outbox import rules as outbox
from noress.extensions import db


@dataclass(frozen=True)
class Invitee:
    """Somebody who will be convened: a seat, a member of a body, or a guest."""

    name: str
    label: str
    address: str
    language: str
    institution_id: int | None = None
    seat: Seat | None = None
    guest: Invitation | None = None


@dataclass(frozen=True)
class ConvocationPlan:
    """What the button will do: shown before, and what it then did."""

    invitees: tuple[Invitee, ...]

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
    seats = [_of_seat(seat) for seat in list_convened_seats(meeting, now=now)]
    persons = [_of_person(person) for person in list_convened_persons(meeting, now=now)]
    guests = [
        Invitee(
            mails.name_of(guest),
            mails.label_of(guest),
            mails.address_of(guest),
            guest.guest_language,
            guest=guest,
        )
        for guest in db.session.scalars(queries.list_invitations(meeting.id))
        if guest.seat_id is None
    ]
    return ConvocationPlan((*seats, *persons, *guests))


def _of_seat(seat: Seat) -> Invitee:
    label = _("%(name)s, %(kind)s", name=seat.institution.name, kind=seat.kind.label)
    address = mails.usable_address(seat.person.email)
    return Invitee(seat.person.name, str(label), address, seat.person.language, seat.institution_id, seat)


def _of_person(person: Person) -> Invitee:
    return Invitee(
        person.name, str(_("membre de l'instance")), mails.usable_address(person.email), person.language
    )


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
        found.append(
            RuleError(
                "nobody", _("Personne n'est à convoquer : aucun siège n'est ouvert dans ces instances.")
            )
        )
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


def convene_meeting(*, meeting: Meeting, actor: Actor, now: datetime) -> ConvocationPlan:
    """Give the meeting its reference, invite everybody and queue one mail per mailbox."""
    lock(meeting)
    if meeting.state is not MeetingState.DRAFT:
        raise RuleError("not_draft", _("Cette session est déjà convoquée."), status=409)
    plan = plan_convocation(meeting, now=now)
    for problem in list_convening_problems(meeting, plan, now=now):
        raise problem
    year = clock.today(now).year
    meeting.reference = f"S-{year}-{next_number(db.session(), 'S', year):02d}"
    meeting.state = MeetingState.CONVENED
    meeting.convened_at = now
    meeting.version += 1
    _invite(meeting, plan, now)
    calendar.refresh(meeting, now=now)
    invitations = list(db.session.scalars(queries.list_invitations(meeting.id)))
    for mailbox in mails.group_by_mailbox(invitations):
        key = f"convocation:{meeting.id}:{meeting.sequence}:{mailbox.digest}"
        outbox.enqueue(mails.convocation(meeting, mailbox, now=now, key=key), now=now)
        for invitation in mailbox.invitations:
            invitation.sent_at = now
    record(
        actor, "meeting.convened", meeting, now=now,
        changes={"state": (MeetingState.DRAFT, MeetingState.CONVENED), "reference": (None, meeting.reference),
                 "invitations": (None, len(invitations))},
    )  # fmt: skip
    return plan


def _invite(meeting: Meeting, plan: ConvocationPlan, now: datetime) -> None:
    """One invitation per seat; members of a body without a seat by name, those sharing an address together."""
    by_address: dict[str, Invitation] = {}
    for invitee in plan.invitees:
        if invitee.guest is not None:
            continue
        address = fold_address(invitee.address)
        if invitee.seat is None and address in by_address:
            together = by_address[address]
            together.guest_name = f"{together.guest_name}, {invitee.name}"
            continue
        invitation = Invitation(
            meeting=meeting, seat=invitee.seat, institution_id=invitee.institution_id, created_at=now,
            answer=Answer.NONE, link_generation=1, reminders=0, version=1, guest_language=invitee.language,
        )  # fmt: skip
        if invitee.seat is None:
            invitation.guest_name, invitation.guest_organisation = invitee.name, invitee.label
            invitation.guest_email = address or None
            if address:
                by_address[address] = invitation
        db.session.add(invitation)
    db.session.flush()  # links need their numbers
