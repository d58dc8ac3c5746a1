"""Requests for contact, and who keeps the structures that they ask."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload

from noress.domain.catalogue.models import Structure, StructureKeeper
from noress.domain.guidance.models import ASKED_KEY, ContactMessage, ContactRequest, ContactState
from noress.domain.outbox.models import MailState, OutboxMail

WAITING = (ContactState.SENT, ContactState.UNANSWERED)


def get_by_key(sent_key: str) -> Select[ContactRequest]:
    return select(ContactRequest).where(ContactRequest.sent_key == sent_key)


def get_request(request_id: int) -> Select[ContactRequest]:
    """With its conversation and its structure."""
    return (
        select(ContactRequest)
        .where(ContactRequest.id == request_id)
        .options(
            selectinload(ContactRequest.messages),
            joinedload(ContactRequest.structure).joinedload(Structure.detail),
            joinedload(ContactRequest.need),
        )
    )


def list_to_follow(sent_before: datetime, limit: int) -> Select[ContactRequest]:
    """Those that wait for their first answer since before then."""
    return (
        select(ContactRequest)
        .where(ContactRequest.state == ContactState.SENT, ContactRequest.sent_at <= sent_before)
        .options(joinedload(ContactRequest.structure).joinedload(Structure.detail))
        .order_by(ContactRequest.sent_at, ContactRequest.id)
        .limit(limit)
    )


def list_requests(state: ContactState | None = None, *, is_lost: bool = False) -> Select[ContactRequest]:
    """The secretariat's list, newest first; `is_lost`: those that no mail could bring to their structure."""
    query = select(ContactRequest).options(
        joinedload(ContactRequest.structure), joinedload(ContactRequest.need)
    )
    if state is not None:
        query = query.where(ContactRequest.state == state)
    if is_lost:
        query = query.where(_without_mail())
    return query.order_by(ContactRequest.sent_at.desc(), ContactRequest.id.desc())


def count_waiting() -> Select[Any]:
    """(without a mail that could leave, still unanswered after two reminders)."""
    lost = select(func.count(ContactRequest.id)).where(_without_mail()).scalar_subquery()
    silent = (
        select(func.count(ContactRequest.id))
        .where(ContactRequest.state == ContactState.UNANSWERED)
        .scalar_subquery()
    )
    return select(lost, silent)


def _without_mail() -> ColumnElement[bool]:
    """The structure has no address of its own, or its server refused ours."""
    key = literal(ASKED_KEY) + cast(ContactRequest.id, String)
    return and_(
        ContactRequest.state == ContactState.SENT,
        ~exists().where(OutboxMail.key == key, OutboxMail.state != MailState.FAILED),
    )


def list_of_keeper(person_id: int | None, institution_id: int | None) -> Select[ContactRequest]:
    """What waits for whoever keeps the structures."""
    kept = exists().where(
        StructureKeeper.structure_id == Structure.id, StructureKeeper.person_id == person_id,
        StructureKeeper.ended_at.is_(None),
    )  # fmt: skip
    mine = kept if institution_id is None else or_(kept, Structure.institution_id == institution_id)
    return (
        select(ContactRequest)
        .join(ContactRequest.structure)
        .where(ContactRequest.state.in_(WAITING), mine)
        .options(joinedload(ContactRequest.structure))
        .order_by(ContactRequest.sent_at, ContactRequest.id)
    )


# --- what is forgotten ----------------------------------------------------------------------------------


def is_named() -> ColumnElement[bool]:
    """It still says who asked."""
    return or_(
        ContactRequest.name.is_not(None), ContactRequest.email.is_not(None), ContactRequest.phone.is_not(None)
    )


def list_named_before(before: datetime) -> Select[ContactRequest]:
    return (
        select(ContactRequest)
        .where(ContactRequest.sent_at < before, is_named())
        .options(selectinload(ContactRequest.messages))
    )


def list_of_person(person_id: int, email: str | None) -> Select[ContactRequest]:
    """What they asked with their address, and the conversations in which they wrote."""
    wrote = exists().where(
        ContactMessage.request_id == ContactRequest.id, ContactMessage.person_id == person_id
    )
    mine = or_(wrote, func.lower(ContactRequest.email) == email.lower()) if email else wrote
    return (
        select(ContactRequest)
        .where(mine)
        .options(selectinload(ContactRequest.messages), joinedload(ContactRequest.structure))
        .order_by(ContactRequest.id.desc())
    )


def list_mails_about(request_ids: Sequence[int]) -> Select[OutboxMail]:
    return select(OutboxMail).where(
        OutboxMail.about_type == "contact_request", OutboxMail.about_id.in_(request_ids)
    )
