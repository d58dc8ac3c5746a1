"""Reading meetings, their agenda, invitations and outcomes. Each returns a Select with its loads declared:
run it with `db.session.scalars(...)`, or `db.session.execute(...)` where rows are said."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, not_, or_, select
from sqlalchemy.orm import aliased, joinedload, raiseload, selectinload

from noress.core import clock
from noress.domain.accounts.models import Person
from noress.domain.accounts.queries import between, seat_is_open
from noress.domain.institutions.models import Body, Institution, Mandate, Membership, Seat
from noress.domain.meetings.models import (
    AgendaItem,
    Answer,
    Finding,
    Invitation,
    Meeting,
    MeetingDocument,
    MeetingState,
    Outcome,
    Proposal,
    meeting_body,
)
from noress.domain.outbox.models import MailState, OutboxMail

#: a relation nobody declared is an error; one already in memory is not
_NOTHING_MORE = raiseload("*", sql_only=True)


@cache
def list_page_parts() -> dict[str, Select[Any]]:
    """What a meeting's page shows, one statement each, by `meeting_id`. Built once: building them and their
    loaders for every request costs three times what running them costs."""
    key: Any = bindparam("meeting_id")
    agenda = select(AgendaItem).where(AgendaItem.meeting_id == key).order_by(AgendaItem.position)
    documents = select(MeetingDocument).where(MeetingDocument.meeting_id == key).order_by(MeetingDocument.id)
    bodies = select(Body).join(meeting_body, meeting_body.c.body_id == Body.id)
    return {
        "agenda": agenda.options(_NOTHING_MORE),
        "documents": documents.options(joinedload(MeetingDocument.file), _NOTHING_MORE),
        "bodies": bodies.where(meeting_body.c.meeting_id == key)
        .order_by(Body.position)
        .options(_NOTHING_MORE),
        "findings": select(Finding).where(Finding.meeting_id == key).order_by(Finding.position),
        "outcomes": select(Outcome).where(Outcome.meeting_id == key).order_by(Outcome.position),
    }


def list_public_meetings(past: bool, today: date) -> Select[Meeting]:
    """What visitors see, with bodies: coming meetings, the nearest first, or past ones, the latest first."""
    midnight = clock.to_utc(datetime.combine(today, datetime.min.time()))
    query = (
        select(Meeting)
        .where(Meeting.state != MeetingState.DRAFT)
        .options(selectinload(Meeting.bodies).options(_NOTHING_MORE), _NOTHING_MORE)
    )
    if past:
        return query.where(Meeting.starts_at < midnight).order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    return query.where(Meeting.starts_at >= midnight).order_by(Meeting.starts_at, Meeting.id)


def list_drafts() -> Select[Meeting]:
    """What the secretariat prepares, the nearest first, with bodies."""
    return (
        select(Meeting)
        .where(Meeting.state == MeetingState.DRAFT)
        .options(selectinload(Meeting.bodies).options(_NOTHING_MORE), _NOTHING_MORE)
        .order_by(Meeting.starts_at, Meeting.id)
    )


def list_calendar_texts() -> Select[str | None]:
    """The stored VEVENT of every public meeting, the oldest first."""
    return (
        select(Meeting.calendar_text)
        .where(Meeting.state != MeetingState.DRAFT, Meeting.calendar_text.is_not(None))
        .order_by(Meeting.starts_at, Meeting.id)
    )


def get_calendar_span() -> Select[datetime | None, datetime | None]:
    """The first and last instant of the public calendar; both None while it is empty."""
    return select(func.min(Meeting.starts_at), func.max(Meeting.starts_at)).where(
        Meeting.state != MeetingState.DRAFT
    )


# --- invitations -------------------------------------------------------------------------------------


def _with_names(query: Select[Invitation]) -> Select[Invitation]:
    """Seat, person, institution and who typed the answer in, without one more query per row."""
    return query.options(
        joinedload(Invitation.seat).joinedload(Seat.person),
        joinedload(Invitation.institution),
        joinedload(Invitation.entered_by),
        _NOTHING_MORE,
    )


def list_invitations(meeting_id: int) -> Select[Invitation]:
    """Every invitation not removed, by institution (guests last), with names."""
    return _with_names(
        select(Invitation)
        .outerjoin(Institution, Invitation.institution_id == Institution.id)
        .where(Invitation.meeting_id == meeting_id, Invitation.removed_at.is_(None))
        .order_by(Institution.name_folded.is_(None), Institution.name_folded, Invitation.id)
    )


def list_invitations_of_seats(seat_ids: Iterable[int]) -> Select[Invitation]:
    """The living invitations of these seats to public meetings, with the meeting, the next one first."""
    return (
        select(Invitation)
        .join(Meeting, Invitation.meeting_id == Meeting.id)
        .where(
            Invitation.seat_id.in_(list(seat_ids)), Invitation.removed_at.is_(None),
            Meeting.state != MeetingState.DRAFT,
        )
        .options(joinedload(Invitation.meeting).options(_NOTHING_MORE), _NOTHING_MORE)
        .order_by(Meeting.starts_at, Invitation.id)
    )  # fmt: skip


def list_invitation_ids(meeting_id: int) -> Select[int]:
    """Every invitation, removed ones included: their history is the meeting's."""
    return select(Invitation.id).where(Invitation.meeting_id == meeting_id)


def count_answers(meeting_id: int) -> Select[int | None, Answer, int]:
    """Rows (institution_id, answer, count) of the living invitations; guests have no institution."""
    return (
        select(Invitation.institution_id, Invitation.answer, func.count())
        .where(Invitation.meeting_id == meeting_id, Invitation.removed_at.is_(None))
        .group_by(Invitation.institution_id, Invitation.answer)
    )


def search_invitations(meeting_id: int, answer: Answer | None, words: str) -> Select[Invitation]:
    """The list of answers, narrowed by answer and by a folded piece of a name."""
    query = list_invitations(meeting_id)
    if answer is not None:
        query = query.where(Invitation.answer == answer)
    if words:
        like = "%" + re.sub(r"[\\%_]", "", words) + "%"
        query = (
            query.outerjoin(Seat, Invitation.seat_id == Seat.id)
            .outerjoin(Person, Seat.person_id == Person.id)
            .where(
                or_(
                    Institution.name_folded.like(like), Person.name_folded.like(like),
                    func.lower(Invitation.guest_name).like(like),
                )
            )
        )  # fmt: skip
    return query


# --- who will be convened ----------------------------------------------------------------------------


def _open_seats(on: date) -> Select[Seat]:
    return (
        select(Seat)
        .join(Institution, Seat.institution_id == Institution.id)
        .where(seat_is_open(on))
        .options(joinedload(Seat.person), joinedload(Seat.institution).options(_NOTHING_MORE), _NOTHING_MORE)
        .order_by(Institution.name_folded, Seat.id)
    )


def list_plenary_seats(on: date) -> Select[Seat]:
    """Every open seat of the member institutions, with a voice or observing."""
    return _open_seats(on).where(Institution.membership == Membership.MEMBER)


def list_body_seats(body_ids: Iterable[int], on: date) -> Select[Seat]:
    """Open seats of the institutions holding a place in these bodies, and of the persons holding one."""
    held = [Mandate.body_id.in_(list(body_ids)), between(Mandate, on)]
    institutions = select(Mandate.institution_id).where(*held, Mandate.person_id.is_(None))
    persons = select(Mandate.person_id).where(*held, Mandate.person_id.is_not(None))
    return _open_seats(on).where(
        or_(Seat.institution_id.in_(institutions), Seat.person_id.in_(persons)),
        Institution.membership.in_([Membership.MEMBER, Membership.UNKNOWN]),
    )


def list_body_persons_without_seat(body_ids: Iterable[int], on: date) -> Select[Person]:
    """Persons holding a place in these bodies who sit for no institution that day."""
    seated = select(Seat.person_id).where(seat_is_open(on))
    return (
        select(Person)
        .where(
            Person.id.in_(
                select(Mandate.person_id).where(
                    Mandate.body_id.in_(list(body_ids)), between(Mandate, on), Mandate.person_id.is_not(None)
                )
            ),
            Person.id.not_in(seated), Person.erased_at.is_(None),
        )
        .order_by(Person.name_folded, Person.id)
    )  # fmt: skip


def list_bodies(on: date) -> Select[Body]:
    """The bodies that can be convened that day."""
    return (
        select(Body)
        .where(or_(Body.dissolved_on.is_(None), Body.dissolved_on > on))
        .options(_NOTHING_MORE)
        .order_by(Body.position, Body.id)
    )


# --- what waits for the secretariat ------------------------------------------------------------------


def _somebody_comes() -> ColumnElement[bool]:
    """Another seat of the same institution has said that somebody comes: this one is left in peace."""
    other = aliased(Invitation)
    return (
        select(other.id)
        .where(
            other.meeting_id == Invitation.meeting_id,
            other.institution_id == Invitation.institution_id,
            other.removed_at.is_(None),
            other.answer.in_((Answer.YES, Answer.DELEGATE)),
        )
        .exists()
    )


def _to_remind(now: Any, reminded_before: Any) -> list[ColumnElement[bool]]:
    """Convened, silent, with an address, not reminded since an instant; Seat and Person are joined."""
    return [
        Meeting.state == MeetingState.CONVENED, Meeting.starts_at > now,
        Invitation.removed_at.is_(None), Invitation.answer == Answer.NONE, Seat.closed_at.is_(None),
        or_(Invitation.reminded_at.is_(None), Invitation.reminded_at <= reminded_before),
        func.coalesce(Person.email, Invitation.guest_email).is_not(None), not_(_somebody_comes()),
    ]  # fmt: skip


def count_unanswered(
    starts_before: datetime, now: datetime, reminded_before: datetime
) -> Select[Meeting, int]:
    """Rows (meeting, how many have not answered and may be reminded) of convened meetings until an instant."""
    return (
        select(Meeting, func.count(Invitation.id))
        .join(Invitation, Invitation.meeting_id == Meeting.id)
        .outerjoin(Seat, Invitation.seat_id == Seat.id)
        .outerjoin(Person, Seat.person_id == Person.id)
        .where(Meeting.starts_at <= starts_before, *_to_remind(now, reminded_before))
        .group_by(Meeting.id)
        .options(_NOTHING_MORE)
        .order_by(Meeting.starts_at)
    )


@cache
def count_to_remind() -> Select[int]:
    """How many of `meeting_id` may be reminded `now`, not having been since `reminded_before`; built once."""
    return (
        select(func.count(Invitation.id))
        .join(Meeting, Invitation.meeting_id == Meeting.id)
        .outerjoin(Seat, Invitation.seat_id == Seat.id)
        .outerjoin(Person, Seat.person_id == Person.id)
        .where(
            Invitation.meeting_id == bindparam("meeting_id"),
            *_to_remind(bindparam("now"), bindparam("reminded_before")),
        )
    )


# --- the invited answer for themselves ---------------------------------------------------------------


def _with_places(query: Select[Invitation]) -> Select[Invitation]:
    """Meeting, seat, person and institution: what an answer, its page and its actor need."""
    return query.options(
        joinedload(Invitation.meeting),
        joinedload(Invitation.seat).options(joinedload(Seat.person), joinedload(Seat.institution)),
        joinedload(Invitation.institution),
        _NOTHING_MORE,
    )


def get_invitation_of_link(invitation_id: int) -> Select[Invitation]:
    """The invitation that a mailed link names, whatever became of it."""
    return _with_places(select(Invitation).where(Invitation.id == invitation_id))


def list_mailbox_invitations(meeting_id: int, address: str) -> Select[Invitation]:
    """The living invitations to a meeting that stand for one mailbox (a folded address)."""
    return _with_places(
        select(Invitation)
        .outerjoin(Seat, Invitation.seat_id == Seat.id)
        .outerjoin(Person, Seat.person_id == Person.id)
        .where(
            Invitation.meeting_id == meeting_id, Invitation.removed_at.is_(None), Seat.closed_at.is_(None),
            or_(func.lower(Person.email) == address, func.lower(Invitation.guest_email) == address),
        )
        .order_by(Invitation.id)
    )  # fmt: skip


def list_institution_invitations(meeting_id: int, institution_id: int) -> Select[Invitation]:
    """The living invitations of one institution's seats to a meeting."""
    return _with_places(
        select(Invitation)
        .where(
            Invitation.meeting_id == meeting_id, Invitation.institution_id == institution_id,
            Invitation.removed_at.is_(None),
        )
        .order_by(Invitation.id)
    )  # fmt: skip


def list_calendar_of_seat(seat_id: int) -> Select[Invitation]:
    """The latest 500 invitations of a seat: its calendar."""
    return list_invitations_of_seats([seat_id]).order_by(None).order_by(Meeting.starts_at.desc()).limit(500)


def list_unanswered_of_seat(seat_id: int, now: datetime) -> Select[Invitation]:
    """What a seat still has to answer, the nearest meeting first."""
    return (
        list_invitations_of_seats([seat_id])
        .where(
            Meeting.state == MeetingState.CONVENED, Meeting.starts_at > now, Invitation.answer == Answer.NONE
        )
        .limit(50)
    )


def list_proposals() -> Select[Proposal]:
    """Ways forward that came out of the sessions, in their order."""
    return select(Proposal).options(_NOTHING_MORE).order_by(Proposal.position, Proposal.id)


def list_latest_outcomes(limit: int) -> Select[Outcome]:
    """What the latest public sessions set going, with their session."""
    return (
        select(Outcome)
        .join(Meeting, Outcome.meeting_id == Meeting.id)
        .where(Meeting.state != MeetingState.DRAFT)
        .options(joinedload(Outcome.meeting).options(_NOTHING_MORE))
        .order_by(Meeting.starts_at.desc(), Outcome.position)
        .limit(limit)
    )


def count_meetings(query: Select[Meeting]) -> Select[int]:
    """How many meetings a list query finds in all."""
    return select(func.count()).select_from(query.order_by(None).with_only_columns(Meeting.id).subquery())


def count_member_institutions() -> Select[int]:
    """How many institutions are members today."""
    return select(func.count(Institution.id)).where(Institution.membership == Membership.MEMBER)


def list_told(meeting_id: int) -> Select[str, str, datetime]:
    """Rows (address, language, when the newest calendar mail of the meeting was written), those that a newer
    one replaces, or that still wait to be merged with others, left out."""
    waiting = and_(
        OutboxMail.state == MailState.QUEUED,
        OutboxMail.lease_until.is_(None),
        OutboxMail.merge_key.is_not(None),
    )
    return (
        select(OutboxMail.to_address, OutboxMail.language, func.max(OutboxMail.created_at))
        .where(
            OutboxMail.about_type == "meeting", OutboxMail.about_id == meeting_id,
            OutboxMail.calendar_method == "REQUEST", OutboxMail.state != MailState.MERGED, not_(waiting),
        )
        .group_by(OutboxMail.to_address, OutboxMail.language)
    )  # fmt: skip


def get_next_departure(meeting_id: int) -> Select[datetime | None]:
    """When the next waiting update of the meeting leaves."""
    return select(func.min(OutboxMail.not_before)).where(
        OutboxMail.about_type == "meeting", OutboxMail.about_id == meeting_id,
        OutboxMail.state == MailState.QUEUED, OutboxMail.template == "meeting_update",
    )  # fmt: skip
