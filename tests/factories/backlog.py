"""Proposals as the database keeps them, and who makes them."""

from typing import Any

from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.identity import build_actor
from noress.domain.backlog.models import ProposedDocument, ProposedItem
from noress.domain.institutions.models import Body, Membership, Seat
from noress.domain.meetings.models import AgendaKind
from tests.factories import NOW, make_institution, make_mandate, make_person, make_seat, save
from tests.factories.documents import make_file


def make_proposal(
    body: Body, title: str = "Bilan de la formation", seat: Seat | None = None, **values: Any
) -> ProposedItem:
    """Proposed to the body by an institution's seat, for no meeting, unless told otherwise."""
    if seat is not None:
        values = {
            "institution_id": seat.institution_id,
            "seat_id": seat.id,
            "person_id": seat.person_id,
            **values,
        }
    return save(
        ProposedItem(
            body_id=body.id, title=Translated(fr=title, ar=values.pop("title_ar", None)),
            **{"kind": AgendaKind.DISCUSSION, "minutes": 30, "proposed_at": NOW, "is_internal": False, "version": 1, **values},
        )
    )  # fmt: skip


def make_proposed_document(item: ProposedItem, title: str = "Note", **values: Any) -> ProposedDocument:
    file = make_file(f"{title}.pdf", content=values.pop("content", b"%PDF-1.4 contenu"))
    return save(ProposedDocument(proposed_item_id=item.id, file_id=file.id, title=title, **values))


def make_member(
    body: Body, name: str = "Institution 1", email: str = "titulaire1@exemple.ma", **values: Any
) -> Seat:
    """A seat of a member institution that sits in the body."""
    institution = make_institution(name, membership=Membership.MEMBER)
    seat = make_seat(institution, make_person(f"Titulaire, {name}", email=email, **values))
    make_mandate(body, institution_id=institution.id)
    return seat


def actor_of(seat: Seat) -> Actor:
    return build_actor(seat.person, seat=seat, now=NOW, method="code")
