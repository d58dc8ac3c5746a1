"""Where owners are reached, and who was reminded lately."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import raiseload

from noress.domain.accounts.models import Person
from noress.domain.accounts.queries import between, seat_is_open
from noress.domain.actions.models import Action, ActionPlan, ActionReport
from noress.domain.decisions.models import Decision
from noress.domain.institutions.models import Body, Mandate, MandateRole, Seat
from noress.domain.meetings.models import meeting_body
from noress.domain.outbox.models import MailState, OutboxMail

TEMPLATE = "action_reminder"
#: of a body: who is asked for news of what was entrusted to it
ASKED = (MandateRole.CHAIR, MandateRole.COORDINATOR, MandateRole.RAPPORTEUR)
_NOTHING_MORE = raiseload("*", sql_only=True)


def list_seat_holders(institution_ids: Iterable[int], on: date) -> Select[int, Person]:
    """Rows (institution, person) of the open seats, titulars first."""
    return (
        select(Seat.institution_id, Person)
        .join(Person, Seat.person_id == Person.id)
        .where(Seat.institution_id.in_(list(institution_ids)), seat_is_open(on), Person.erased_at.is_(None))
        .options(_NOTHING_MORE)
        .order_by(Seat.institution_id, Seat.kind.desc(), Seat.id)
    )


def list_writers(body_ids: Iterable[int], on: date) -> Select[int, int | None, Person | None]:
    """Rows (body, institution, person) of the places of those who write for these bodies; a place held by an
    institution has no person."""
    return (
        select(Mandate.body_id, Mandate.institution_id, Person)
        .outerjoin(Person, Mandate.person_id == Person.id)
        .where(Mandate.body_id.in_(list(body_ids)), Mandate.role.in_(ASKED), between(Mandate, on))
        .options(_NOTHING_MORE)
        .order_by(Mandate.body_id, Mandate.id)
    )


def list_body_ids(action_id: int) -> Select[int]:
    """The bodies whose affair an action is: of its plan, its owner, the meetings that it came out of
    (`policy.bodies_of`)."""
    one = select(Action).where(Action.id == action_id).subquery()
    decided = select(Decision.meeting_id).where(Decision.id == one.c.decision_id)
    meetings = or_(meeting_body.c.meeting_id == one.c.meeting_id, meeting_body.c.meeting_id.in_(decided))
    return select(Body.id).where(
        or_(
            Body.id == one.c.owner_body_id,
            Body.id.in_(select(ActionPlan.body_id).where(ActionPlan.id == one.c.plan_id)),
            Body.id.in_(select(meeting_body.c.body_id).where(meetings)),
        )
    )


def list_reminded_addresses(since: datetime) -> Select[str]:
    """The mailboxes that a reminder was written to since an instant, unless it failed."""
    return select(OutboxMail.to_address).where(
        OutboxMail.template == TEMPLATE, OutboxMail.created_at > since, OutboxMail.state != MailState.FAILED
    )


def list_reminders_to(address: str) -> Select[OutboxMail]:
    """The reminders that left for a third party's address."""
    return select(OutboxMail).where(
        OutboxMail.template == TEMPLATE, OutboxMail.to_address == address, OutboxMail.person_id.is_(None)
    )


def list_silent_outside(before: datetime) -> Select[Action]:
    """Actions whose outside owner's address was given before that instant, and who never answered since."""
    answered = (
        select(ActionReport.id)
        .where(
            ActionReport.action_id == Action.id,
            ActionReport.channel == "link",
            ActionReport.reported_at >= before,
        )
        .exists()
    )
    return (
        select(Action)
        .where(Action.owner_email.is_not(None), Action.owner_email_at < before, ~answered)
        .options(_NOTHING_MORE)
        .order_by(Action.id)
    )
