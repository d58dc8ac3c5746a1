"""Reading institutions, seats, bodies and mandates."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from noress.core.folding import fold
from noress.core.names import Called
from noress.domain.accounts.models import AccountInvitation, Person
from noress.domain.actions.models import Action
from noress.domain.actions.queries import is_open as action_is_open
from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.drafts.models import FormDraft
from noress.domain.institutions.models import (
    Body,
    BodyKind,
    Category,
    Institution,
    Mandate,
    MandateRole,
    Membership,
    Seat,
    SeatKind,
)
from noress.domain.meetings.models import Invitation, Meeting, MeetingState

#: the order in which lists show them: members first, then what stands apart
SECTIONS = [
    Membership.MEMBER,
    Membership.SUSPENDED,
    Membership.SERVICE,
    Membership.UNKNOWN,
    Membership.LEFT,
]
_COMING = (MeetingState.DRAFT, MeetingState.CONVENED, MeetingState.POSTPONED)

_LEADING = (MandateRole.CHAIR, MandateRole.COORDINATOR)

#: a relation nobody declared is an error; one already in memory is not
_NOTHING_MORE = raiseload("*", sql_only=True)


def list_categories() -> Select[Category]:
    return select(Category).order_by(Category.position, Category.code)


def words_of(search: str | None) -> list[str]:
    """What was typed in a search box, folded like names are; never more than six words."""
    text = re.sub(r"[\x00-\x1f\x7f%_\\]+", " ", search or "")[:200]
    return fold(text).split()[:6]


def list_institutions(
    *, search: str | None = None, category: str | None = None, membership: Membership | None = None
) -> Select[Institution]:
    """By section, category and name; the numbered demonstration ones after the documented ones. A record that
    was merged into another is in no list."""
    query = select(Institution).join(Institution.category).where(Institution.merged_into_id.is_(None))
    for word in words_of(search):
        query = query.where(Institution.name_folded.contains(word, autoescape=True))
    if category:
        query = query.where(Institution.category_code == category)
    if membership is not None:
        query = query.where(Institution.membership == membership)
    return query.options(joinedload(Institution.category), _NOTHING_MORE).order_by(
        case({section: place for place, section in enumerate(SECTIONS)}, value=Institution.membership),
        Category.position, Category.code, Institution.is_demonstration, Institution.name_sort, Institution.id,
    )  # fmt: skip


def count_by_membership() -> Select[Membership, bool, int]:
    """(membership, whether invented for the demonstration, how many)."""
    kinds = (Institution.membership, Institution.is_demonstration)
    return select(*kinds, func.count()).where(Institution.merged_into_id.is_(None)).group_by(*kinds)


def count_open_seats(ids: Iterable[int], on: date) -> Select[int, int]:
    """(institution, how many may speak for it that day)."""
    return (
        select(Seat.institution_id, func.count())
        .where(Seat.institution_id.in_(list(ids)), Seat.closed_at.is_(None))
        .where(or_(Seat.ends_on.is_(None), Seat.ends_on >= on))
        .group_by(Seat.institution_id)
    )


def get_institution(institution_id: int) -> Select[Institution]:
    """One institution with everything that its public page shows; no person is loaded."""
    return (
        select(Institution)
        .where(Institution.id == institution_id)
        .options(
            joinedload(Institution.category), joinedload(Institution.part_of),
            selectinload(Institution.services),
            selectinload(Institution.mandates).joinedload(Mandate.body), _NOTHING_MORE,
        )
    )  # fmt: skip


def list_similar_names(names: Iterable[str], acronym: str | None) -> Select[Institution]:
    """Candidates for "this institution exists already": the rule compares them exactly."""
    wanted: list[ColumnElement[bool]] = [
        Institution.name_folded.contains(fold(name), autoescape=True) for name in names if name
    ]
    if acronym:
        wanted.append(func.lower(Institution.acronym) == acronym.lower())
    return (
        select(Institution)
        .where(or_(*wanted), Institution.merged_into_id.is_(None))
        .order_by(Institution.id)
        .limit(50)
    )


def list_institution_choices(*, only_members: bool = False) -> Select[int, object, str | None]:
    """(id, name, acronym) of every institution, for a list to choose from."""
    query = (
        select(Institution.id, Institution.name, Institution.acronym)
        .where(Institution.merged_into_id.is_(None))
        .order_by(Institution.name_sort)
    )
    return query.where(Institution.membership == Membership.MEMBER) if only_members else query


def list_person_choices() -> Select[int, str, str | None]:
    """(id, name, address) of every person who was not erased."""
    return (
        select(Person.id, Called(Person.name, Person.name_ar), Person.email)
        .where(Person.erased_at.is_(None), Person.merged_into_id.is_(None))
        .order_by(Person.name_folded, Person.id)
    )


def get_same_person(name: str, email: str) -> Select[Person]:
    """The person of this name who reads this address: typing them again does not make two of them."""
    return (
        select(Person)
        .where(Person.name_folded == fold(name), func.lower(Person.email) == email.lower())
        .where(Person.erased_at.is_(None), Person.merged_into_id.is_(None))
        .order_by(Person.id)
        .limit(1)
    )


def list_seats(institution_id: int) -> Select[Seat]:
    """Open ones first, titulars first, with their person."""
    return (
        select(Seat)
        .where(Seat.institution_id == institution_id)
        .options(joinedload(Seat.person), joinedload(Seat.successor).joinedload(Seat.person), _NOTHING_MORE)
        .order_by(
            Seat.closed_at.isnot(None), case((Seat.kind == SeatKind.TITULAR, 0), else_=1),
            Seat.starts_on.desc(), Seat.id.desc(),
        )
    )  # fmt: skip


def list_open_seats_of(institution_id: int) -> Select[Seat]:
    return (
        select(Seat)
        .where(Seat.institution_id == institution_id, Seat.closed_at.is_(None))
        .options(joinedload(Seat.person))
        .order_by(Seat.id)
    )


def list_seats_awaiting_successor(institution_id: int) -> Select[Seat]:
    """Closed seats whose duties nobody took over yet."""
    return (
        select(Seat)
        .where(Seat.institution_id == institution_id, Seat.closed_at.isnot(None), Seat.successor_id.is_(None))
        .options(joinedload(Seat.person))
        .order_by(Seat.closed_at.desc())
    )


def list_unused_account_invitations(seat_id: int) -> Select[AccountInvitation]:
    return select(AccountInvitation).where(
        AccountInvitation.seat_id == seat_id,
        AccountInvitation.used_at.is_(None),
        AccountInvitation.revoked_at.is_(None),
    )


def list_coming_invitations(seat_id: int, now: datetime) -> Select[Invitation]:
    """Invitations of this seat to meetings still ahead (a postponed one has no date yet), soonest first."""
    return (
        select(Invitation)
        .join(Invitation.meeting)
        .where(
            Invitation.seat_id == seat_id, Invitation.removed_at.is_(None), Meeting.state.in_(_COMING),
            or_(Meeting.starts_at > now, Meeting.state == MeetingState.POSTPONED),
        )
        .options(joinedload(Invitation.meeting))
        .order_by(Meeting.starts_at, Invitation.id)
    )  # fmt: skip


def list_mandates_of_seat(seat: Seat, on: date) -> Select[Mandate]:
    """Places that the person holds in the name of this institution."""
    return (
        select(Mandate)
        .where(
            Mandate.person_id == seat.person_id, Mandate.institution_id == seat.institution_id,
            or_(Mandate.ends_on.is_(None), Mandate.ends_on >= on),
        )
        .options(joinedload(Mandate.body))
        .order_by(Mandate.id)
    )  # fmt: skip


def list_waiting_proposals(seat_id: int) -> Select[ProposedItem]:
    """Points that this seat proposed and that nobody has treated yet."""
    return (
        select(ProposedItem)
        .where(
            ProposedItem.seat_id == seat_id,
            ProposedItem.state.in_((ProposedState.PROPOSED, ProposedState.PARKED)),
        )
        .order_by(ProposedItem.id)
    )


def count_open_actions(institution_id: int) -> Select[int]:
    """Actions that the institution still owes."""
    return select(func.count(Action.id)).where(
        Action.owner_institution_id == institution_id, action_is_open()
    )


def count_drafts_of_seat(seat: Seat) -> Select[int]:
    return select(func.count(FormDraft.id)).where(
        FormDraft.person_id == seat.person_id, FormDraft.seat_id == seat.id
    )


def list_bodies() -> Select[Body]:
    """Every body, in the order of its siblings; `tree` of rules arranges them."""
    return select(Body).options(_NOTHING_MORE).order_by(Body.position, Body.id)


def count_mandates(on: date) -> Select[int, int]:
    """(body, mandates held that day)."""
    return (
        select(Mandate.body_id, func.count())
        .outerjoin(Mandate.institution)
        .where(mandate_is_current(on), Institution.merged_into_id.is_(None))
        .group_by(Mandate.body_id)
    )


def get_body(body_id: int) -> Select[Body]:
    return select(Body).where(Body.id == body_id).options(joinedload(Body.parent), _NOTHING_MORE)


def mandate_is_current(on: date) -> ColumnElement[bool]:
    """Held that day, or to begin later."""
    return or_(Mandate.ends_on.is_(None), Mandate.ends_on >= on)


def list_mandates(body_id: int, on: date, *, with_persons: bool = False) -> Select[Mandate]:
    """Current ones first, by role, then by name. Persons are loaded for those who may see them only."""
    ranks = {role: place for place, role in enumerate(MandateRole)}
    options = [joinedload(Mandate.institution)]
    if with_persons:
        options.append(joinedload(Mandate.person))
    return (
        select(Mandate)
        .outerjoin(Mandate.institution)
        .where(Mandate.body_id == body_id, Institution.merged_into_id.is_(None))
        .options(*options, _NOTHING_MORE)
        .order_by(
            case((mandate_is_current(on), 0), else_=1), case(ranks, value=Mandate.role),
            Institution.is_demonstration, Institution.name_sort, Mandate.starts_on.desc(), Mandate.id,
        )
    )  # fmt: skip


def list_mandates_of_institution(institution_id: int, on: date) -> Select[Mandate]:
    """The institution's places still held that day."""
    return select(Mandate).where(Mandate.institution_id == institution_id, mandate_is_current(on))


def list_leading_mandates(on: date) -> Select[Mandate]:
    """Places that coordinate or chair the permanent secretariat that day."""
    return (
        select(Mandate)
        .join(Mandate.body)
        .where(
            Body.kind == BodyKind.SECRETARIAT, Body.dissolved_on.is_(None), Mandate.role.in_(_LEADING),
            Mandate.starts_on <= on, or_(Mandate.ends_on.is_(None), Mandate.ends_on >= on),
        )
        .options(joinedload(Mandate.body))
        .order_by(Mandate.id)
    )  # fmt: skip


def list_held_leading_mandates(on: date) -> Select[Mandate]:
    """Of those, the ones that somebody exercises: a person, or an institution that has an open seat."""
    is_seated = exists().where(Seat.institution_id == Mandate.institution_id, Seat.closed_at.is_(None))
    return list_leading_mandates(on).where(or_(Mandate.person_id.isnot(None), is_seated))


def list_mandate_ids(body_id: int) -> Select[int]:
    """Every mandate ever held in a body."""
    return select(Mandate.id).where(Mandate.body_id == body_id).order_by(Mandate.id)


def list_same_mandates(mandate: Mandate) -> Select[Mandate]:
    """Mandates of the same holder, in the same body and role, whose dates meet this one's."""
    begins_before = [] if mandate.ends_on is None else [Mandate.starts_on <= mandate.ends_on]
    return select(Mandate).where(
        and_(
            Mandate.body_id == mandate.body_id, Mandate.role == mandate.role,
            _same(Mandate.institution_id, mandate.institution_id), _same(Mandate.person_id, mandate.person_id),
            or_(Mandate.ends_on.is_(None), Mandate.ends_on >= mandate.starts_on), *begins_before,
        )
    )  # fmt: skip


def _same(column: Any, value: int | None) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value
