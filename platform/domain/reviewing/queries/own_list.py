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
from noress.core.types import UTCDateTime
from noress.domain.applications.models import Application
from noress.domain.competitions.models import Competition, PitchSlot
from noress.domain.funding.models import FundingCall, Lot
from noress.domain.juries.models import Juror
from noress.domain.reviewing.models import Evaluation, Grid
from noress.domain.reviewing.queries import get_recused_ids
from noress.domain.reviewing.queries.evaluations import is_to_judge
from noress.domain.reviewing.queries.scoring import seats

#: primes
_MODULUS, _FACTOR, _SHIFT = 2_147_483_647, 1_340_493_851, 715_225_739


def place_of(person_id: int, application_id: int) -> int:
    """Where a file stands in a juror's own order: the same each time, another one for each juror. No step exceeds 63 bits. Squared,
    since multiples alone stand as evenly as the files' numbers do."""
    return _place(application_id, **turns_of(person_id))


def turns_of(person_id: int) -> dict[str, int]:
    """What a juror's own order is made with: the values that statements of a list need beside their own."""
    return {"factor": person_id * _FACTOR % _MODULUS, "shift": person_id * _SHIFT % _MODULUS}


def _place(application_id: Any, factor: Any, shift: Any) -> Any:
    turned = (application_id * factor + shift) % _MODULUS
    return turned * turned % _MODULUS


def _standing(call_id: Any) -> Any:
    """Where a line stands in the list, as the place of its `own_list.Standing`. Withdrawn or decided are few, if any."""
    over = select(Application.id).where(Application.call_id == call_id, not_(is_to_judge(1)))
    return case(
        (Evaluation.sent_at.is_not(None), 2), (Evaluation.abstained_at.is_not(None), 3),
        (Evaluation.subject_id.in_(over), 4), (Evaluation.skipped_at.is_not(None), 1), else_=0,
    )  # fmt: skip


_CALL = bindparam("call", type_=Integer)


def _given(call_id: Any, grid_id: Any) -> Any:
    """All that :person was given in the grid, those that they stand aside from on :day left out."""
    turns = (bindparam(name, type_=BigInteger) for name in ("factor", "shift"))
    place = _place(cast(Evaluation.subject_id, BigInteger), *turns)
    return select(
        Evaluation.id, _standing(call_id).label("standing"), Evaluation.skipped_at, place.label("place")
    ).where(
        Evaluation.grid_id == grid_id, Evaluation.person_id == bindparam("person", type_=Integer),
        Evaluation.declined_at.is_(None), Evaluation.subject_id.not_in(get_recused_ids()),
    )  # fmt: skip


def _in_order(given: Any) -> tuple[Any, ...]:
    """What was put off stands by when; the rest in one's own order alone."""
    return given.c.standing, case((given.c.standing == 1, given.c.skipped_at)), given.c.place, given.c.id


def _counts(given: Any) -> list[Any]:
    """How many of each standing."""
    return [func.count().filter(given.c.standing == place) for place in range(5)]


@lru_cache(maxsize=2)
def list_order(engine: str) -> Select[Any]:
    """One row about all that :person was given in :grid of the call :call: the evaluations in order, then how many
    of each standing, as JSON lists."""
    given = _given(_CALL, bindparam("grid", type_=Integer)).cte("given")
    lines = select(given.c.id, given.c.standing).order_by(*_in_order(given)).subquery()
    return select(AS_LIST[engine](lines.c.id, type_=JSON()), AS_ROW[engine](*_counts(lines), type_=JSON()))


@lru_cache(maxsize=2)
def get_page(engine: str) -> Select[Any]:
    """One row when :person has a seat in the jury of the edition :competition. As JSON lists: what `own_list.Seated` takes of it; what the
    list says of :size of their evaluations after the first :before, each behind what it is put in order by; how many of each standing;
    the call's lots."""
    as_list, as_row, as_json = AS_LIST[engine], AS_ROW[engine], AS_JSON[engine]
    seat = seats(
        Competition.call_id, Grid.id.label("grid_id"), Juror.id.label("juror_id"),
        FundingCall.title, FundingCall.state, FundingCall.stages, FundingCall.opens_at, FundingCall.closes_at,
        FundingCall.files_close_at, FundingCall.grace_minutes, Competition.is_blind, Competition.shows_others,
        Competition.deliberation_opens_at, Competition.deliberated_at, Grid.opens_at.label("scoring_opens_at"),
        Grid.closes_at.label("scoring_closes_at"), Juror.role, Juror.accepted_at, Juror.called_at,
    ).cte("sits")  # fmt: skip
    # not correlated: asked for once, not for each evaluation
    call, grid = (select(seat.c[name]).correlate(None).scalar_subquery() for name in ("call_id", "grid_id"))
    given = _given(call, grid).cte("given")
    order = _in_order(given)
    asked = (
        select(given.c.id, given.c.standing, order[1].label("put_off_at"), given.c.place)
        .order_by(*order)
        .limit(bindparam("size", type_=Integer))
        .offset(bindparam("before", type_=Integer))
        .subquery("asked")
    )
    line = as_row(asked.c.standing, _text(asked.c.put_off_at), asked.c.place, *_said(asked.c.standing))
    lines = _of_files(select(as_list(line, type_=JSON()))).join(asked, asked.c.id == Evaluation.id)
    lots = select(as_list(as_row(Lot.id, as_json(Lot.title)), type_=JSON())).where(
        Lot.call_id == seat.c.call_id
    )
    said = [as_json(seat.c.title) if one.name == "title" else _text(one) if isinstance(one.type, UTCDateTime) else one
            for one in list(seat.c)[3:]]  # fmt: skip
    return select(
        as_row(*said, type_=JSON()), lines.scalar_subquery(),
        select(as_row(*_counts(given), type_=JSON())).select_from(given).scalar_subquery(), lots.scalar_subquery(),
    ).where(seat.c.juror_id.is_not(None))  # fmt: skip


def _text(instant: Any) -> Any:
    """As the engine writes it in JSON."""
    return type_coerce(instant, String)


@lru_cache(maxsize=2)
def list_lines(engine: str) -> Select[Any]:
    """What the list says of :evaluations of the call :call, as one JSON list."""
    lines = _of_files(select(AS_LIST[engine](AS_ROW[engine](*_said(_standing(_CALL))), type_=JSON())))
    return lines.where(Evaluation.id.in_(bindparam("evaluations", expanding=True)))


def _said(standing: Any) -> tuple[Any, ...]:
    """What a list says of an evaluation, in the order of `own_list.Said`, without what was written."""
    return (
        Evaluation.id, Evaluation.saved_at.is_not(None), Evaluation.total.is_not(None), Evaluation.typed_by_id.is_not(None),
        Evaluation.reopen_asked_at.is_not(None), Application.number, Application.lot_id, PitchSlot.place,
        PitchSlot.missed_at.is_not(None), Application.title, _text(PitchSlot.starts_at), standing,
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
