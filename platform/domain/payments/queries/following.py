"""Awards as the desk follows them: projects, or prizes, narrowed by what was asked."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from noress.core.folding import fold
from noress.domain.applications.models import Application
from noress.domain.awards.models import Award, AwardState
from noress.domain.catalogue.models import Structure
from noress.domain.funding.models import CallKind, FundingCall
from noress.domain.payments.models import Instalment, InstalmentState
from noress.domain.payments.queries import may_know


class Followed(NamedTuple):
    """What the list of funded projects is narrowed to; nothing chosen is "" or None."""

    #: projects, or prizes
    kind: CallKind = CallKind.AMI
    call_id: int | None = None
    words: str = ""
    state: AwardState | None = None
    #: of an instalment: what waits for whom
    waiting: InstalmentState | None = None


def list_followed(wanted: Followed, recused: Select[Any], *, only_told: bool) -> Select[Award]:
    """By number."""
    query = (
        select(Award)
        .join(Award.structure)
        .join(Award.application)
        .where(*may_know(recused, only_told=only_told), *_where(wanted))
        .options(
            contains_eager(Award.structure), contains_eager(Award.application), joinedload(Award.lot),
            joinedload(Award.call),
        )
    )  # fmt: skip
    return query.order_by(Award.number.nulls_last(), Award.id)


def _where(wanted: Followed) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [
        Award.call_id.in_(select(FundingCall.id).where(FundingCall.kind == wanted.kind))
    ]
    if wanted.call_id is not None:
        where.append(Award.call_id == wanted.call_id)
    if wanted.state is not None:
        where.append(Award.state == wanted.state)
    if wanted.waiting is not None:
        where.append(
            Award.id.in_(select(Instalment.award_id).where(Instalment.state == wanted.waiting)),
        )
    for word in fold(wanted.words).split()[:8]:
        found: tuple[Any, ...] = (
            Application.title_folded, Structure.name_folded, func.lower(Award.number), func.lower(Application.number),
        )  # fmt: skip
        where.append(or_(*(column.contains(word, autoescape=True) for column in found)))
    return where
