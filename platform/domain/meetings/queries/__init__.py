"""Reading meetings, their agenda, invitations and outcomes. Each returns a Select with its loads declared:
run it with `db.session.scalars(...)`, or `db.session.execute(...)` where rows are said."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, not_, or_, select, true
from sqlalchemy.orm import aliased, joinedload, lazyload, load_only, raiseload, selectinload

from noress.core import clock
from noress.domain.accounts.models import Account, Person
from noress.domain.institutions.models import Institution, Membership, Seat
from noress.domain.meetings.models import (
    ANSWER_ORDER,
    AgendaItem,
    Answer,
    Invitation,
    Meeting,
    MeetingState,
    Outcome,
    Proposal,
)
from noress.domain.meetings.queries import standing
from noress.domain.meetings.queries.convening import (
    list_bodies,
    list_body_persons_without_seat,
    list_body_seats,
    list_exclusions,
    list_invited_seat_ids,
    list_plenary_seats,
)
from noress.domain.meetings.queries.page import get_meeting, list_page_outline, list_page_parts
from noress.domain.outbox.models import MailState, OutboxMail

__all__ = [
    "get_meeting",
    "list_bodies",
    "list_body_persons_without_seat",
    "list_body_seats",
    "list_exclusions",
    "list_invited_seat_ids",
    "list_page_outline",
    "list_page_parts",
    "list_plenary_seats",
]  # fmt: skip

#: a relation nobody declared is an error; one already in memory is not
_NOTHING_MORE = raiseload("*", sql_only=True)


@lru_cache(maxsize=8)
def list_public_meetings(past: bool, today: date) -> Select[Meeting]:
    """What visitors see, as lists show it: coming meetings, the nearest first, or past ones, the latest first.
    Built once a day."""
    midnight = clock.to_utc(datetime.combine(today, datetime.min.time()))
    shown = load_only(
        Meeting.type, Meeting.state, Meeting.theme, Meeting.place, Meeting.online_url, Meeting.starts_wall,
        Meeting.ends_wall, Meeting.is_day_only, raiseload=True,
    )  # fmt: skip
    query = select(Meeting).where(Meeting.state != MeetingState.DRAFT).options(shown, _NOTHING_MORE)
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


#: guests last; "membre 6" before "membre 10"
_BY_INSTITUTION = (Institution.name_sort.is_(None), Institution.name_sort, Invitation.id)


def list_invitations(meeting_id: int) -> Select[Invitation]:
    """Every invitation not removed, by institution (guests last), with names."""
    return _with_names(
        select(Invitation)
        .outerjoin(Institution, Invitation.institution_id == Institution.id)
        .where(Invitation.meeting_id == meeting_id, Invitation.removed_at.is_(None))
        .order_by(*_BY_INSTITUTION)
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


def search_invitations(
    meeting_id: int, answer: Answer | None, words: str, *, newest_first: bool = False
) -> Select[Invitation]:
    """The list of answers, narrowed by answer and by a folded piece of a name; by institution, or as the
    answers come: the newest first, then those that are still awaited."""
    query = list_invitations(meeting_id)
    if newest_first:
        came = (Invitation.answered_at.is_(None), Invitation.answered_at.desc())
        query = query.order_by(None).order_by(*came, *_BY_INSTITUTION)
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


def _is_silent(reminded_before: Any) -> list[ColumnElement[bool]]:
    """Has not answered, has an address, was not reminded since an instant; Seat and Person are joined."""
    return [
        Invitation.answer == Answer.NONE, Seat.closed_at.is_(None),
        or_(Invitation.reminded_at.is_(None), Invitation.reminded_at <= reminded_before),
        func.coalesce(Person.email, Invitation.guest_email).is_not(None),
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
        .where(
            Meeting.starts_at <= starts_before, Meeting.state == MeetingState.CONVENED, Meeting.starts_at > now,
            Invitation.removed_at.is_(None), *_is_silent(reminded_before), not_(_somebody_comes()),
        )
        .group_by(Meeting.id)
        .options(_NOTHING_MORE)
        .order_by(Meeting.starts_at)
    )  # fmt: skip


@cache
def list_panel_figures() -> Select[*tuple[Any, ...]]:
    """What the secretariat's panel says of `meeting_id`. Of institutions and of guests one row per `place` of their answers
    (`ANSWER_ORDER`): how many, invited, unanswered, silent and not reminded since `reminded_before`. Beside each what
    else the panel counts. One row, with no place, while nobody is invited."""
    key: Any = bindparam("meeting_id")
    minutes = select(func.coalesce(func.sum(AgendaItem.minutes), 0)).where(AgendaItem.meeting_id == key)
    silent = case((and_(*_is_silent(bindparam("reminded_before"))), Invitation.id))
    place = case(*((Invitation.answer == answer, place) for answer, place in ANSWER_ORDER.items()))
    each = (
        select(
            Invitation.institution_id, func.min(place).label("place"), func.count(Invitation.id).label("invited"),
            func.count(case((Invitation.answer == Answer.NONE, Invitation.id))).label("unanswered"),
            func.count(silent).label("silent"),
        )
        # of those alone who may be reminded
        .outerjoin(Seat, and_(Invitation.seat_id == Seat.id, Invitation.answer == Answer.NONE))
        .outerjoin(Person, Seat.person_id == Person.id)
        .where(Invitation.meeting_id == key, Invitation.removed_at.is_(None))
        .group_by(Invitation.institution_id, case((Invitation.institution_id.is_(None), place)))
        .subquery()
    )  # fmt: skip
    is_guest = each.c.institution_id.is_(None)
    return (
        select(
            is_guest.label("is_guest"), each.c.place, func.count(each.c.place).label("groups"),
            func.sum(each.c.invited).label("invited"), func.sum(each.c.unanswered).label("unanswered"),
            func.sum(each.c.silent).label("silent"), standing.get_next_departure(key).label("leaves_at"),
            minutes.scalar_subquery().label("minutes"), standing.count_waiting_items(key).label("waiting_items"),
            standing.has_letters(key).label("has_letters"), standing.count_letters_to_send(key).label("letters_to_send"),
        )
        .select_from(Meeting)
        .outerjoin(each, true())
        .where(Meeting.id == key)
        .group_by(is_guest, each.c.place)
    )  # fmt: skip


# --- the invited answer for themselves ---------------------------------------------------------------


def _with_places(query: Select[Invitation]) -> Select[Invitation]:
    """Meeting, seat, person and institution: what an answer, its page and its actor need."""
    return query.options(
        joinedload(Invitation.meeting),
        joinedload(Invitation.seat).options(joinedload(Seat.person), joinedload(Seat.institution)),
        joinedload(Invitation.institution),
        _NOTHING_MORE,
    )


@cache
def get_invitation_of_link() -> Select[Invitation]:
    """The invitation that a mailed link names, by `invitation_id`, whatever became of it, with the account of its
    person. Built once. The seat's institution is the invitation's but after a merge: read then, by itself."""
    account = joinedload(Seat.person).joinedload(Person.account).load_only(Account.suspended_at)
    return (
        select(Invitation)
        .where(Invitation.id == bindparam("invitation_id"))
        .options(
            joinedload(Invitation.meeting),
            joinedload(Invitation.seat).options(account, lazyload(Seat.institution)),
            joinedload(Invitation.institution).load_only(Institution.name), _NOTHING_MORE,
        )
    )  # fmt: skip


@cache
def list_mailbox_ids() -> Select[int]:
    """Which living invitations to `meeting_id` stand for the mailbox `address` (folded). Built once."""
    address: Any = bindparam("address")
    return (
        select(Invitation.id)
        .outerjoin(Seat, Invitation.seat_id == Seat.id)
        .outerjoin(Person, Seat.person_id == Person.id)
        .where(
            Invitation.meeting_id == bindparam("meeting_id"), Invitation.removed_at.is_(None), Seat.closed_at.is_(None),
            or_(func.lower(Person.email) == address, func.lower(Invitation.guest_email) == address),
        )
        .order_by(Invitation.id)
    )  # fmt: skip


def list_by_ids(ids: Iterable[int]) -> Select[Invitation]:
    """These invitations, with what their answers show."""
    return _with_places(select(Invitation).where(Invitation.id.in_(list(ids)))).order_by(Invitation.id)


@cache
def list_institution_invitations() -> Select[Invitation]:
    """The living invitations of one institution's seats, by `meeting_id` and `institution_id`; whoever asks has the
    meeting already. Built once."""
    return (
        select(Invitation)
        .where(
            Invitation.meeting_id == bindparam("meeting_id"),
            Invitation.institution_id == bindparam("institution_id"), Invitation.removed_at.is_(None),
        )
        .options(
            joinedload(Invitation.seat).options(joinedload(Seat.person), joinedload(Seat.institution)),
            joinedload(Invitation.institution), _NOTHING_MORE,
        )
        .order_by(Invitation.id)
    )  # fmt: skip


def list_calendar_of_seat(seat_id: int) -> Select[Invitation]:
    """The latest 500 invitations of a seat: its calendar, agendas included."""
    agenda = joinedload(Invitation.meeting).selectinload(Meeting.agenda).options(_NOTHING_MORE)
    query = list_invitations_of_seats([seat_id]).options(agenda)
    return query.order_by(None).order_by(Meeting.starts_at.desc()).limit(500)


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


@cache
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


@lru_cache(maxsize=8)
def count_meetings(query: Select[Meeting]) -> Select[int]:
    """How many meetings a list query finds in all."""
    return select(func.count()).select_from(query.order_by(None).with_only_columns(Meeting.id).subquery())


@cache
def count_member_institutions() -> Select[int]:
    """How many institutions are members today."""
    return select(func.count(Institution.id)).where(Institution.membership == Membership.MEMBER)


#: mails to an institution's own address, which carry no calendar part
_LETTERS = ("official_letter", "letter_changed")


def list_told(meeting_id: int) -> Select[str, str, datetime]:
    """Rows (address, language, when the newest calendar mail, or letter, of the meeting was written), those that a newer
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
            or_(OutboxMail.calendar_method == "REQUEST", OutboxMail.template.in_(_LETTERS)), OutboxMail.state != MailState.MERGED, not_(waiting),
        )
        .group_by(OutboxMail.to_address, OutboxMail.language)
    )  # fmt: skip
