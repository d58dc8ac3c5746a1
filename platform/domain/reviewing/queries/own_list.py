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
    or_,
    select,
    type_coerce,
)

from noress.core.database import AS_JSON, AS_LIST, AS_ROW
from noress.domain.applications.models import Application
from noress.domain.competitions.models import PitchSlot
from noress.domain.funding.models import Lot
from noress.domain.reviewing.models import Evaluation
from noress.domain.reviewing.queries import list_recused_of_call
from noress.domain.reviewing.queries.evaluations import is_to_judge

#: primes
_MODULUS, _FACTOR, _SHIFT = 2_147_483_647, 1_340_493_851, 715_225_739


def place_of(juror_id: Any, application_id: Any) -> Any:
    """Where a file stands in a juror's own order: the same each time, another one for each juror. Both are whole numbers, or columns
    of large ones: no step exceeds 63 bits. Squared, since multiples alone stand as evenly as the files' numbers do."""
    turned = (application_id * (juror_id * _FACTOR % _MODULUS) + juror_id * _SHIFT % _MODULUS) % _MODULUS
    return turned * turned % _MODULUS


#: where a line stands in the list, as the place of its `own_list.Standing`
_STANDING = case(
    (Evaluation.sent_at.is_not(None), 2), (Evaluation.abstained_at.is_not(None), 3), (not_(is_to_judge(1)), 4),
    (Evaluation.skipped_at.is_not(None), 1), else_=0,
)  # fmt: skip
#: of what is still to be scored: the other groups stand in one's own order alone
_SKIPPED_AT = case(
    (or_(Evaluation.sent_at.is_not(None), Evaluation.abstained_at.is_not(None)), None),
    else_=Evaluation.skipped_at,
)


@lru_cache(maxsize=2)
def list_order(engine: str) -> Select[Any]:
    """One row about all that :person, in the seat :juror, was given in :grid, those of the call :call that they stand aside from on
    :day left out: the evaluations in the order of one's own list and the call's lots, as JSON lists; then how many of each standing."""
    juror, subject = bindparam("juror", type_=BigInteger), cast(Evaluation.subject_id, BigInteger)
    standing = _STANDING.label("standing")
    lines = (
        select(Evaluation.id, standing)
        .join(Application, Application.id == Evaluation.subject_id)
        .where(
            Evaluation.grid_id == bindparam("grid", type_=Integer),
            Evaluation.person_id == bindparam("person", type_=Integer),
            Evaluation.declined_at.is_(None), Evaluation.subject_id.not_in(list_recused_of_call()),
        )
        .order_by(standing, _SKIPPED_AT, place_of(juror, subject), Evaluation.subject_id)
        .subquery()
    )  # fmt: skip
    lots = select(AS_LIST[engine](AS_ROW[engine](Lot.id, AS_JSON[engine](Lot.title)), type_=JSON()))
    counts = (func.count().filter(lines.c.standing == place) for place in range(5))
    return select(
        AS_LIST[engine](lines.c.id, type_=JSON()),
        lots.where(Lot.call_id == bindparam("call", type_=Integer)).scalar_subquery(), *counts,
    )  # fmt: skip


@lru_cache(maxsize=2)
def list_lines(engine: str) -> Select[Any]:
    """What a list says of :evaluations, without what was written: one JSON list, in the order of `own_list.Said`."""
    row = AS_ROW[engine](
        Evaluation.id, Evaluation.saved_at.is_not(None), Evaluation.total.is_not(None), Evaluation.typed_by_id.is_not(None),
        Evaluation.reopen_asked_at.is_not(None), Application.number, Application.lot_id, PitchSlot.place,
        PitchSlot.missed_at.is_not(None), Application.title, type_coerce(PitchSlot.starts_at, String), _STANDING,
    )  # fmt: skip
    return (
        select(AS_LIST[engine](row, type_=JSON()))
        .select_from(Evaluation)
        .join(Application, Application.id == Evaluation.subject_id)
        .outerjoin(PitchSlot, PitchSlot.application_id == Application.id)
        .where(Evaluation.id.in_(bindparam("evaluations", expanding=True)))
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
