"""Reading who stands aside from what: parts that institutions and people have in a file, ties between organisations.

Everything is computed when it is asked: a seat that opens, a tie that is noted, count at once.
"""

from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import aliased, joinedload

from noress.domain.accounts.models import Account, Person
from noress.domain.accounts.queries import between, is_living
from noress.domain.applications.models import Application, ApplicationPerson, ApplicationTie
from noress.domain.awards.models import Award, AwardShare, AwardState
from noress.domain.catalogue.models import Structure, StructureKeeper
from noress.domain.funding.models import Funder, FundingCall
from noress.domain.institutions.models import (
    Assignment,
    Body,
    BodyKind,
    Function,
    Institution,
    Mandate,
    MandateRole,
    Seat,
)
from noress.domain.juries.models import Juror
from noress.domain.reviewing.models import LinkKind, OrganisationLink, Recusal

#: functions of those who have a hand in files
HANDLING = (
    Function.ANIMATION_TEAM,
    Function.DESK_OFFICER,
    Function.AUTHORISING_OFFICER,
    Function.TREASURER,
)


# --- whose institutions, and those tied to them ------------------------------------------------------


def _own(on: Any, people: Any, voices: Mapping[int, int] | None = None) -> CTE:
    """(person, institution): by every open seat, by every mandate held for an institution, by every seat in a jury. `people`
    narrows; `voices` adds what would be: {person: institution}."""
    seats = select(Seat.person_id.label("person_id"), Seat.institution_id.label("institution_id")).where(
        Seat.closed_at.is_(None), or_(Seat.ends_on.is_(None), Seat.ends_on >= on), people(Seat.person_id)
    )
    mandates = select(Mandate.person_id, Mandate.institution_id).where(
        Mandate.institution_id.is_not(None), between(Mandate, on), people(Mandate.person_id)
    )
    juries = select(Juror.person_id, Juror.institution_id).where(
        Juror.institution_id.is_not(None), Juror.removed_at.is_(None), Juror.declined_at.is_(None),
        people(Juror.person_id),
    )  # fmt: skip
    would = [select(literal(one, Integer), literal(other, Integer)) for one, other in (voices or {}).items()]
    return union(seats, mandates, juries, *would).cte("own_institution")


def _edges(kind: LinkKind | None, name: str) -> CTE:
    """(lower, upper): a service and its institution; the two sides of a link."""
    services = select(Institution.id.label("lower"), Institution.part_of_id.label("upper")).where(
        Institution.part_of_id.is_not(None)
    )
    links = select(OrganisationLink.from_id, OrganisationLink.to_id)
    if kind is not None:
        links = links.where(OrganisationLink.kind == kind)
    return union(services, links).cte(name)


def near(on: Any, people: Any, voices: Mapping[int, int] | None = None) -> CTE:
    """(person, institution, is it their own): their own, what is tied to it by one step either way, and the other
    services and branches of the same house."""
    own = _own(on, people, voices)
    edge, house = _edges(None, "organisation_edge"), _edges(LinkKind.BRANCH, "same_house")
    other = house.alias("other_of_house")
    mine = select(own.c.person_id, own.c.institution_id, true().label("is_own"))
    above = select(own.c.person_id, edge.c.upper, false()).join(edge, edge.c.lower == own.c.institution_id)
    below = select(own.c.person_id, edge.c.lower, false()).join(edge, edge.c.upper == own.c.institution_id)
    beside = (
        select(own.c.person_id, other.c.lower, false())
        .join(house, house.c.lower == own.c.institution_id)
        .join(other, and_(other.c.upper == house.c.upper, other.c.lower != house.c.lower))
    )
    return union(mine, above, below, beside).cte("near_institution")


def list_near(
    on: date, person_ids: Collection[int], voices: Mapping[int, int] | None = None
) -> Select[int, int, bool]:
    found = near(on, lambda column: column.in_(person_ids), voices)
    return select(found.c.person_id, found.c.institution_id, found.c.is_own)


@lru_cache(maxsize=1)
def list_near_of() -> Select[int, int, bool]:
    """`list_near` of :people on :day: building it costs more than running it."""
    people = bindparam("people", type_=Integer, expanding=True)
    found = near(bindparam("day", type_=Date), lambda column: column.in_(people))
    return select(found.c.person_id, found.c.institution_id, found.c.is_own)


# --- parts in an application -------------------------------------------------------------------------


def _counts() -> ColumnElement[bool]:
    """Somebody who works on it, or did; an invitation taken back before it was accepted made nobody a party."""
    return or_(ApplicationPerson.removed_at.is_(None), ApplicationPerson.accepted_at.is_not(None))


def parts(of: Any = None, at: Any = None) -> CompoundSelect[int, int]:
    """(application, institution that has a part in it): candidate, sponsor, partner, accompanist. `of` narrows the applications, `at`
    the institutions: the few of one person are found by their index, however many applications there are."""
    columns = [
        (select(ApplicationTie.application_id.label("application_id"),
                ApplicationTie.institution_id.label("institution_id")), ApplicationTie.application_id,
         ApplicationTie.institution_id),
        (select(Application.id, Structure.institution_id)
         .join(Structure, Structure.id == Application.structure_id)
         .where(Structure.institution_id.is_not(None)), Application.id, Structure.institution_id),
        (select(Application.id, Application.affiliated_with_id)
         .where(Application.affiliated_with_id.is_not(None)), Application.id, Application.affiliated_with_id),
        (select(ApplicationPerson.application_id, ApplicationPerson.institution_id)
         .where(ApplicationPerson.institution_id.is_not(None), _counts()), ApplicationPerson.application_id,
         ApplicationPerson.institution_id),
    ]  # fmt: skip
    if of is not None:
        columns = [(query.where(of(one)), one, other) for query, one, other in columns]
    if at is not None:
        columns = [(query.where(at(other)), one, other) for query, one, other in columns]
    return union(*(query for query, _one, _other in columns))


def own_parts(person_ids: Any, of: Any = None) -> CompoundSelect[int, int]:
    """(application, person who works on it or keeps the candidate's entry)."""
    works = (
        select(ApplicationPerson.application_id.label("application_id"), Person.id.label("person_id"))
        .join(
            Person,
            or_(
                ApplicationPerson.person_id == Person.id,
                func.lower(ApplicationPerson.email) == func.lower(Person.email),
            ),
        )
        .where(_counts(), person_ids(Person.id))
    )
    keeps = (
        select(Application.id, StructureKeeper.person_id)
        .join(StructureKeeper, StructureKeeper.structure_id == Application.structure_id)
        .where(StructureKeeper.ended_at.is_(None), person_ids(StructureKeeper.person_id))
    )
    if of is not None:
        works, keeps = works.where(of(ApplicationPerson.application_id)), keeps.where(of(Application.id))
    return union(works, keeps)


@lru_cache(maxsize=64)
def list_recused_ids(subject_type: str, person_id: int, on: date) -> Select[int]:
    """The files that this person sees nothing of. Stands in most queries of a page: built once a day and reader."""
    if subject_type != Application.__tablename__:
        return _set_aside(subject_type, person_id)
    return _recused(person_id, on)


@lru_cache(maxsize=1)
def get_recused() -> Select[int]:
    """One row when :person sees nothing of the application :subject on :day. Asked for at every page of a file: built once, run with
    values; building it costs more than running it."""
    return recused(bindparam("person", type_=Integer), bindparam("subject", type_=Integer)).limit(1)


def recused(person: Any, subject: Any) -> Select[int]:
    """A row when this person sees nothing of this application on :day; to stand inside another statement too."""

    def is_it(column: Any) -> Any:
        return column == subject

    return _recused(person, bindparam("day", type_=Date), is_it, through=is_it)


@lru_cache(maxsize=1)
def get_recused_ids() -> Select[int]:
    """`list_recused_ids` of :person on :day, to stand inside a statement that is built once."""
    return _recused(bindparam("person", type_=Integer), bindparam("day", type_=Date))


def _set_aside(subject_type: str, person: Any) -> Select[int]:
    """Written down."""
    return select(Recusal.subject_id.label("subject_id")).where(
        Recusal.subject_type == subject_type, Recusal.person_id == person, Recusal.lifted_at.is_(None)
    )


def _recused(person: Any, on: Any, is_one: Any = None, *, through: Any = None) -> Select[int]:
    """Written down, through an institution near the person, or their own part. `is_one` narrows the applications that are looked
    for by the person, `through` those that are looked for by institutions."""

    def is_theirs(column: Any) -> Any:
        return column == person

    stored, around = _set_aside(Application.__tablename__, person), near(on, is_theirs)
    if is_one is not None:
        stored = stored.where(is_one(Recusal.subject_id))
    tied = parts(through, lambda column: column.in_(select(around.c.institution_id))).subquery()
    own = own_parts(is_theirs, is_one).subquery()
    found = union(stored, select(tied.c.application_id), select(own.c.application_id)).subquery()
    return select(found.c.subject_id)


def list_parts(application_ids: Collection[int] | Select[int]) -> Select[int, int]:
    found = parts(lambda column: column.in_(application_ids)).subquery()
    return select(found.c.application_id, found.c.institution_id)


@lru_cache(maxsize=64)
def list_parts_in(of: Select[int]) -> Select[int, int]:
    """The same for a statement that is itself built once (`evaluations.ids_of_call`)."""
    return list_parts(of)


def list_own_parts(
    application_ids: Collection[int] | Select[int], person_ids: Collection[int]
) -> Select[int, int]:
    found = own_parts(
        lambda column: column.in_(person_ids), lambda column: column.in_(application_ids)
    ).subquery()
    return select(found.c.application_id, found.c.person_id)


def list_funded(
    on: date, application_ids: Any, person_ids: Collection[int], voices: Mapping[int, int]
) -> Select[int, int]:
    """(application, person whose own institution brought money to another project of the same structure)."""
    own = _own(on, lambda column: column.in_(person_ids), voices)
    other = aliased(Application)
    return (
        select(Application.id, own.c.person_id)
        .join(Award, Award.structure_id == Application.structure_id)
        .join(other, other.id == Award.application_id)
        .join(AwardShare, AwardShare.award_id == Award.id)
        .join(Funder, Funder.id == AwardShare.funder_id)
        .join(own, own.c.institution_id == Funder.institution_id)
        .where(
            Application.id.in_(application_ids), other.id != Application.id, Award.published_at.is_not(None),
            Award.state != AwardState.CANCELLED,
        )
        .distinct()
    )  # fmt: skip


def list_working_by_address(application_ids: Any, email: str) -> Select[int]:
    """Applications that somebody of that address works on: of those who have no record yet."""
    return select(ApplicationPerson.application_id).where(
        ApplicationPerson.application_id.in_(application_ids), _counts(),
        func.lower(ApplicationPerson.email) == email.lower(),
    )  # fmt: skip


# --- those who have a hand in files ------------------------------------------------------------------


def list_handlers(on: date) -> Select[Person]:
    """Members of the permanent secretariat and holders of a function that handles files, by name."""
    by_function = select(Assignment.person_id).where(
        Assignment.function.in_(HANDLING), between(Assignment, on)
    )
    living = and_(is_living(), or_(Person.account_id.is_(None), Account.suspended_at.is_(None)))
    members = _secretariat_people(on)
    return (
        select(Person)
        .outerjoin(Account, Account.id == Person.account_id)
        .where(living, or_(Person.id.in_(by_function), Person.id.in_(select(members.c.person_id))))
        .order_by(Person.name_folded, Person.id)
        .options(joinedload(Person.account))
    )


def _secretariat_people(on: date) -> Any:
    """(person, role) of the permanent secretariat: held by the person, or by the institution that they sit for."""
    mine = (
        select(Mandate.person_id.label("person_id"), Mandate.role.label("role"))
        .join(Body, Body.id == Mandate.body_id)
        .where(Mandate.person_id.is_not(None))
    )
    seated = (
        select(Seat.person_id, Mandate.role)
        .join(Mandate, Mandate.institution_id == Seat.institution_id)
        .join(Body, Body.id == Mandate.body_id)
        .where(Mandate.person_id.is_(None), Seat.closed_at.is_(None), between(Seat, on))
    )
    narrowed = [
        query.where(
            Body.kind == BodyKind.SECRETARIAT, Mandate.role != MandateRole.OBSERVER, between(Mandate, on)
        )
        for query in (mine, seated)
    ]
    return union(*narrowed).subquery()


def list_secretariat_roles(on: date) -> Select[int, MandateRole]:
    found = _secretariat_people(on)
    return select(found.c.person_id, found.c.role)


def list_handling_functions(on: date) -> Select[int, Function]:
    return select(Assignment.person_id, Assignment.function).where(
        Assignment.function.in_(HANDLING), between(Assignment, on)
    )


# --- recusals ----------------------------------------------------------------------------------------


def get_recusal(subject_type: str, subject_id: int, person_id: int) -> Select[Recusal]:
    return select(Recusal).where(
        Recusal.subject_type == subject_type, Recusal.subject_id == subject_id, Recusal.person_id == person_id
    )


def list_recusals(subject_type: str, subject_ids: Collection[int]) -> Select[Recusal]:
    """Those that stand."""
    return (
        select(Recusal)
        .where(
            Recusal.subject_type == subject_type,
            Recusal.subject_id.in_(subject_ids),
            Recusal.lifted_at.is_(None),
        )
        .options(joinedload(Recusal.person), joinedload(Recusal.substitute))
        .order_by(Recusal.id)
    )


def list_numbered_of(call_ids: Collection[int], hidden: Select[int]) -> Select[Application]:
    """The files of these calls that were sent at least once, but those that the reader is recused from."""
    return (
        select(Application)
        .where(
            Application.call_id.in_(call_ids), Application.number.is_not(None), Application.id.not_in(hidden)
        )
        .order_by(Application.number, Application.id)
    )


def list_calls_with_files(hidden: Select[int]) -> Select[FundingCall]:
    """Calls that received files, as far as the reader may know of them; the last edition first."""
    received = select(Application.call_id).where(
        Application.number.is_not(None), Application.id.not_in(hidden)
    )
    return (
        select(FundingCall)
        .where(FundingCall.id.in_(received))
        .order_by(FundingCall.is_test, FundingCall.edition.desc(), FundingCall.id.desc())
    )


# --- ties between organisations ----------------------------------------------------------------------


def list_links(institution_id: int) -> Select[OrganisationLink]:
    """Of an institution, whichever side it stands on, by name of the other."""
    first, second = aliased(Institution), aliased(Institution)
    return (
        select(OrganisationLink)
        .join(first, first.id == OrganisationLink.from_id)
        .join(second, second.id == OrganisationLink.to_id)
        .where(or_(OrganisationLink.from_id == institution_id, OrganisationLink.to_id == institution_id))
        .options(joinedload(OrganisationLink.first), joinedload(OrganisationLink.second))
        .order_by(OrganisationLink.kind, first.name_sort, second.name_sort, OrganisationLink.id)
    )


def get_same_link(from_id: int, to_id: int, kind: LinkKind) -> Select[OrganisationLink]:
    return select(OrganisationLink).where(
        OrganisationLink.from_id == from_id, OrganisationLink.to_id == to_id, OrganisationLink.kind == kind
    )
