"""Which entries carry a word of the closed lists."""

from sqlalchemy import ColumnElement, Select, Text, cast, func, select
from sqlalchemy.orm import joinedload

from noress.domain.catalogue.models import Facet, Structure, StructureDetail, Term
from noress.domain.outbox.models import WorkerMark


def count_carriers(term: Term) -> Select[int]:
    return select(func.count()).select_from(Structure).where(_carries(term))


def list_carriers(term: Term, *, after: int, limit: int) -> Select[Structure]:
    """By number, with what they are found by."""
    return (
        select(Structure)
        .where(Structure.id > after, _carries(term))
        .options(joinedload(Structure.detail), joinedload(Structure.kind))
        .order_by(Structure.id)
        .limit(limit)
    )


def list_marks(prefix: str) -> Select[WorkerMark]:
    return (
        select(WorkerMark)
        .where(WorkerMark.name.startswith(prefix, autoescape=True))
        .order_by(WorkerMark.name)
    )


def _carries(term: Term) -> ColumnElement[bool]:
    """By its bit where lists count it, else by its code among what the entry says."""
    if term.bit is not None and term.mask:
        bit = 1 << term.bit
        columns = ("shares", "needs") if term.facet is Facet.RESOURCE else (term.mask,)
        found = [getattr(Structure, column).bitwise_and(bit) != 0 for column in columns]
        return found[0] if len(found) == 1 else found[0] | found[1]
    said = select(StructureDetail.structure_id).where(
        cast(StructureDetail.values, Text).contains(f'"{term.code}"', autoescape=True)
    )
    return Structure.id.in_(said)
