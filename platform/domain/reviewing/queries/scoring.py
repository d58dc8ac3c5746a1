"""Reading what jurors score, and writing it: columns, not objects, for what runs once a keystroke or over thousands of rows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    String,
    Update,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload, load_only, selectinload

from noress.core.types import Json, UTCDateTime
from noress.domain.accounts.models import Account, Person
from noress.domain.applications.models import Application
from noress.domain.competitions.models import Competition, Prize
from noress.domain.funding.models import CallKind, FundingCall, Lot
from noress.domain.juries.models import Juror, JuryRole
from noress.domain.reviewing.models import Evaluation, Grid, GridCriterion, JuryRuling
from noress.domain.reviewing.queries import recused
from noress.domain.reviewing.queries.evaluations import APPLICATION, is_judged, is_to_judge

#: what says where an edition stands
_CALL = (
    FundingCall.id, FundingCall.title, FundingCall.state, FundingCall.opens_at, FundingCall.closes_at, FundingCall.files_close_at,
    FundingCall.stages, FundingCall.grace_minutes, FundingCall.is_test,
)  # fmt: skip
_EDITION = (
    Competition.call_id, Competition.is_blind, Competition.shows_others, Competition.out_of, Competition.minimum_scores,
    Competition.deliberation_opens_at, Competition.deliberated_at,
)  # fmt: skip
_SEAT = (
    Juror.competition_id, Juror.person_id, Juror.role, Juror.lot_ids, Juror.accepted_at, Juror.charter_sha256, Juror.called_at,
    Juror.in_place_of_id, Juror.removed_at, Juror.declined_at,
)  # fmt: skip


# --- seats -------------------------------------------------------------------------------------------


def seats(*columns: Any) -> Select[Any]:
    """Of the edition :competition, its grid, and the seat of :person there, if any: one row."""
    own = and_(
        Juror.competition_id == Competition.id, Juror.person_id == bindparam("person", type_=Integer),
        Juror.removed_at.is_(None), Juror.declined_at.is_(None),
    )  # fmt: skip
    grid = and_(Grid.call_id == Competition.call_id, Grid.subject_type == APPLICATION, Grid.stage == 1)
    return (
        select(*columns)
        .select_from(Competition)
        .join(Competition.call)
        .outerjoin(Grid, grid)
        .outerjoin(Juror, own)
        .where(Competition.id == bindparam("competition", type_=Integer))
    )


@lru_cache(maxsize=1)
def get_sitting() -> Select[Competition, Grid, Juror]:
    """All three; of the edition and the seat, what most pages ask."""
    called = contains_eager(Competition.call).load_only(*_CALL)
    return seats(Competition, Grid, Juror).options(load_only(*_EDITION), load_only(*_SEAT), called)


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


# --- evaluations -------------------------------------------------------------------------------------


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


def get_own_of(grid_id: int, subject_id: int, person_id: int) -> Select[Evaluation]:
    return select(Evaluation).where(
        Evaluation.grid_id == grid_id, Evaluation.subject_id == subject_id, Evaluation.person_id == person_id
    )
