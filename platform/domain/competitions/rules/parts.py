"""The categories of an edition and its prizes: each saved whole, from one page."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from noress.core import formats
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.competitions.models import Competition, Prize
from noress.domain.competitions.rules.editions import hold, keep
from noress.domain.funding import calendar, queries
from noress.domain.funding.calendar import Phase
from noress.domain.funding.models import Lot
from noress.domain.funding.rules.completeness import check_not_open
from noress.extensions import db

MOST_RANK, MOST_WINNERS, MOST_AMOUNT = 50, 50, 100_000_000_00


class CategoryRow(NamedTuple):
    """One line as typed; `row` names its inputs, so that what is wrong is said beside them."""

    row: str
    id: int | None
    title: Translated


class PrizeRow(NamedTuple):
    row: str
    id: int | None
    title: Translated
    rank: int | None
    #: for each winner; none: not known
    amount: int | None
    winners: int | None
    #: the category; none: of all
    lot_id: int | None


def save_categories(
    *, competition: Competition, rows: Sequence[CategoryRow], version: int, actor: Actor, now: datetime
) -> None:
    """Categories keep their key: entries, prizes and criteria name them. One that is named does not go."""
    hold(competition, version)
    call = competition.call
    check_not_open(call, now)
    for row in rows:
        if not row.title:
            raise RuleError("no_title", _("Donnez un nom à cette catégorie."), field=f"{row.row}_title_fr")
    known = {lot.id: lot for lot in call.lots}
    named = {one.lot_id for one in competition.prizes}
    for key in known.keys() - {row.id for row in rows}:
        if key in named or db.session.scalar(queries.count_applications_of_lot(key)):
            message = _(
                "La catégorie « %(lot)s » a un prix ou des dossiers : elle reste.", lot=known[key].title
            )
            raise RuleError("lot_in_use", message, status=409)
    before = _said_categories(competition)
    lots = []
    for position, row in enumerate(rows):
        lot = known.get(row.id or 0) or Lot(amount=0, own_percent=0)
        lot.title, lot.position = row.title, position
        lots.append(lot)
    call.lots[:] = lots
    db.session.flush()  # what is kept names them
    after = _said_categories(competition)
    changes = {"categories": (before, after)} if before != after else {}
    keep(competition, "competition.categories_edited", changes, actor, now)


def _said_categories(competition: Competition) -> list[str]:
    return [" / ".join(lot.title.get(code, "") for code in ("fr", "ar")) for lot in competition.call.lots]


def save_prizes(
    *, competition: Competition, rows: Sequence[PrizeRow], version: int, actor: Actor, now: datetime
) -> None:
    """An amount that is not known stays empty, and everybody reads that it is not. Once entries are open, a prize only gains:
    an amount that was not known, another prize."""
    hold(competition, version)
    lots = {lot.id for lot in competition.call.lots}
    for row in rows:
        _check_prize(row, lots)
    _check_ranks(rows)
    known = {one.id: one for one in competition.prizes}
    if calendar.phase(competition.call, now) not in {Phase.PREPARING, Phase.ANNOUNCED}:
        _check_promised(known, rows)
    before = _said_prizes(competition)
    prizes = []
    for position, row in enumerate(rows):
        one = known.get(row.id or 0) or Prize()
        one.title, one.rank, one.amount = row.title, row.rank or 1, row.amount
        one.winners, one.lot_id, one.position = row.winners or 1, row.lot_id, position
        prizes.append(one)
    competition.prizes[:] = prizes
    db.session.flush()  # categories are read back
    after = _said_prizes(competition)
    changes = {"prizes": (before, after)} if before != after else {}
    keep(competition, "competition.prizes_edited", changes, actor, now)


def _check_prize(row: PrizeRow, lots: set[int]) -> None:
    if not row.title:
        raise RuleError("no_title", _("Donnez un nom à ce prix."), field=f"{row.row}_title_fr")
    if row.rank is None or not 1 <= row.rank <= MOST_RANK:
        message = _("Écrivez un rang entre 1 et %(most)s.", most=MOST_RANK)
        raise RuleError("bad_rank", message, field=f"{row.row}_rank")
    if row.amount is not None and row.amount <= 0:
        message = _("Écrivez un montant plus grand que zéro, ou rien s'il n'est pas connu.")
        raise RuleError("bad_amount", message, field=f"{row.row}_amount")
    if row.amount is not None and row.amount > MOST_AMOUNT:
        message = _("Ce montant est trop grand : %(most)s au plus.", most=formats.money(MOST_AMOUNT))
        raise RuleError("too_big", message, field=f"{row.row}_amount")
    if row.winners is None or not 1 <= row.winners <= MOST_WINNERS:
        message = _("Écrivez un nombre de lauréats entre 1 et %(most)s.", most=MOST_WINNERS)
        raise RuleError("bad_winners", message, field=f"{row.row}_winners")
    if row.lot_id is not None and row.lot_id not in lots:
        raise RuleError("no_lot", _("Choisissez une catégorie de la liste."), field=f"{row.row}_lot_id")


def _check_ranks(rows: Sequence[PrizeRow]) -> None:
    """One prize a rank and category: which one a winner takes is never in doubt."""
    seen: set[tuple[int | None, int | None]] = set()
    for row in rows:
        if (row.lot_id, row.rank) in seen:
            message = _(
                "Deux prix ont ce rang dans la même catégorie. Pour plusieurs lauréats, écrivez leur nombre."
            )
            raise RuleError("same_rank", message, field=f"{row.row}_rank")
        seen.add((row.lot_id, row.rank))


def _check_promised(known: dict[int, Prize], rows: Sequence[PrizeRow]) -> None:
    kept = {row.id: row for row in rows if row.id in known}
    for key, one in known.items():
        row = kept.get(key)
        is_same = row is not None and (row.rank, row.lot_id, row.winners) == (
            one.rank,
            one.lot_id,
            one.winners,
        )
        if not is_same or (one.amount is not None and row is not None and row.amount != one.amount):
            message = _(
                "Les candidatures sont ouvertes : un prix annoncé ne change plus. Un montant qui n'était pas connu peut être écrit."
            )
            raise RuleError("promised", message, status=409)


def _said_prizes(competition: Competition) -> list[str]:
    """As history says it."""
    lots = {lot.id: lot.title.pick("fr")[1] for lot in competition.call.lots}
    return [
        f"{one.rank}. {one.title.pick('fr')[1]}"
        + (f" ({lots[one.lot_id]})" if one.lot_id in lots else "")
        + (f" : {one.amount / 100:.2f} DH" if one.amount is not None else "")
        + (f" x {one.winners}" if one.winners > 1 else "")
        for one in competition.prizes
    ]
