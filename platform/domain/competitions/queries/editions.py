"""Every statement on editions of the prize, their prizes and their rules."""

from datetime import datetime

from sqlalchemy import Delete, Select, case, delete, func, select
from sqlalchemy.orm import contains_eager, joinedload, raiseload, selectinload

from noress.domain.competitions.models import Competition, Entry, Nomination, PitchSlot, RulesVersion
from noress.domain.funding.models import CallKind, CallState, FundingCall
from noress.domain.reviewing.models import Grid

_CURRENT = frozenset({CallState.ANNOUNCED, CallState.OPEN, CallState.REVIEW, CallState.DECIDED})


def get_competition(competition_id: int) -> Select[Competition]:
    """With its call and all that its pages show."""
    call = joinedload(Competition.call)
    return (
        select(Competition)
        .where(Competition.id == competition_id)
        .options(
            call.joinedload(FundingCall.carrier),
            call.joinedload(FundingCall.file_questionnaire),
            call.selectinload(FundingCall.lots),
            selectinload(Competition.prizes),
            selectinload(Competition.rules),
        )
    )


def _with_call() -> Select[Competition]:
    return (
        select(Competition)
        .join(Competition.call)
        .options(
            contains_eager(Competition.call).options(
                raiseload(FundingCall.funders), raiseload(FundingCall.criteria), raiseload(FundingCall.carrier)
            ),
            raiseload(Competition.rules),
        )
    )  # fmt: skip


def list_public_editions() -> Select[Competition]:
    """Announced, those of everybody: the current ones first, then the last edition first."""
    is_past = case((FundingCall.state.in_(_CURRENT), 0), else_=1)
    return (
        _with_call()
        .where(FundingCall.state != CallState.DRAFT, FundingCall.is_test.is_(False))
        .options(selectinload(Competition.prizes))
        .order_by(is_past, FundingCall.edition.desc())
    )


def list_current_editions(now: datetime) -> Select[Competition]:
    """Announced or open, not closed yet: what closes first, first."""
    return (
        _with_call()
        .where(
            FundingCall.state.in_((CallState.ANNOUNCED, CallState.OPEN)), FundingCall.is_test.is_(False),
            FundingCall.closes_at >= now,
        )
        .options(raiseload(Competition.prizes))
        .order_by(FundingCall.closes_at, FundingCall.id)
    )  # fmt: skip


def list_editions() -> Select[Competition]:
    """All of them, those in the making and trials too."""
    return (
        _with_call()
        .options(raiseload(Competition.prizes))
        .order_by(FundingCall.edition.desc(), FundingCall.is_test, FundingCall.id.desc())
    )


def list_sources() -> Select[int, int, object]:
    """(key, edition, title) of what a new edition may be taken from."""
    return (
        select(Competition.id, FundingCall.edition, FundingCall.title)
        .join(Competition.call)
        .where(FundingCall.kind == CallKind.COMPETITION, FundingCall.is_test.is_(False))
        .order_by(FundingCall.edition.desc())
    )


def list_numbers(call_ids: list[int]) -> Select[int, int]:
    """(call, edition of the prize) of those calls that are editions."""
    return select(Competition.call_id, Competition.id).where(Competition.call_id.in_(call_ids))


def get_last_rules(competition_id: int) -> Select[RulesVersion]:
    return (
        select(RulesVersion)
        .where(RulesVersion.competition_id == competition_id)
        .order_by(RulesVersion.number.desc())
        .limit(1)
    )


def count_accepted(competition_id: int) -> Select[int]:
    """Entries that rest on a version of the rules."""
    return select(func.count(Entry.id)).where(
        Entry.competition_id == competition_id, Entry.rules_id.is_not(None)
    )


def count_entries(competition_id: int) -> Select[int]:
    return select(func.count(Entry.id)).where(Entry.competition_id == competition_id)


def list_grids(call_ids: list[int]) -> Select[Grid]:
    """What the jurors of those calls fill in, for the phases of a list."""
    return (
        select(Grid)
        .where(Grid.call_id.in_(call_ids), Grid.stage == 1)
        .options(raiseload(Grid.criteria), raiseload(Grid.call))
    )


def delete_inside(competition_id: int) -> list[Delete]:
    """What names its rules, its prizes and its categories, so that they can go."""
    return [
        delete(one).where(one.competition_id == competition_id).execution_options(synchronize_session="fetch")
        for one in (PitchSlot, Nomination, Entry)
    ]


def get_of_call(call_id: int) -> Select[Competition]:
    return select(Competition).where(Competition.call_id == call_id)


def get_entry_of(application_id: int) -> Select[Entry]:
    return select(Entry).where(Entry.application_id == application_id)


def get_grid_of(call_id: int) -> Select[Grid]:
    return select(Grid).where(Grid.call_id == call_id, Grid.stage == 1)
