"""Reading the catalogue as the secretariat and keepers of entries work on it."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from noress.core import search
from noress.domain.catalogue.models import (
    IN_CATALOGUE,
    CatalogueSource,
    Structure,
    StructureChange,
    StructureKeeper,
    StructureLabel,
    StructureState,
    Term,
)


def list_open_changes_of(structure_id: int) -> Select[StructureChange]:
    """What is proposed for an entry and not settled yet, the oldest first."""
    return (
        select(StructureChange)
        .where(StructureChange.structure_id == structure_id, StructureChange.settled_at.is_(None))
        .order_by(StructureChange.created_at, StructureChange.id)
    )


def list_keepers(structure_id: int) -> Select[StructureKeeper]:
    return (
        select(StructureKeeper)
        .where(StructureKeeper.structure_id == structure_id, StructureKeeper.ended_at.is_(None))
        .options(joinedload(StructureKeeper.person))
        .order_by(StructureKeeper.id)
    )


def _newest(query: Select[Structure]) -> Select[Structure]:
    """With what it says; those that were merged come last."""
    is_merged = Structure.state == StructureState.MERGED
    return query.options(joinedload(Structure.detail)).order_by(is_merged, Structure.id.desc())


def list_of_response(response_id: int) -> Select[Structure]:
    """The entries that these answers were taken into."""
    return _newest(select(Structure).where(Structure.response_id == response_id))


def list_of_institution(institution_id: int) -> Select[Structure]:
    """The entries that speak for it."""
    return _newest(select(Structure).where(Structure.institution_id == institution_id))


def list_kept_by(person_id: int) -> Select[Structure]:
    """The entries that this person keeps."""
    kept = select(StructureKeeper.structure_id).where(
        StructureKeeper.person_id == person_id, StructureKeeper.ended_at.is_(None)
    )
    return _newest(select(Structure).where(Structure.id.in_(kept), Structure.state != StructureState.MERGED))


def get_former_keeper(structure_id: int, person_id: int) -> Select[StructureKeeper]:
    """Whoever kept it once, or does."""
    return select(StructureKeeper).where(
        StructureKeeper.structure_id == structure_id, StructureKeeper.person_id == person_id
    )


def list_labels(structure_id: int, on: date) -> Select[StructureLabel]:
    """Those that hold on that day, with who gave them."""
    return (
        select(StructureLabel)
        .where(
            StructureLabel.structure_id == structure_id, StructureLabel.withdrawn_at.is_(None),
            or_(StructureLabel.until.is_(None), StructureLabel.until >= on),
        )
        .options(joinedload(StructureLabel.institution), joinedload(StructureLabel.term))
        .order_by(StructureLabel.given_on.desc(), StructureLabel.id)
    )  # fmt: skip


# --- the secretariat's lists ----------------------------------------------------------------------------


class Wanted(NamedTuple):
    """What the secretariat's list is narrowed to; nothing chosen is "" or None."""

    words: str = ""
    state: StructureState | None = None
    province: str = ""
    kind: str = ""
    #: one of MARKS
    mark: str = ""


#: asked not to be listed; published for members only; something is proposed; to be checked by telephone
MARKS = ("opposed", "members", "changes", "phone")


def list_entries(wanted: Wanted) -> Select[Structure]:
    """Of any state: what waits longest first among those to check, else the last changed first."""
    query = (
        select(Structure)
        .where(Structure.state != StructureState.OUTSIDE)
        .options(joinedload(Structure.kind), joinedload(Structure.institution))
    )
    if search.has_words(wanted.words):
        match = search.matching("structure", wanted.words)
        query = query.join(match, match.c.object_id == Structure.id)
    if wanted.state is not None:
        query = query.where(Structure.state == wanted.state)
    else:
        query = query.where(Structure.state != StructureState.MERGED)
    if wanted.province:
        query = query.where(Structure.province_code == wanted.province)
    if wanted.kind:
        query = query.where(Structure.kind_code == wanted.kind)
    if wanted.mark:
        query = query.where(_mark(wanted.mark))
    if wanted.state is StructureState.TO_CHECK:
        return query.order_by(Structure.updated_at, Structure.id)
    return query.order_by(Structure.updated_at.desc(), Structure.id.desc())


def _mark(mark: str) -> ColumnElement[bool]:
    if mark == "opposed":
        return Structure.opposed_at.is_not(None)
    if mark == "members":
        return (Structure.state == StructureState.PUBLISHED) & Structure.is_open.is_(False)
    if mark == "phone":
        return Structure.needs_phone.is_(True)
    open_changes = select(StructureChange.structure_id).where(StructureChange.settled_at.is_(None))
    return Structure.id.in_(open_changes)


def count_states() -> Select[*tuple[Any, ...]]:
    """(state, how many entries)."""
    return (
        select(Structure.state, func.count())
        .where(Structure.state.in_(IN_CATALOGUE))
        .group_by(Structure.state)
    )


def count_to_check() -> Select[int]:
    return select(func.count()).select_from(Structure).where(Structure.state == StructureState.TO_CHECK)


def count_open_changes() -> Select[int]:
    """Proposals that nobody has settled, of entries that are still themselves."""
    return (
        select(func.count())
        .select_from(StructureChange)
        .join(Structure, StructureChange.structure_id == Structure.id)
        .where(StructureChange.settled_at.is_(None), Structure.state != StructureState.MERGED)
    )


def list_changes(*, is_settled: bool) -> Select[StructureChange]:
    """What is proposed, the oldest first; or what was settled, the last first."""
    query = (
        select(StructureChange)
        .join(Structure, StructureChange.structure_id == Structure.id)
        .where(Structure.state != StructureState.MERGED)
        .options(contains_eager(StructureChange.structure), joinedload(StructureChange.settled_by))
    )
    if is_settled:
        return query.where(StructureChange.settled_at.is_not(None)).order_by(
            StructureChange.settled_at.desc(), StructureChange.id.desc()
        )
    return query.where(StructureChange.settled_at.is_(None)).order_by(
        StructureChange.created_at, StructureChange.id
    )


def list_all_labels(structure_id: int) -> Select[StructureLabel]:
    """Those that were withdrawn or are over too, the last first."""
    return (
        select(StructureLabel)
        .where(StructureLabel.structure_id == structure_id)
        .options(joinedload(StructureLabel.institution), joinedload(StructureLabel.term))
        .order_by(StructureLabel.given_on.desc(), StructureLabel.id.desc())
    )


def list_sources() -> Select[CatalogueSource]:
    return select(CatalogueSource).order_by(CatalogueSource.questionnaire_id.desc())


def count_uses(term: Term) -> Select[int] | None:
    """How many entries have this word; None where lists do not count it."""
    if term.mask is None or term.bit is None:
        return None
    columns = (
        [Structure.shares, Structure.needs] if term.mask == "resources" else [getattr(Structure, term.mask)]
    )
    has_it = or_(*(column.op("&")(1 << term.bit) != 0 for column in columns))
    return select(func.count()).select_from(Structure).where(has_it, Structure.state != StructureState.MERGED)
