"""Reading drafts; each query is bound to their owner."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Delete, Select, and_, bindparam, delete, func, or_, select

from noress.domain.drafts.models import FormDraft


class Slot(NamedTuple):
    """Where a draft lies: whose, acting for which seat, of which form. One draft at most in each."""

    person_id: int
    seat_id: int | None
    form_key: str


def get_draft(slot: Slot) -> Select[FormDraft]:
    return select(FormDraft).where(*_in(slot))


@lru_cache(maxsize=2)
def drop_draft(*, of_seat: bool) -> Delete:
    """The draft in :person, :key and :seat that :page wrote, or that it was filled from (:mark); another one stays. Runs with
    every long form that is sent: built once."""
    is_there = (FormDraft.person_id == bindparam("person"), FormDraft.form_key == bindparam("key"))
    of = FormDraft.seat_id == bindparam("seat") if of_seat else FormDraft.seat_id.is_(None)
    is_its = or_(FormDraft.page == bindparam("page"), FormDraft.mark == bindparam("mark"))
    return delete(FormDraft).where(*is_there, of, is_its)


def list_drafts(person_id: int, seat_id: int | None) -> Select[FormDraft]:
    """Those of a person as they act now, and those they keep whoever they act for; the newest first."""
    return select(FormDraft).where(_acting(person_id, seat_id)).order_by(*_NEWEST)


def count_drafts(person_id: int, seat_id: int | None) -> Select[int]:
    return select(func.count(FormDraft.id)).where(_acting(person_id, seat_id))


def list_drafts_of_person(person_id: int) -> Select[FormDraft]:
    return select(FormDraft).where(FormDraft.person_id == person_id).order_by(*_NEWEST)


def list_draft_ids(person_id: int) -> Select[int]:
    return select(FormDraft.id).where(FormDraft.person_id == person_id).order_by(*_NEWEST)


def list_drafts_of_seat(person_id: int, seat_id: int) -> Select[FormDraft]:
    mine = and_(FormDraft.person_id == person_id, FormDraft.seat_id == seat_id)
    return select(FormDraft).where(mine).order_by(FormDraft.id)


def drop_drafts(ids: Iterable[int]) -> Delete:
    return delete(FormDraft).where(FormDraft.id.in_(list(ids)))


_NEWEST = (FormDraft.saved_at.desc(), FormDraft.id.desc())


def _in(slot: Slot) -> list[Any]:
    return [
        FormDraft.person_id == slot.person_id, FormDraft.form_key == slot.form_key,
        FormDraft.seat_id.is_(None) if slot.seat_id is None else FormDraft.seat_id == slot.seat_id,
    ]  # fmt: skip


def _acting(person_id: int, seat_id: int | None) -> Any:
    own = FormDraft.seat_id.is_(None)
    return and_(
        FormDraft.person_id == person_id, own if seat_id is None else or_(own, FormDraft.seat_id == seat_id)
    )


def list_drafts_of_form(person_id: int, name: str, key: int) -> Select[FormDraft]:
    """What somebody began in the forms of one object, by the name of its key in their addresses."""
    value = f":{name}={key}"
    is_of = or_(FormDraft.form_key.endswith(value), FormDraft.form_key.contains(f"{value},"))
    return select(FormDraft).where(FormDraft.person_id == person_id, is_of)
