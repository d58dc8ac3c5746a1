"""The mailed link that opens an invitation without password: what it opens, or why it no longer does.

The link is bound to one invitation and its generation; opening it changes nothing (DESIGN, rule 9).
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from noress.core import links, tokens
from noress.core.database import read_rows
from noress.core.folding import fold_address
from noress.core.i18n import lazy as _
from noress.domain.accounts import queries as accounts
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.identity import build_actor
from noress.domain.meetings import queries
from noress.domain.meetings.mails import PURPOSE, address_of
from noress.domain.meetings.models import Invitation, Meeting, MeetingState
from noress.extensions import db

#: a meeting whose end is not said is over this long after its start
UNSAID_LENGTH = timedelta(hours=12)


class Gone(StrEnum):
    """Why a link that was good opens nothing any more."""

    REVOKED = "revoked"
    REMOVED = "removed"
    CANCELLED = "cancelled"
    SEAT_CLOSED = "seat_closed"
    SUSPENDED = "suspended"
    OVER = "over"

    @property
    def title(self) -> Any:
        return {
            "revoked": _("Ce lien a été remplacé"),
            "removed": _("Cette invitation a été retirée"),
            "cancelled": _("Cette session est annulée"),
            "seat_closed": _("Ce lien n'est plus le vôtre"),
            "suspended": _("Ce compte est suspendu"),
            "over": _("Cette session est passée"),
        }[self.value]

    @property
    def message(self) -> Any:
        return {
            "revoked": _("Un courriel plus récent porte le nouveau lien. Cherchez-le dans votre boîte."),
            "removed": _("Le secrétariat a retiré cette invitation : aucune réponse n'est attendue de vous."),
            "cancelled": _("Elle n'aura pas lieu : il n'y a plus à répondre."),
            "seat_closed": _(
                "La personne à qui ce lien a été envoyé ne représente plus l'institution. "
                "Sa remplaçante ou son remplaçant reçoit ses invitations."
            ),
            "suspended": _(
                "Tant qu'il l'est, ses liens n'ouvrent rien. Le secrétariat peut vous dire pourquoi."
            ),
            "over": _("Les réponses sont closes. Ce que la session a produit est sur sa page."),
        }[self.value]


def find_invitation(token: str, *, now: datetime) -> tuple[Invitation, Gone | None] | None:
    """The invitation of a link, and why it is closed if it is. None for what was never a link of ours."""
    secret = links.secret()
    claim = tokens.read_token(secret, PURPOSE, token)
    if claim is None:
        return None
    named = {"invitation_id": claim.row_id}
    invitation = db.session.scalars(queries.get_invitation_of_link(), named).one_or_none()
    if invitation is None or not invitation.meeting.state.is_public:
        return None
    if tokens.matches(secret, PURPOSE, claim, invitation.link_generation):
        return invitation, _why_gone(invitation, now)
    if any(tokens.matches(secret, PURPOSE, claim, old) for old in range(1, invitation.link_generation)):
        return invitation, _why_gone(invitation, now) or Gone.REVOKED
    return None


def _why_gone(invitation: Invitation, now: datetime) -> Gone | None:
    if invitation.removed_at is not None:
        return Gone.REMOVED
    if invitation.meeting.state is MeetingState.CANCELLED:
        return Gone.CANCELLED
    if invitation.seat is not None and invitation.seat.closed_at is not None:
        return Gone.SEAT_CLOSED
    if _is_suspended(invitation):
        return Gone.SUSPENDED
    return Gone.OVER if is_over(invitation.meeting, now) else None


def _is_suspended(invitation: Invitation) -> bool:
    """The account of the seat's person; of a guest, the one that their address opens."""
    if invitation.seat is not None:
        return invitation.seat.person.is_suspended
    address = fold_address(invitation.guest_email or "")
    return bool(address) and db.session.scalar(accounts.is_address_suspended(address)) is True


def is_over(meeting: Meeting, now: datetime) -> bool:
    if meeting.state is MeetingState.POSTPONED:
        return False
    return (meeting.ends_at or meeting.starts_at + UNSAID_LENGTH) <= now


def list_same_mailbox(invitation: Invitation) -> list[Invitation]:
    """This invitation and the others of the same meeting that the same mailbox stands for."""
    address = fold_address(address_of(invitation))
    if not address:
        return [invitation]
    asked = {"meeting_id": invitation.meeting_id, "address": address}
    ids = [row.id for row in read_rows(db.session, queries.list_mailbox_ids(), asked)]
    if not set(ids) - {invitation.id}:
        return [invitation]  # nearly always: nothing more to read
    found = list(db.session.scalars(queries.list_by_ids(ids)))
    return found if invitation in found else [invitation, *found]


def answering_actor(invitation: Invitation) -> Actor:
    """Who answers behind the link, as history names them: an answer asks for no mandate and no function."""
    seat = invitation.seat
    if seat is None:
        return Actor(name=invitation.guest_name or "", method="link", language=invitation.guest_language)
    person = seat.person
    return Actor(
        name=person.name, name_ar=person.name_ar, method="link", language=person.language, person_id=person.id,
        seat_id=seat.id, seat_kind=seat.kind, institution_id=seat.institution_id,
        institution_name=seat.institution.name,
    )  # fmt: skip


def actor_of_link(invitation: Invitation, *, now: datetime) -> Actor:
    """Who acts behind the link: the seat's person, or the guest."""
    seat = invitation.seat
    if seat is not None:
        return build_actor(seat.person, seat=seat, now=now, method="link")
    return Actor(name=invitation.guest_name or "", method="link", language=invitation.guest_language)
