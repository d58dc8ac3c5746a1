"""Reading what jurors score, and writing it: columns, not objects, for what runs once a keystroke or over thousands of rows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Integer,
    Select,
    String,
    Update,
    and_,
    bindparam,
    case,
    cast,
    func,
    not_,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from noress.core.database import AS_JSON, AS_LIST, AS_ROW
from noress.core.types import Json, UTCDateTime
from noress.domain.accounts.models import Account, Person
from noress.domain.applications.models import Application
from noress.domain.competitions.models import Competition, PitchSlot, Prize
from noress.domain.funding.models import CallKind, FundingCall, Lot
from noress.domain.juries.models import Juror, JuryRole
from noress.domain.reviewing.models import Evaluation, Grid, GridCriterion, JuryRuling
from noress.domain.reviewing.queries import list_recused_of_call, recused
from noress.domain.reviewing.queries.evaluations import APPLICATION, is_judged, is_to_judge

#: what says where an edition stands
_CALL = (
    FundingCall.id, FundingCall.title, FundingCall.state, FundingCall.opens_at, FundingCall.closes_at, FundingCall.files_close_at,
    FundingCall.stages, FundingCall.grace_minutes, FundingCall.is_test,
)  # fmt: skip


# --- seats -------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def get_sitting() -> Select[Competition, Grid, Juror]:
    """One row: the edition :competition, its grid, and the seat of :person there, if any."""
    person, key = bindparam("person", type_=Integer), bindparam("competition", type_=Integer)
    own = and_(
        Juror.competition_id == Competition.id, Juror.person_id == person, Juror.removed_at.is_(None),
        Juror.declined_at.is_(None),
    )  # fmt: skip
    grid = and_(Grid.call_id == Competition.call_id, Grid.subject_type == APPLICATION, Grid.stage == 1)
    return (
        select(Competition, Grid, Juror)
        .join(Competition.call)
        .outerjoin(Grid, grid)
        .outerjoin(Juror, own)
        .where(Competition.id == key)
        .options(contains_eager(Competition.call).load_only(*_CALL))
    )


def was_juror(competition_id: int, person_id: int) -> Select[int]:
    """Somebody who sat there once."""
    return (
        select(Juror.id).where(Juror.competition_id == competition_id, Juror.person_id == person_id).limit(1)
    )


def list_scored_now(now: datetime) -> Select[Competition, Grid]:
    """Editions whose scoring is open, and those whose scoring is over with deliberation not open."""
    grid = and_(Grid.call_id == Competition.call_id, Grid.subject_type == APPLICATION, Grid.stage == 1)
    return (
        select(Competition, Grid)
        .join(Competition.call)
        .join(Grid, grid)
        .where(
            FundingCall.kind == CallKind.COMPETITION, Competition.deliberation_opens_at.is_(None), Grid.opens_at <= now
        )
        .options(contains_eager(Competition.call), selectinload(Grid.criteria))
        .order_by(Competition.id)
    )  # fmt: skip


def list_sat_by(person_id: int) -> Select[Competition, Grid, Juror]:
    """Where this person has a seat that scores or presides, nothing decided yet."""
    grid = and_(Grid.call_id == Competition.call_id, Grid.subject_type == APPLICATION, Grid.stage == 1)
    return (
        select(Competition, Grid, Juror)
        .join(Competition.call)
        .join(Grid, grid)
        .join(Juror, Juror.competition_id == Competition.id)
        .where(
            Juror.person_id == person_id, Juror.removed_at.is_(None), Juror.declined_at.is_(None),
            Juror.accepted_at.is_not(None), Competition.deliberated_at.is_(None),
        )
        .options(contains_eager(Competition.call).load_only(*_CALL))
        .order_by(Competition.id)
    )  # fmt: skip


# --- one's own list ----------------------------------------------------------------------------------


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


@lru_cache(maxsize=1)
def list_lots() -> Select[int, Any]:
    """Of the call :call."""
    call = bindparam("call", type_=Integer)
    return select(Lot.id, Lot.title).where(Lot.call_id == call).order_by(Lot.position, Lot.id)


def get_evaluation(grid_id: int, evaluation_id: int) -> Select[Evaluation]:
    """Of that grid, with its file."""
    return (
        select(Evaluation)
        .where(Evaluation.grid_id == grid_id, Evaluation.id == evaluation_id)
        .options(
            joinedload(Evaluation.application).joinedload(Application.call),
            joinedload(Evaluation.grid).selectinload(Grid.criteria), joinedload(Evaluation.person),
        )
    )  # fmt: skip


def list_unsent(grid_id: int, person_id: int) -> Select[Evaluation]:
    return (
        select(Evaluation)
        .where(
            Evaluation.grid_id == grid_id, Evaluation.person_id == person_id, Evaluation.sent_at.is_(None),
            Evaluation.abstained_at.is_(None), Evaluation.declined_at.is_(None),
        )
        .options(joinedload(Evaluation.application))
        .order_by(Evaluation.id)
    )  # fmt: skip


def list_typed_in(grid_id: int) -> Select[Evaluation]:
    """From paper, and not countersigned yet."""
    return (
        select(Evaluation)
        .where(
            Evaluation.grid_id == grid_id, Evaluation.typed_by_id.is_not(None), Evaluation.sent_at.is_(None),
            Evaluation.declined_at.is_(None),
        )
        .options(joinedload(Evaluation.application), joinedload(Evaluation.person))
        .order_by(Evaluation.person_id, Evaluation.id)
    )  # fmt: skip


def list_to_reopen(grid_id: int, hidden: Select[Any]) -> Select[Evaluation]:
    return (
        select(Evaluation)
        .where(
            Evaluation.grid_id == grid_id, Evaluation.reopen_asked_at.is_not(None), Evaluation.sent_at.is_not(None),
            Evaluation.subject_id.not_in(hidden),
        )
        .options(joinedload(Evaluation.application), joinedload(Evaluation.person))
        .order_by(Evaluation.reopen_asked_at, Evaluation.id)
    )  # fmt: skip


# --- keeping one score -------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def get_kept() -> Select[*tuple[Any, ...]]:
    """All that decides whether :person may keep :evaluation of :competition on :day, and what is kept: one row for each
    criterion. Runs at every keystroke: built once."""
    seat = and_(
        Juror.competition_id == Competition.id, Juror.person_id == Evaluation.person_id, Juror.removed_at.is_(None),
        Juror.declined_at.is_(None), Juror.accepted_at.is_not(None),
        or_(Juror.role != JuryRole.ALTERNATE, Juror.called_at.is_not(None)), Juror.role != JuryRole.SECRETARY,
    )  # fmt: skip
    person, key = bindparam("person", type_=Integer), bindparam("evaluation", type_=Integer)
    this = aliased(Evaluation)
    subject = select(this.subject_id).where(this.id == key).scalar_subquery()
    return (
        select(
            Evaluation.id, Evaluation.version, Evaluation.subject_id, Evaluation.scores, Evaluation.comments, Evaluation.comment,
            Evaluation.sent_at, Evaluation.abstained_at, Evaluation.declined_at, Application.lot_id,
            is_to_judge(Grid.stage).label("is_to_judge"), Grid.opens_at.label("scores_from"), Grid.closes_at.label("scores_until"),
            Competition.deliberation_opens_at, Competition.deliberated_at, Competition.out_of,
            FundingCall.state, FundingCall.opens_at, FundingCall.closes_at, FundingCall.files_close_at, FundingCall.stages,
            FundingCall.grace_minutes, recused(person, subject).exists().label("is_recused"), Juror.id.label("juror_id"), GridCriterion.id.label("criterion_id"),
            GridCriterion.weight, GridCriterion.scale, GridCriterion.needs_comment, GridCriterion.is_outside_total,
        )
        .join(Grid, Grid.id == Evaluation.grid_id)
        .join(Competition, Competition.call_id == Grid.call_id)
        .join(FundingCall, FundingCall.id == Competition.call_id)
        .join(Application, Application.id == Evaluation.subject_id)
        .join(
            GridCriterion,
            and_(
                GridCriterion.grid_id == Grid.id,
                or_(GridCriterion.lot_id.is_(None), GridCriterion.lot_id == Application.lot_id),
            ),
        )
        .outerjoin(Juror, seat)
        .where(
            Evaluation.id == key, Evaluation.person_id == person, Competition.id == bindparam("competition", type_=Integer),
        )
        .order_by(GridCriterion.position, GridCriterion.id)
    )  # fmt: skip


@lru_cache(maxsize=1)
def keep() -> Update:
    """Over the version that was read, as long as nothing was sent."""
    return (
        update(Evaluation)
        .where(
            Evaluation.id == bindparam("key", type_=Integer), Evaluation.version == bindparam("was", type_=Integer),
            Evaluation.sent_at.is_(None), Evaluation.abstained_at.is_(None), Evaluation.declined_at.is_(None),
        )
        .values(
            scores=bindparam("new_scores", type_=Json), comments=bindparam("new_comments", type_=Json),
            comment=bindparam("new_comment", type_=String), total=bindparam("new_total", type_=Integer),
            saved_at=bindparam("at", type_=UTCDateTime), version=Evaluation.version + 1,
        )
    )  # fmt: skip


# --- giving files ------------------------------------------------------------------------------------


def list_judged_rows(call_id: int, hidden: Select[Any] | None = None) -> Select[*tuple[Any, ...]]:
    """(file, number, title, category) of what a jury ranks."""
    query = (
        select(Application.id, Application.number, Application.title, Application.lot_id)
        .where(Application.call_id == call_id, is_judged(1))
        .order_by(Application.number, Application.id)
    )
    return query if hidden is None else query.where(Application.id.not_in(hidden))


def list_open_rows(call_id: int) -> Select[int, int]:
    """(file, category) of what is judged now."""
    return (
        select(Application.id, Application.lot_id)
        .where(Application.call_id == call_id, is_to_judge(1))
        .order_by(Application.number, Application.id)
    )


def list_given(grid_id: int) -> Select[*tuple[Any, ...]]:
    """(evaluation, file, person, sent, abstained, declined, begun, reminded, typed in), not what they say."""
    return (
        select(
            Evaluation.id, Evaluation.subject_id, Evaluation.person_id, Evaluation.sent_at, Evaluation.abstained_at,
            Evaluation.declined_at, Evaluation.saved_at, Evaluation.reminded_at, Evaluation.typed_by_id,
        )
        .where(Evaluation.grid_id == grid_id)
        .order_by(Evaluation.id)
    )  # fmt: skip


def list_waiting(grid_id: int) -> Select[Evaluation]:
    """What can still be given and is not, of everybody."""
    return (
        select(Evaluation)
        .join(Application, Application.id == Evaluation.subject_id)
        .where(
            Evaluation.grid_id == grid_id, Evaluation.sent_at.is_(None), Evaluation.abstained_at.is_(None),
            Evaluation.declined_at.is_(None), is_to_judge(1),
        )
        .order_by(Evaluation.person_id, Evaluation.subject_id)
    )  # fmt: skip


def list_people(ids: Collection[int]) -> Select[Person]:
    """Whoever can sign in."""
    return (
        select(Person)
        .join(Account, Account.id == Person.account_id)
        .where(Person.id.in_(ids), Account.suspended_at.is_(None))
        .order_by(Person.name_folded, Person.id)
    )


# --- the table ---------------------------------------------------------------------------------------


def list_marks(grid_id: int, criterion_ids: Sequence[int] = ()) -> Select[*tuple[Any, ...]]:
    """(file, person, total, sent, abstained[, value of each of these criteria]) of what stands. Values are read out by the
    database: ten thousand small texts take Python longer than the whole ranking."""
    columns: list[Any] = [
        Evaluation.subject_id, Evaluation.person_id, Evaluation.total, Evaluation.sent_at.is_not(None).label("is_sent"),
        Evaluation.abstained_at.is_not(None).label("is_abstained"),
    ]  # fmt: skip
    columns += [_value_of(key) for key in criterion_ids]
    return select(*columns).where(Evaluation.grid_id == grid_id, Evaluation.declined_at.is_(None))


def _value_of(criterion_id: int) -> Any:
    return Evaluation.scores[str(criterion_id)].as_integer().label(f"value_{criterion_id}")


def sum_values(
    grid_id: int, subject_ids: Collection[int], person_ids: Collection[int], criterion_ids: Sequence[int]
) -> Select[*tuple[Any, ...]]:
    """(file, then the sum and the number of values of each of these criteria) of what these people sent."""
    columns: list[Any] = [Evaluation.subject_id]
    for key in criterion_ids:
        value = Evaluation.scores[str(key)].as_integer()
        columns += [func.sum(value), func.count(value)]
    return (
        select(*columns)
        .where(
            Evaluation.grid_id == grid_id, Evaluation.subject_id.in_(subject_ids), Evaluation.person_id.in_(person_ids),
            Evaluation.sent_at.is_not(None), Evaluation.abstained_at.is_(None), Evaluation.declined_at.is_(None),
        )
        .group_by(Evaluation.subject_id)
    )  # fmt: skip


def list_values(
    grid_id: int, subject_ids: Collection[int], person_ids: Collection[int]
) -> Select[*tuple[Any, ...]]:
    """(file, person, scores) of what these people sent about these files."""
    return select(Evaluation.subject_id, Evaluation.person_id, Evaluation.scores).where(
        Evaluation.grid_id == grid_id, Evaluation.subject_id.in_(subject_ids), Evaluation.person_id.in_(person_ids),
        Evaluation.sent_at.is_not(None), Evaluation.abstained_at.is_(None), Evaluation.declined_at.is_(None),
    )  # fmt: skip


def list_rulings(competition_id: int) -> Select[JuryRuling]:
    return select(JuryRuling).where(JuryRuling.competition_id == competition_id).order_by(JuryRuling.id)


def list_prizes(competition_id: int) -> Select[*tuple[Any, ...]]:
    """(category, how many winners)."""
    return (
        select(Prize.lot_id, func.sum(Prize.winners))
        .where(Prize.competition_id == competition_id)
        .group_by(Prize.lot_id)
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


def get_own_of(grid_id: int, subject_id: int, person_id: int) -> Select[Evaluation]:
    return select(Evaluation).where(
        Evaluation.grid_id == grid_id, Evaluation.subject_id == subject_id, Evaluation.person_id == person_id
    )
