"""Reading accounts, persons, devices, codes and invitations; and the guarded updates of what is good once."""

import zlib
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    CompoundSelect,
    Date,
    Delete,
    Integer,
    Select,
    Update,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, joinedload, selectinload

from noress.core.database import AS_JSON, AS_ROW
from noress.core.stamps import stamp_column
from noress.domain.accounts.models import (
    Account,
    AccountInvitation,
    Consent,
    Device,
    Person,
    PersonalDataRequest,
    RecoveryCode,
    SavedPost,
    SignInAttempt,
    SignInCode,
)
from noress.domain.accounts.queries.traces import escaped
from noress.domain.institutions.models import (
    Assignment,
    Body,
    BodyKind,
    Institution,
    Mandate,
    Seat,
)

MAX_CODE_TRIES = 5


# --- who acts ---------------------------------------------------------------------------------------


def between(model: type[Mandate] | type[Assignment] | type[Seat], on: date) -> ColumnElement[bool]:
    """The place is held on that day."""
    return and_(model.starts_on <= on, or_(model.ends_on.is_(None), model.ends_on >= on))


def seat_is_open(on: date) -> ColumnElement[bool]:
    return and_(Seat.closed_at.is_(None), between(Seat, on))


def is_living() -> ColumnElement[bool]:
    """Neither erased nor merged into another record."""
    return and_(Person.erased_at.is_(None), Person.merged_into_id.is_(None))


# Who signs each request: built once, run with values; building them costs more than running them.
_ON: Any = bindparam("on", type_=Date)


def _held_by(person_id: Any, institution_id: Any) -> ColumnElement[bool]:
    """Mandates that a person holds that day, personally or through the institution they act for."""
    as_institution = and_(Mandate.institution_id == institution_id, Mandate.person_id.is_(None))
    return and_(or_(Mandate.person_id == person_id, as_institution), between(Mandate, _ON))


#: (body, kind, role) of the current mandates
CURRENT_ROLES = (
    select(Body.id, Body.kind, Mandate.role)
    .join(Mandate, Mandate.body_id == Body.id)
    .where(_held_by(bindparam("person_id", type_=Integer), bindparam("institution_id", type_=Integer)))
)
CURRENT_FUNCTIONS = select(Assignment.function).where(
    Assignment.person_id == bindparam("person_id", type_=Integer), between(Assignment, _ON)
)


@cache
def list_presence(engine: str) -> Select[Any]:
    """Who stands behind the `token_digest` of a living device `now`: neither revoked nor expired, its account not
    suspended, its seat open. All that the actor is made of, in one statement: a row per mandate and function, each one JSON list,
    in the order of `identity.Row`: seventeen columns are described anew with every page."""
    row = AS_ROW[engine](
        Device.id, stamp_column(), Device.person_id, Person.name, Person.name_ar, Person.language, Device.method,
        Device.account_id, Device.second_factor_at.is_not(None), Device.seat_id, Seat.kind, Seat.institution_id,
        AS_JSON[engine](Institution.name), Body.id, Body.kind, Mandate.role, Assignment.function, type_=JSON(),
    )  # fmt: skip
    return (
        select(row)
        .join(Account, Account.id == Device.account_id)
        .outerjoin(Person, Person.id == Device.person_id)
        .outerjoin(Seat, Seat.id == Device.seat_id)
        .outerjoin(Institution, Institution.id == Seat.institution_id)
        .outerjoin(Mandate, _held_by(Device.person_id, Seat.institution_id))
        .outerjoin(Body, Body.id == Mandate.body_id)
        .outerjoin(Assignment, and_(Assignment.person_id == Device.person_id, between(Assignment, _ON)))
        .where(
            Device.token_digest == bindparam("token_digest"), Device.revoked_at.is_(None),
            Device.expires_at > bindparam("now"), Account.suspended_at.is_(None),
            or_(Device.seat_id.is_(None), seat_is_open(_ON)),
        )
    )  # fmt: skip


def get_device(device_id: int) -> Select[Device]:
    """The row of a device with its account, person, seat and institution."""
    return (
        select(Device)
        .where(Device.id == device_id)
        .options(
            joinedload(Device.account), joinedload(Device.person), joinedload(Device.seat).joinedload(Seat.institution)
        )
    )  # fmt: skip


def list_open_seats(account_id: int, on: date) -> Select[Seat]:
    """Seats that the persons of an account hold that day, with person and institution."""
    return (
        select(Seat)
        .join(Person, Seat.person_id == Person.id)
        .where(Person.account_id == account_id, is_living(), seat_is_open(on))
        .options(joinedload(Seat.person), joinedload(Seat.institution))
        .order_by(Seat.id)
    )


def list_persons_of_account(account_id: int) -> Select[Person]:
    return select(Person).where(Person.account_id == account_id, is_living()).order_by(Person.id)


def list_persons_with_place(person_ids: list[int], on: date) -> CompoundSelect[int | None]:
    """Those of these persons who hold a personal mandate or a function that day."""
    return (
        select(Mandate.person_id)
        .where(Mandate.person_id.in_(person_ids), between(Mandate, on))
        .union(
            select(Assignment.person_id).where(Assignment.person_id.in_(person_ids), between(Assignment, on))
        )
    )


# --- signing in -------------------------------------------------------------------------------------


def get_account(email: str) -> Select[Account]:
    """The account of a folded address."""
    return select(Account).where(Account.email == email)


def is_address_suspended(email: str) -> Select[Any]:
    """Whether the account of a folded address is suspended; None when nobody has one."""
    return select(Account.suspended_at.is_not(None)).where(Account.email == email)


def lock_subject(session: Session, subject: str) -> None:
    """Serialise those who count the same subject until the transaction ends. SQLite's writers are
    already one at a time."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(zlib.crc32(subject.encode()))))


def list_attempt_times(
    kind: str, subject: str, since: datetime, most: int, succeeded: bool | None
) -> Select[datetime]:
    """The instants of the newest counted attempts."""
    query = select(SignInAttempt.at).where(
        SignInAttempt.kind == kind, SignInAttempt.subject == subject, SignInAttempt.at > since
    )
    if succeeded is not None:
        query = query.where(SignInAttempt.succeeded == succeeded)
    return query.order_by(SignInAttempt.at.desc()).limit(most)


def count_one_try(code_id: int) -> Update:
    """Takes one of the tries of a code that is still good; no row when there is none left."""
    return (
        update(SignInCode)
        .where(SignInCode.id == code_id, SignInCode.used_at.is_(None), SignInCode.attempts < MAX_CODE_TRIES)
        .values(attempts=SignInCode.attempts + 1)
    )


def use_code(code_id: int, now: datetime) -> Update:
    """Marks the code used; no row when somebody did just before."""
    return (
        update(SignInCode).where(SignInCode.id == code_id, SignInCode.used_at.is_(None)).values(used_at=now)
    )


def end_devices(now: datetime, *where: ColumnElement[bool]) -> Update:
    return update(Device).where(Device.revoked_at.is_(None), *where).values(revoked_at=now)


def list_living_devices(account_id: int, now: datetime) -> Select[Device]:
    return (
        select(Device)
        .where(Device.account_id == account_id, Device.revoked_at.is_(None), Device.expires_at > now)
        .options(joinedload(Device.person), joinedload(Device.seat).joinedload(Seat.institution))
        .order_by(Device.id.desc())
    )


# --- second factor ----------------------------------------------------------------------------------


def take_time_step(account_id: int, step: int) -> Update:
    """Accepts a time step once; no row when it, or a later one, was already accepted."""
    return (
        update(Account)
        .where(Account.id == account_id, or_(Account.totp_last_step.is_(None), Account.totp_last_step < step))
        .values(totp_last_step=step)
    )


def use_recovery_code(account_id: int, code_digest: str, now: datetime) -> Update:
    return (
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id, RecoveryCode.code_digest == code_digest,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
    )  # fmt: skip


def count_recovery_codes(account_id: int) -> Select[int]:
    return select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))


def forget_recovery_codes(account_id: int) -> Delete:
    return delete(RecoveryCode).where(RecoveryCode.account_id == account_id)


# --- invitations to join ----------------------------------------------------------------------------


def list_living_invitations(
    person_id: int, seat_id: int | None = None, *, same_seat: bool = False
) -> Select[Any]:
    """Invitations of a person neither used nor revoked; with `same_seat`, only those for that seat."""
    query = select(AccountInvitation).where(
        AccountInvitation.person_id == person_id, AccountInvitation.used_at.is_(None),
        AccountInvitation.revoked_at.is_(None),
    )  # fmt: skip
    return query.where(AccountInvitation.seat_id == seat_id) if same_seat else query


def list_invitations_of_person(person_id: int) -> Select[AccountInvitation]:
    return (
        select(AccountInvitation)
        .where(AccountInvitation.person_id == person_id)
        .options(joinedload(AccountInvitation.seat).joinedload(Seat.institution))
        .order_by(AccountInvitation.id.desc())
        .limit(20)
    )


def use_invitation(invitation_id: int, now: datetime) -> Update:
    return (
        update(AccountInvitation)
        .where(
            AccountInvitation.id == invitation_id, AccountInvitation.used_at.is_(None),
            AccountInvitation.revoked_at.is_(None),
        )
        .values(used_at=now)
    )  # fmt: skip


# --- people -----------------------------------------------------------------------------------------


def list_persons(folded: str = "") -> Select[Person]:
    """Persons by name, with the seats, mandates and functions that the list shows."""
    query = (
        select(Person)
        .where(is_living())
        .options(
            joinedload(Person.account), selectinload(Person.seats).joinedload(Seat.institution),
            selectinload(Person.mandates).joinedload(Mandate.body), selectinload(Person.assignments),
        )
        .order_by(Person.name_folded, Person.id)
    )  # fmt: skip
    for word in folded.split():
        like = f"%{escaped(word)}%"
        query = query.where(or_(Person.name_folded.like(like, "\\"), Person.email.like(like, "\\")))
    return query


def list_persons_of_address(email: str) -> Select[Person]:
    return select(Person).where(Person.email == email, is_living()).order_by(Person.id)


def list_functions_of_person(person_id: int) -> Select[Assignment]:
    return (
        select(Assignment)
        .where(Assignment.person_id == person_id)
        .order_by(Assignment.starts_on.desc(), Assignment.id.desc())
    )


def list_mandates_of_person(person_id: int) -> Select[Mandate]:
    return (
        select(Mandate)
        .where(Mandate.person_id == person_id)
        .options(joinedload(Mandate.body), joinedload(Mandate.institution))
        .order_by(Mandate.starts_on.desc(), Mandate.id.desc())
    )


def list_seats_of_person(person_id: int) -> Select[Seat]:
    return (
        select(Seat)
        .where(Seat.person_id == person_id)
        .options(joinedload(Seat.institution))
        .order_by(Seat.starts_on.desc(), Seat.id.desc())
    )


def list_secretariat_bodies() -> Select[Body]:
    return (
        select(Body).where(Body.kind == BodyKind.SECRETARIAT, Body.dissolved_on.is_(None)).order_by(Body.id)
    )


def list_current_mandates_of_body(body_id: int, on: date) -> Select[Mandate]:
    return select(Mandate).where(Mandate.body_id == body_id, between(Mandate, on))


# --- personal data ----------------------------------------------------------------------------------


def list_consents(person_id: int) -> Select[Consent]:
    return select(Consent).where(Consent.person_id == person_id).order_by(Consent.id)


def list_own_requests(person_id: int) -> Select[PersonalDataRequest]:
    return (
        select(PersonalDataRequest)
        .where(PersonalDataRequest.person_id == person_id)
        .order_by(PersonalDataRequest.id.desc())
    )


def list_requests(is_open: bool) -> Select[PersonalDataRequest]:
    """Requests waiting, the oldest first; or handled, the newest first."""
    query = select(PersonalDataRequest).options(joinedload(PersonalDataRequest.person))
    if is_open:
        return query.where(PersonalDataRequest.handled_at.is_(None)).order_by(PersonalDataRequest.id)
    return query.where(PersonalDataRequest.handled_at.is_not(None)).order_by(PersonalDataRequest.id.desc())


def get_saved_post(token_digest: str, now: datetime) -> Select[SavedPost]:
    """What was kept under this token, until it expires."""
    return select(SavedPost).where(SavedPost.token_digest == token_digest, SavedPost.expires_at > now)
