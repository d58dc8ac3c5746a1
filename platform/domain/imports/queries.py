"""Reading sheets that were sent, and what the platform already knows of what they say."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Delete, Select, delete, select
from sqlalchemy.orm import joinedload, raiseload

from noress.core.references import key_of
from noress.domain.accounts.models import Person
from noress.domain.actions.models import ImportState
from noress.domain.audit.models import AuditEvent
from noress.domain.imports.models import InstitutionImport
from noress.domain.institutions.models import Institution, Seat, SeatKind

_NOTHING_MORE = raiseload("*", sql_only=True)


def list_imports() -> Select[InstitutionImport]:
    """Those that wait first, then the newest; those given up are in no list."""
    waits = InstitutionImport.state != ImportState.PENDING
    return (
        select(InstitutionImport)
        .where(InstitutionImport.state != ImportState.ABANDONED)
        .options(joinedload(InstitutionImport.created_by), _NOTHING_MORE)
        .order_by(waits, InstitutionImport.id.desc())
    )


def get_like_headings(key: str) -> Select[InstitutionImport]:
    """The last sheet with these headings."""
    return (
        select(InstitutionImport)
        .where(InstitutionImport.headings_key == key)
        .options(_NOTHING_MORE)
        .order_by(InstitutionImport.id.desc())
        .limit(1)
    )


def hold_pending() -> Select[int]:
    """Every import that waits, kept from others until the commit: two confirmations follow each other."""
    return (
        select(InstitutionImport.id)
        .where(InstitutionImport.state == ImportState.PENDING)
        .order_by(InstitutionImport.id)
        .with_for_update()
    )


def list_known_persons() -> Select[int, str, str | None, str | None, str | None]:
    """(id, name, name in Arabic, address, telephone) of every person who was not erased."""
    return (
        select(Person.id, Person.name, Person.name_ar, Person.email, Person.phone)
        .where(Person.erased_at.is_(None), Person.merged_into_id.is_(None))
        .order_by(Person.id)
    )


def list_known_seats() -> Select[int, int, SeatKind]:
    """(institution, person, kind) of every open seat."""
    return select(Seat.institution_id, Seat.person_id, Seat.kind).where(Seat.closed_at.is_(None))


def list_institutions(keys: Sequence[int]) -> Select[Institution]:
    return (
        select(Institution)
        .where(Institution.id.in_(list(keys)))
        .options(joinedload(Institution.category), _NOTHING_MORE)
        .order_by(Institution.name_sort, Institution.id)
    )


def list_persons(keys: Sequence[int]) -> Select[Person]:
    return select(Person).where(Person.id.in_(list(keys))).options(_NOTHING_MORE).order_by(Person.id)


def list_seats(keys: Sequence[int]) -> Select[Seat]:
    return select(Seat).where(Seat.id.in_(list(keys))).options(_NOTHING_MORE).order_by(Seat.id)


def list_depending(column: Column[Any], keys: Sequence[int]) -> Select[int, int]:
    """(row, which of these keys it names)."""
    return select(key_of(column.table), column).where(column.in_(list(keys)))


def delete_rows(table: Any, keys: Sequence[int]) -> Delete:
    return delete(table).where(key_of(table).in_(list(keys)))


def delete_history(table: str, keys: Sequence[int]) -> Delete:
    """The history of rows that are no more: their numbers may be given again."""
    return delete(AuditEvent).where(AuditEvent.object_type == table, AuditEvent.object_id.in_(list(keys)))
