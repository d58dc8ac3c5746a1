"""Who shares what, who needs it, and what was proposed to both."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from noress.domain.catalogue.models import FOR_ALL, FOR_MEMBERS, Structure, StructureKeeper, StructureState
from noress.domain.guidance.models import AidMatch, AidState

LISTED = (FOR_MEMBERS, FOR_ALL)


def list_sharing(*, shares: int = 0, needs: int = 0, province: str = "", kind: str = "") -> Select[Structure]:
    """What members read: by name, with what stands on the line."""
    query = select(Structure).where(Structure.listed.in_(LISTED)).options(
        joinedload(Structure.detail), joinedload(Structure.kind)
    )  # fmt: skip
    if shares:
        query = query.where(Structure.shares.bitwise_and(shares) != 0)
    if needs:
        query = query.where(Structure.needs.bitwise_and(needs) != 0)
    if province:
        query = query.where(Structure.province_code == province)
    if kind:
        query = query.where(Structure.kind_code == kind)
    return query.order_by(Structure.name_sort, Structure.id)


def list_own(person_id: int | None, institution_id: int | None) -> Select[Structure]:
    """The entries that speak for one's institution, or that one keeps: where what is shared and needed is said."""
    is_theirs: ColumnElement[bool] = Structure.id.in_(list_kept(person_id).scalar_subquery())
    if institution_id is not None:
        is_theirs = or_(is_theirs, Structure.institution_id == institution_id)
    return (
        select(Structure)
        .where(is_theirs, Structure.state.not_in((StructureState.MERGED, StructureState.REFUSED)))
        .order_by(Structure.name_sort, Structure.id)
    )


def _is_open() -> ColumnElement[bool]:
    return AidMatch.state == AidState.PROPOSED


def _open_of(structure: Any) -> Any:
    """How many proposals wait for that structure."""
    return (
        select(func.count(AidMatch.id))
        .where(_is_open(), or_(AidMatch.giver_id == structure.id, AidMatch.taker_id == structure.id))
        .correlate(structure)
        .scalar_subquery()
    )


def count_takers() -> Select[int]:
    return select(func.count()).where(Structure.listed.in_(LISTED), Structure.needs != 0)


def list_takers(turn: int, turns: int, most_open: int, limit: int) -> Select[int]:
    """Those whose turn it is this week, while few proposals wait for them."""
    return (
        select(Structure.id)
        .where(
            Structure.listed.in_(LISTED), Structure.needs != 0, Structure.id % turns == turn,
            _open_of(Structure) < most_open,
        )
        .order_by(Structure.id)
        .limit(limit)
    )  # fmt: skip


def get_takers(ids: Sequence[int]) -> Select[Structure]:
    return (
        select(Structure)
        .where(Structure.id.in_(ids), Structure.listed.in_(LISTED))
        .options(joinedload(Structure.detail))
        .order_by(Structure.id)
    )


def find_giver(
    taker: Structure, term_id: int, answering: int, provinces: Iterable[str], most_open: int
) -> Select[Structure]:
    """The nearest in kind that shares it there, to whom it was not proposed before and for whom few wait."""
    giver = aliased(Structure)
    known = exists().where(
        AidMatch.term_id == term_id,
        or_(
            and_(AidMatch.giver_id == giver.id, AidMatch.taker_id == taker.id),
            and_(AidMatch.giver_id == taker.id, AidMatch.taker_id == giver.id),
        ),
    )
    query = select(giver).where(
        giver.listed.in_(LISTED), giver.province_code.in_(list(provinces)), giver.id != taker.id,
        giver.shares.bitwise_and(answering) != 0, ~known, _open_of(giver) < most_open,
    )  # fmt: skip
    if taker.institution_id is not None:  # not with itself under another name
        query = query.where(or_(giver.institution_id.is_(None), giver.institution_id != taker.institution_id))
    same_kind = case((giver.kind_code == taker.kind_code, 0), else_=1)
    return query.options(joinedload(giver.detail)).order_by(same_kind, giver.name_sort, giver.id).limit(1)


def count_open(structure_id: int) -> Select[int]:
    return select(func.count(AidMatch.id)).where(
        _is_open(), or_(AidMatch.giver_id == structure_id, AidMatch.taker_id == structure_id)
    )


def list_lapsing(proposed_before: datetime) -> Select[AidMatch]:
    return select(AidMatch).where(_is_open(), AidMatch.proposed_at <= proposed_before).order_by(AidMatch.id)


def get_match(match_id: int) -> Select[AidMatch]:
    return _with_sides().where(AidMatch.id == match_id)


def _with_sides() -> Select[AidMatch]:
    return select(AidMatch).options(
        joinedload(AidMatch.giver).joinedload(Structure.detail),
        joinedload(AidMatch.taker).joinedload(Structure.detail),
        joinedload(AidMatch.term),
    )


def list_kept(person_id: int | None) -> Select[int]:
    """The entries that a person keeps."""
    return select(StructureKeeper.structure_id).where(
        StructureKeeper.person_id == person_id, StructureKeeper.ended_at.is_(None)
    )


def list_matches_of(person_id: int | None, institution_id: int | None) -> Select[AidMatch]:
    """What was proposed to whoever keeps one of the sides: what waits, and what both agreed on."""
    keeps: ColumnElement[bool] = Structure.id.in_(list_kept(person_id).scalar_subquery())
    if institution_id is not None:
        keeps = or_(keeps, Structure.institution_id == institution_id)
    own = select(Structure.id).where(keeps)
    shown = AidMatch.state.in_((AidState.PROPOSED, AidState.AGREED))
    query = _with_sides().where(shown, or_(AidMatch.giver_id.in_(own), AidMatch.taker_id.in_(own)))
    return query.order_by(AidMatch.state.desc(), AidMatch.id.desc())
