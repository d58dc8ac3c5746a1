"""Reading what entries share, and the pairs and merges that were made of them."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Delete, Select, case, delete, func, select, tuple_, union_all
from sqlalchemy.orm import joinedload, raiseload

from noress.domain.catalogue.models import (
    Structure,
    StructureChange,
    StructureDistinct,
    StructureKey,
    StructureState,
)
from noress.domain.catalogue.queries import Reader, is_listed_for


def list_sharing(keys: Iterable[str], most: int) -> Any:
    """(key, entry) for each of these keys, `most` and one at the utmost: each is one walk of an index, which ends."""
    walks = [
        select(StructureKey.key, StructureKey.structure_id)
        .where(StructureKey.key == key)
        # the order of the index: without it, PostgreSQL reads the table itself for a key that it takes for frequent
        .order_by(StructureKey.structure_id)
        .limit(most + 1)
        .subquery()
        for key in keys
    ]
    return union_all(*(select(walk.c.key, walk.c.structure_id) for walk in walks))


def list_compared(ids: Sequence[int], reader: Reader | None) -> Select[Structure]:
    """Those of these entries that were not merged into another, with what they say; a reader's lists only."""
    query = (
        select(Structure)
        .where(Structure.id.in_(ids), Structure.merged_into_id.is_(None))
        .options(joinedload(Structure.detail), raiseload("*", sql_only=True))
        .order_by(Structure.id)
    )
    return query if reader is None else query.where(is_listed_for(reader))


def list_keys(structure_id: int) -> Select[str]:
    return select(StructureKey.key).where(StructureKey.structure_id == structure_id)


def forget_keys(structure_id: int, keys: Iterable[str]) -> Delete:
    return delete(StructureKey).where(
        StructureKey.structure_id == structure_id, StructureKey.key.in_(list(keys))
    )


def list_open_changes(ids: Sequence[int]) -> Select[StructureChange]:
    """What is proposed for these entries and waits for a decision."""
    return (
        select(StructureChange)
        .where(StructureChange.structure_id.in_(ids), StructureChange.settled_at.is_(None))
        .options(raiseload("*", sql_only=True))
        .order_by(StructureChange.id)
    )


# --- pairs of the whole catalogue ---------------------------------------------------------------------


def list_groups(kinds: Sequence[str], *, most_members: int, most: int) -> Select[str]:
    """Keys that two entries or a few more share, the kinds in this order. One walk of one index, whose order
    differs from one collation to another: it is not leant on."""
    kind = func.substr(StructureKey.key, 1, 2)
    return (
        select(StructureKey.key)
        .where(kind.in_(kinds))
        .group_by(StructureKey.key)
        .having(func.count().between(2, most_members))
        .order_by(case({name: place for place, name in enumerate(kinds)}, value=kind), StructureKey.key)
        .limit(most)
    )


def count_distinct() -> Select[int]:
    return select(func.count(StructureDistinct.id))


def list_members(keys: Sequence[str]) -> Select[str, int]:
    """(key, entry) of these keys, without entries that were refused."""
    return (
        select(StructureKey.key, StructureKey.structure_id)
        .join(Structure, Structure.id == StructureKey.structure_id)
        .where(StructureKey.key.in_(keys), Structure.state != StructureState.REFUSED)
        .order_by(StructureKey.key, StructureKey.structure_id)
    )


def list_found_distinct(pairs: Sequence[tuple[int, int]]) -> Select[int, int]:
    """Of these pairs, those that somebody found to be two."""
    pair = tuple_(StructureDistinct.first_id, StructureDistinct.second_id)
    return select(StructureDistinct.first_id, StructureDistinct.second_id).where(pair.in_(pairs))


def list_entries(ids: Sequence[int]) -> Select[Structure]:
    """With what they say, and nothing more."""
    return (
        select(Structure)
        .where(Structure.id.in_(ids))
        .options(joinedload(Structure.detail), raiseload("*", sql_only=True))
    )
