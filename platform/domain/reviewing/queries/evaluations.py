"""Reading grids, evaluations, and who may be given files. `hidden`: the files that the reader is recused from."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, case, exists, func, null, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from noress.core.folding import fold
from noress.core.types import UTCDateTime
from noress.domain.accounts.models import Account, Person
from noress.domain.accounts.queries import is_living
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.funding.models import CallKind, FundingCall
from noress.domain.reviewing.models import Evaluation, Grid, GridCriterion, Recusal
from noress.domain.reviewing.queries import recused

S = ApplicationState
APPLICATION = Application.__tablename__
#: found eligible, and whatever was decided afterwards
JUDGED = (S.ELIGIBLE, S.NOT_RETAINED, S.SELECTED, S.RESERVE, S.REJECTED)


def is_judged(stage: int) -> ColumnElement[bool]:
    """What the grid of that stage ranks; a file that went on to the next stage was judged in this one."""
    here = and_(Application.stage == stage, Application.state.in_(JUDGED))
    beyond = and_(Application.stage > stage, Application.state != S.WITHDRAWN)
    return and_(Application.number.is_not(None), or_(here, beyond))


def is_to_judge(stage: Any) -> ColumnElement[bool]:
    """Found eligible, and nothing decided on it: evaluations are given now."""
    return and_(
        Application.stage == stage, Application.state == S.ELIGIBLE, Application.decided_at.is_(None),
        Application.number.is_not(None),
    )  # fmt: skip


def is_open(now: Any) -> ColumnElement[bool]:
    """What `evaluating.is_open` says in Python."""
    return and_(
        or_(Grid.opens_at.is_(None), Grid.opens_at <= now), or_(Grid.closes_at.is_(None), Grid.closes_at > now)
    )  # fmt: skip


# --- grids -------------------------------------------------------------------------------------------


def get_grid(call_id: int, stage: int) -> Select[Grid]:
    return (
        select(Grid)
        .where(Grid.subject_type == APPLICATION, Grid.call_id == call_id, Grid.stage == stage)
        .options(joinedload(Grid.call), selectinload(Grid.criteria))
    )


def get_grid_before(call: Any) -> Select[Grid]:
    """Of the edition before that call, of the same kind."""
    before = (
        FundingCall.kind == call.kind,
        FundingCall.edition < call.edition,
        FundingCall.is_test.is_(False),
    )
    return (
        select(Grid)
        .join(Grid.call)
        .where(Grid.subject_type == APPLICATION, *before)
        .options(contains_eager(Grid.call).selectinload(FundingCall.lots), selectinload(Grid.criteria))
        .order_by(FundingCall.edition.desc(), Grid.stage.desc())
        .limit(1)
    )


def list_grids(ids: Collection[int]) -> Select[Grid]:
    return select(Grid).where(Grid.id.in_(ids)).options(joinedload(Grid.call)).order_by(Grid.id)


def list_grids_of(call_ids: Collection[int]) -> Select[Grid]:
    return (
        select(Grid)
        .where(Grid.call_id.in_(call_ids))
        .options(joinedload(Grid.call), selectinload(Grid.criteria))
        .order_by(Grid.id)
    )


def list_busy_grids() -> Select[Grid]:
    """Those with files given out, whose call still has something to judge."""
    waiting = exists().where(Application.call_id == Grid.call_id, is_to_judge(Grid.stage))
    given = exists().where(Evaluation.grid_id == Grid.id)
    return (
        select(Grid)
        .join(Grid.call)
        .where(FundingCall.kind == CallKind.AMI, waiting, given)
        .options(contains_eager(Grid.call))
        .order_by(Grid.id)
    )


def was_sent(grid_id: int) -> Select[int]:
    return (
        select(Evaluation.id).where(Evaluation.grid_id == grid_id, Evaluation.sent_at.is_not(None)).limit(1)
    )


def list_written(grid_id: int) -> Select[Evaluation]:
    """Begun and not sent."""
    return (
        select(Evaluation)
        .where(Evaluation.grid_id == grid_id, Evaluation.sent_at.is_(None), Evaluation.saved_at.is_not(None))
        .options(joinedload(Evaluation.application))
    )


# --- evaluations -------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def get_evaluation() -> Select[Evaluation]:
    """By :evaluation_id, with its grid and its file. Kept again and again while one types: built once, run with values."""
    return (
        select(Evaluation)
        .where(Evaluation.id == bindparam("evaluation_id", type_=Integer))
        .options(
            joinedload(Evaluation.grid).options(selectinload(Grid.criteria), joinedload(Grid.call)),
            joinedload(Evaluation.application),
        )
    )  # fmt: skip


@lru_cache(maxsize=1)
def hold_grid_of() -> Select[int]:
    """The grid of :evaluation, held as it is until the transaction ends; others may hold it so meanwhile."""
    is_it = Evaluation.id == bindparam("evaluation", type_=Integer)
    of = select(Grid.id).join(Evaluation, Evaluation.grid_id == Grid.id).where(is_it)
    return of.with_for_update(of=Grid, read=True)


@lru_cache(maxsize=1)
def get_to_keep() -> Select[*tuple[Any, ...]]:
    """What keeping :evaluation needs, a row for each criterion, where :person may write it at :now: what `evaluating.why_not` and
    the loader of evaluations say of objects. Kept again and again while one types: built once."""
    person, key = bindparam("person", type_=Integer), bindparam("evaluation", type_=Integer)
    this = aliased(Evaluation)
    subject = select(this.subject_id).where(this.id == key).scalar_subquery()
    is_of_lot = or_(GridCriterion.lot_id.is_(None), GridCriterion.lot_id == Application.lot_id)
    return (
        select(
            Evaluation.version, Evaluation.scores, Evaluation.comments, Evaluation.comment, GridCriterion.id,
            GridCriterion.weight, GridCriterion.scale, GridCriterion.is_outside_total,
        )
        .join(Grid, Grid.id == Evaluation.grid_id)
        .join(FundingCall, FundingCall.id == Grid.call_id)
        .join(Application, Application.id == Evaluation.subject_id)
        .join(GridCriterion, and_(GridCriterion.grid_id == Grid.id, is_of_lot))
        .where(
            Evaluation.id == key, Evaluation.person_id == person, Grid.subject_type == APPLICATION,
            FundingCall.kind == CallKind.AMI, *_waiting(bindparam("now", type_=UTCDateTime)),
            ~recused(person, subject).exists(),
        )
        .order_by(GridCriterion.position)
    )  # fmt: skip


def list_own(person_id: int, hidden: Select[Any]) -> Select[Evaluation]:
    """What waits first, the one that closes first before the others; then what was sent."""
    return (
        select(Evaluation)
        .join(Application, Application.id == Evaluation.subject_id)
        .join(Grid, Grid.id == Evaluation.grid_id)
        .join(FundingCall, FundingCall.id == Grid.call_id)
        .where(
            FundingCall.kind == CallKind.AMI, Evaluation.person_id == person_id, Evaluation.declined_at.is_(None), Evaluation.subject_id.not_in(hidden),
            or_(Evaluation.sent_at.is_not(None), is_judged_by_grid()),
        )
        .options(joinedload(Evaluation.grid).joinedload(Grid.call))
        .order_by(Evaluation.sent_at.is_not(None), Grid.closes_at.nulls_last(), Application.number, Evaluation.id)
    )  # fmt: skip


def is_judged_by_grid() -> ColumnElement[bool]:
    here = and_(Application.stage == Grid.stage, Application.state.in_(JUDGED))
    beyond = and_(Application.stage > Grid.stage, Application.state != S.WITHDRAWN)
    return or_(here, beyond)


def list_files(ids: Collection[int]) -> Select[Application]:
    return (
        select(Application)
        .where(Application.id.in_(ids))
        .options(joinedload(Application.structure), joinedload(Application.call), joinedload(Application.lot))
    )


def _waiting(now: Any) -> tuple[ColumnElement[bool], ...]:
    """Given, not sent, and it can still be: what somebody has to do."""
    return (
        Evaluation.sent_at.is_(None), Evaluation.declined_at.is_(None), is_to_judge(Grid.stage), is_open(now),
    )  # fmt: skip


def count_waiting(person_id: int, hidden: Select[Any], now: datetime) -> Select[int, int]:
    """(grid, how many files wait for this person's evaluation)."""
    return (
        select(Evaluation.grid_id, func.count())
        .join(Grid, Grid.id == Evaluation.grid_id)
        .join(FundingCall, FundingCall.id == Grid.call_id)
        .join(Application, Application.id == Evaluation.subject_id)
        .where(
            FundingCall.kind == CallKind.AMI,
            Evaluation.person_id == person_id,
            Evaluation.subject_id.not_in(hidden),
            *_waiting(now),
        )
        .group_by(Evaluation.grid_id)
        .order_by(Evaluation.grid_id)
    )


def list_waiting(grid_id: int, now: datetime) -> Select[Evaluation]:
    """Everybody's, by person."""
    return (
        select(Evaluation)
        .join(Grid, Grid.id == Evaluation.grid_id)
        .join(Application, Application.id == Evaluation.subject_id)
        .where(Evaluation.grid_id == grid_id, *_waiting(now))
        .order_by(Evaluation.person_id, Evaluation.subject_id)
    )


def list_rows(grid_id: int, hidden: Select[Any] | None = None) -> Select[*tuple[Any, ...]]:
    """(evaluation, file, person, given, begun, sent, declined, reminded) of a grid, without what they say."""
    query = (
        select(
            Evaluation.id, Evaluation.subject_id, Evaluation.person_id, Evaluation.assigned_at, Evaluation.saved_at,
            Evaluation.sent_at, Evaluation.declined_at, Evaluation.reminded_at,
        )
        .where(Evaluation.grid_id == grid_id)
        .order_by(Evaluation.id)
    )  # fmt: skip
    return query if hidden is None else query.where(Evaluation.subject_id.not_in(hidden))


def list_totals(grid_id: int, *, with_scores: bool) -> Select[*tuple[Any, ...]]:
    """(file, person, total or none while it is not sent, scores where they are wanted) of what stands."""
    sent = case((Evaluation.sent_at.is_not(None), Evaluation.total))
    scores: Any = Evaluation.scores if with_scores else null()
    return select(Evaluation.subject_id, Evaluation.person_id, sent, scores).where(
        Evaluation.grid_id == grid_id, Evaluation.declined_at.is_(None)
    )


def list_of_file(grid_id: int, subject_id: int) -> Select[Evaluation]:
    return (
        select(Evaluation)
        .where(Evaluation.grid_id == grid_id, Evaluation.subject_id == subject_id)
        .options(joinedload(Evaluation.person))
        .order_by(Evaluation.id)
    )


# --- files and people --------------------------------------------------------------------------------


def list_judged(call_id: int, stage: int, hidden: Select[Any] | None = None) -> Select[int, Any]:
    """(file, number)."""
    query = select(Application.id, Application.number).where(Application.call_id == call_id, is_judged(stage))
    return query if hidden is None else query.where(Application.id.not_in(hidden))


def list_to_judge(call_id: int, stage: int, hidden: Select[Any] | None = None) -> Select[int, Any]:
    query = select(Application.id, Application.number).where(
        Application.call_id == call_id, is_to_judge(stage)
    )
    query = query if hidden is None else query.where(Application.id.not_in(hidden))
    return query.order_by(Application.number, Application.id)


def list_judged_files(call_id: int, stage: int, hidden: Select[Any]) -> Select[Application]:
    return (
        select(Application)
        .where(Application.call_id == call_id, is_judged(stage), Application.id.not_in(hidden))
        .options(joinedload(Application.structure))
        .order_by(Application.number, Application.id)
    )


@lru_cache(maxsize=64)
def list_evaluators_of(application_id: int) -> Select[Person]:
    """Whom a file is given to, whatever the stage; not those who declined it."""
    given = select(Evaluation.person_id).where(
        Evaluation.subject_id == application_id, Evaluation.declined_at.is_(None)
    )
    return select(Person).where(Person.id.in_(given)).order_by(Person.name, Person.id)


def ids_of_call(call_id: int) -> Select[int]:
    """To stand inside any other query."""
    inside = aliased(Application)
    return select(inside.id).where(inside.call_id == call_id)


def list_recused_pairs(subject_type: str, of: Select[int], person_ids: Collection[int]) -> Select[int, int]:
    """(file, person) written down, that stand."""
    return select(Recusal.subject_id, Recusal.person_id).where(
        Recusal.subject_type == subject_type, Recusal.subject_id.in_(of), Recusal.person_id.in_(person_ids),
        Recusal.lifted_at.is_(None),
    )  # fmt: skip


def _with_account() -> Select[Person]:
    """Whoever can sign in; not one whose account is suspended."""
    return (
        select(Person)
        .join(Account, Account.id == Person.account_id)
        .where(is_living(), Account.suspended_at.is_(None))
        .order_by(Person.name_folded, Person.id)
        .options(joinedload(Person.account))
    )


def list_people(ids: Collection[int]) -> Select[Person]:
    return _with_account().where(Person.id.in_(ids))


def list_named(ids: Collection[int]) -> Select[Person]:
    """Whoever they are now."""
    return select(Person).where(Person.id.in_(ids)).order_by(Person.name_folded, Person.id)


def find_people(words: str, limit: int) -> Select[Person]:
    """By parts of their name or of their address."""
    query = _with_account()
    for word in fold(words).split()[:5]:
        found = (Person.name_folded, func.lower(Person.email))
        query = query.where(or_(*(column.contains(word, autoescape=True) for column in found)))
    return query.limit(limit)
