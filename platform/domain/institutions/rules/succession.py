"""Closing a seat: access ends at once, and what waited for it passes to the successor."""

from datetime import date, datetime

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts import rules as accounts
from noress.domain.accounts.actor import Actor
from noress.domain.actions.rules import revoke_links_of_institution
from noress.domain.audit.rules import changed, record
from noress.domain.drafts.rules import pass_drafts
from noress.domain.institutions import mails, queries
from noress.domain.institutions.handover import list_sections
from noress.domain.institutions.models import Seat
from noress.domain.institutions.rules.checks import check_dates, hold
from noress.domain.institutions.rules.guards import guard_mandates_of
from noress.domain.institutions.rules.handover import pass_proposals
from noress.domain.meetings.models import Answer, Invitation
from noress.domain.meetings.rules import tell_handover
from noress.domain.outbox.rules import enqueue
from noress.extensions import db


def close_seat(
    *, seat: Seat, successor: Seat | None = None, ends_on: date | None = None, actor: Actor, now: datetime
) -> None:
    """End a seat for good. Sign-ins, mailed links, the private calendar and unused invitations to join
    die with it; its coming invitations, answered or not, and its institution's places pass on."""
    hold(seat)
    if seat.closed_at is not None:
        raise RuleError("closed", _("Ce siège est déjà fermé. Un siège fermé ne rouvre pas."), status=409)
    if successor is not None:
        check_successor(seat, successor, field="successor_id")
    changes = changed(seat, {
        "closed_at": now, "ends_on": _last_day(seat, ends_on, now),
        "successor_id": successor.id if successor is not None else None,
    })  # fmt: skip
    seat.version += 1
    seat.calendar_generation += 1
    seat.calendar_revoked_at = now
    accounts.end_sign_ins(seat_id=seat.id, now=now)
    for unused in db.session.scalars(queries.list_unused_account_invitations(seat.id)):
        unused.revoked_at = now
    record(actor, "seat.closed", seat, now=now, changes=changes)
    hand_over(seat, successor, is_leaving=True, actor=actor, now=now)


def check_successor(seat: Seat, successor: Seat, *, field: str) -> None:
    """An open seat of the same institution, other than the one that ends."""
    if (
        successor.id == seat.id or successor.institution_id != seat.institution_id
        or successor.closed_at is not None
    ):  # fmt: skip
        message = _("Choisissez un siège ouvert de la même institution.")
        raise RuleError("bad_successor", message, field=field)


def _last_day(seat: Seat, ends_on: date | None, now: datetime) -> date:
    """Today unless an earlier day is given; a seat that had not begun ends on its first day."""
    today = clock.today(now)
    if ends_on is None:
        ends_on = min(seat.ends_on, today) if seat.ends_on is not None else today
        return max(seat.starts_on, ends_on)
    if ends_on > today:
        message = _("Un siège se ferme aujourd'hui au plus tard : l'accès s'arrête aussitôt.")
        raise RuleError("future", message, field="ends_on")
    if seat.starts_on <= today:
        check_dates(seat.starts_on, ends_on, start="ends_on", end="ends_on")
    return max(seat.starts_on, ends_on)


def hand_over(
    seat: Seat, successor: Seat | None, *, is_leaving: bool = False, actor: Actor, now: datetime
) -> None:
    """Every coming invitation of the seat loses its mailed link. With a successor it changes hands: the
    newcomer gets one mail that says what waits, and the request of each convened meeting. Who is leaving gets
    a cancellation; when the successor is found later, it left with the closing. Links mailed for the
    institution's actions die with the seat; drafts and points proposed go with it."""
    waiting, places = [], []
    for invitation in db.session.scalars(queries.list_coming_invitations(seat.id, now)).all():
        kept = _pass_invitation(invitation, successor, actor=actor, now=now)
        db.session.flush()  # mailboxes are read as they are now
        db.session.expire(invitation, ["seat"])
        tell_handover(
            invitation=invitation, left=seat, kept=kept if successor else None, is_leaving=is_leaving, now=now
        )
        waiting.append(kept)
    for mandate in db.session.scalars(queries.list_mandates_of_seat(seat, clock.today(now))).all():
        guard_mandates_of(mandate.body, actor)
        changes = changed(mandate, {"person_id": successor.person_id if successor is not None else None})
        record(actor, "mandate.handed_over", mandate, now=now, changes=changes)
        places.append(mandate)
    if is_leaving:
        revoke_links_of_institution(institution_id=seat.institution_id, actor=actor, now=now)
    if successor is None:
        return
    drafts = pass_drafts(from_seat=seat, to_seat=successor, actor=actor, now=now)
    proposals = pass_proposals(seat=seat, successor=successor, actor=actor, now=now)
    if successor.person.email:
        sections = list_sections(
            seat, successor, mandates=places, proposals=proposals, drafts=drafts, now=now
        )
        told = [row for row in waiting if row.sent_at]
        enqueue(mails.seat_handover(seat, successor, told, sections), now=now)


def _pass_invitation(
    invitation: Invitation, successor: Seat | None, *, actor: Actor, now: datetime
) -> Invitation:
    """Kill the old link; move the invitation, its answer kept, or fold it into the one that the successor
    already has for this meeting."""
    invitation.link_generation += 1
    invitation.version += 1
    if successor is None:
        record(actor, "invitation.link_revoked", invitation, now=now)
        return invitation
    coming = db.session.scalars(queries.list_coming_invitations(successor.id, now))
    own = next((other for other in coming if other.meeting_id == invitation.meeting_id), None)
    if own is None:
        changes = changed(invitation, {"seat_id": successor.id})
        if invitation.answer is not Answer.NONE:
            changes["answer"] = (invitation.answer, invitation.answer)
        record(actor, "invitation.handed_over", invitation, now=now, changes=changes)
        return invitation
    invitation.removed_at = now
    record(actor, "invitation.merged", invitation, now=now)
    if own.answer is Answer.NONE and invitation.answer is not Answer.NONE:
        kept = ("answer", "delegate_name", "reason", "answered_at", "channel", "entered_by_id")
        changes = changed(own, {name: getattr(invitation, name) for name in kept})
        own.version += 1
        record(actor, "invitation.answer_kept", own, now=now, changes=changes)
    return own
