"""Reading a juror's own list: put in order and counted by the database."""

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Integer,
    Select,
    String,
    bindparam,
    case,
    cast,
    func,
    not_,
    select,
    type_coerce,
)

from noress.core.database import AS_JSON, AS_LIST, AS_ROW
from noress.domain.applications.models import Application
from noress.domain.competitions.models import PitchSlot
from noress.domain.funding.models import Lot
from noress.domain.reviewing.models import Evaluation
from noress.domain.reviewing.queries import get_recused_ids
from noress.domain.reviewing.queries.evaluations import is_to_judge

#: primes
_MODULUS, _FACTOR, _SHIFT = 2_147_483_647, 1_340_493_851, 715_225_739


def place_of(juror_id: Any, application_id: Any) -> Any:
    """Where a file stands in a juror's own order: the same each time, another one for each juror. Both are whole numbers, or columns
    of large ones: no step exceeds 63 bits. Squared, since multiples alone stand as evenly as the files' numbers do."""
    turned = (application_id * (juror_id * _FACTOR % _MODULUS) + juror_id * _SHIFT % _MODULUS) % _MODULUS
    return turned * turned % _MODULUS


#: applications of the call :call that are withdrawn or decided: few, if any
_OVER = select(Application.id).where(
    Application.call_id == bindparam("call", type_=Integer), not_(is_to_judge(1))
)
#: where a line stands in the list, as the place of its `own_list.Standing`
_STANDING = case(
    (Evaluation.sent_at.is_not(None), 2), (Evaluation.abstained_at.is_not(None), 3),
    (Evaluation.subject_id.in_(_OVER), 4), (Evaluation.skipped_at.is_not(None), 1), else_=0,
)  # fmt: skip


def _given() -> Any:
    """All that :person, in the seat :juror, was given in :grid, those that they stand aside from on :day left out."""
    juror, subject = bindparam("juror", type_=BigInteger), cast(Evaluation.subject_id, BigInteger)
    return (
        select(
            Evaluation.id, Evaluation.subject_id, _STANDING.label("standing"),
            Evaluation.skipped_at, place_of(juror, subject).label("place"),
        )
        .where(
            Evaluation.grid_id == bindparam("grid", type_=Integer),
            Evaluation.person_id == bindparam("person", type_=Integer),
            Evaluation.declined_at.is_(None), Evaluation.subject_id.not_in(get_recused_ids()),
        )
        .cte("given")
    )  # fmt: skip


def _in_order(given: Any) -> tuple[Any, ...]:
    """What was put off stands by when; the rest in one's own order alone."""
    return given.c.standing, case((given.c.standing == 1, given.c.skipped_at)), given.c.place, given.c.id


def _counts(given: Any) -> list[Any]:
    """How many of each standing."""
    return [func.count().filter(given.c.standing == place) for place in range(5)]


@lru_cache(maxsize=2)
def list_order(engine: str) -> Select[Any]:
    """One row about all of `_given`: the evaluations in order, as a JSON list; then how many of each standing."""
    given = _given()
    lines = select(given.c.id, given.c.standing).order_by(*_in_order(given)).subquery()
    return select(AS_LIST[engine](lines.c.id, type_=JSON()), *_counts(lines))


@lru_cache(maxsize=2)
def get_page(engine: str) -> Select[Any]:
    """One row about all of `_given`: what the list says of :size of them after the first :before, each behind what it is put in order
    by, and the call's lots, as JSON lists; then how many of each standing."""
    given = _given()
    order = _in_order(given)
    asked = (
        select(given.c.id, given.c.standing, order[1].label("put_off_at"), given.c.place)
        .order_by(*order)
        .limit(bindparam("size", type_=Integer))
        .offset(bindparam("before", type_=Integer))
        .subquery("asked")
    )
    row = AS_ROW[engine](
        asked.c.standing, type_coerce(asked.c.put_off_at, String), asked.c.place, *_said(asked.c.standing)
    )
    lines = _of_files(select(AS_LIST[engine](row, type_=JSON()))).join(asked, asked.c.id == Evaluation.id)
    lots = select(AS_LIST[engine](AS_ROW[engine](Lot.id, AS_JSON[engine](Lot.title)), type_=JSON()))
    return select(
        lines.scalar_subquery(), lots.where(Lot.call_id == bindparam("call", type_=Integer)).scalar_subquery(),
        *_counts(given),
    )  # fmt: skip


@lru_cache(maxsize=2)
def list_lines(engine: str) -> Select[Any]:
    """What the list says of :evaluations, as one JSON list."""
    lines = _of_files(select(AS_LIST[engine](AS_ROW[engine](*_said(_STANDING)), type_=JSON())))
    return lines.where(Evaluation.id.in_(bindparam("evaluations", expanding=True)))


def _said(standing: Any) -> tuple[Any, ...]:
    """What a list says of an evaluation, in the order of `own_list.Said`, without what was written."""
    return (
        Evaluation.id, Evaluation.saved_at.is_not(None), Evaluation.total.is_not(None), Evaluation.typed_by_id.is_not(None),
        Evaluation.reopen_asked_at.is_not(None), Application.number, Application.lot_id, PitchSlot.place,
        PitchSlot.missed_at.is_not(None), Application.title, type_coerce(PitchSlot.starts_at, String), standing,
    )  # fmt: skip


def _of_files(query: Select[Any]) -> Select[Any]:
    return (
        query.select_from(Evaluation)
        .join(Application, Application.id == Evaluation.subject_id)
        .outerjoin(PitchSlot, PitchSlot.application_id == Application.id)
    )


def count_owed(grid_id: int, person_id: int, hidden: Select[Any]) -> Select[int]:
    """Files given to somebody, neither sent nor abstained, that are still judged: also after the hour, which may be put off."""
    return (
        select(func.count())
        .select_from(Evaluation)
        .join(Application, Application.id == Evaluation.subject_id)
        .where(
            Evaluation.grid_id == grid_id, Evaluation.person_id == person_id, Evaluation.sent_at.is_(None),
            Evaluation.abstained_at.is_(None), Evaluation.declined_at.is_(None), is_to_judge(1),
            Evaluation.subject_id.not_in(hidden),
        )
    )  # fmt: skip
