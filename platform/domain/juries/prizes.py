"""Which entry gets which prize, from the ranks that the jury decided; what is still open is said, never guessed.

A rank takes the prize of that place: with a first prize and two second ones, ranks 2 and 3 both have the second. Entries of
the same rank take as many places as they are: where these hold different prizes, they share them if the rules say so.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from noress.core.i18n import lazy as _
from noress.domain.competitions.models import Prize


class Standing(NamedTuple):
    """An entry with its rank in its group: the category, or the whole edition."""

    application_id: int
    number: str
    lot_id: int | None
    rank: int | None
    #: a prize of the whole edition that the jury gave by hand, where categories have theirs
    prize_id: int | None = None


class Given(NamedTuple):
    application_id: int
    prize: Prize
    #: none: the announced amount is not known
    amount: int | None
    is_shared: bool = False


class Problem(NamedTuple):
    """Why the jury has not finished; `application_ids`: the entries that the sentence names."""

    code: str
    message: Any
    application_ids: tuple[int, ...] = ()


@dataclass
class Outcome:
    given: list[Given] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: {prize: how many of its places are taken}; ex æquo who share take one each, also of the prizes below
    used: Counter[int] = field(default_factory=Counter)
    #: {prize: how many of it nobody has}
    left: dict[int, int] = field(default_factory=dict)

    def of(self, application_id: int) -> Given | None:
        return next((one for one in self.given if one.application_id == application_id), None)


def share(amounts: Sequence[int | None], among: int) -> list[int | None]:
    """Equal parts of the sum, to the centime: what is left over goes to the first ones, one centime each."""
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts):
        return [None] * among
    part, rest = divmod(sum(known), among)
    return [part + (1 if place < rest else 0) for place in range(among)]


def is_by_category(prizes: Iterable[Prize]) -> bool:
    return any(prize.lot_id is not None for prize in prizes)


def group_of(lot_id: int | None, *, by_category: bool) -> int | None:
    """Entries of one group have ranks of their own."""
    return lot_id if by_category else None


def allocate(prizes: Sequence[Prize], standings: Sequence[Standing], *, shares: bool) -> Outcome:
    """Pure: nothing is read or written."""
    outcome = Outcome()
    by_category = is_by_category(prizes)
    by_hand = {prize.id: prize for prize in prizes if by_category and prize.lot_id is None}
    for one in standings:
        if one.prize_id in by_hand:
            prize = by_hand[one.prize_id]
            outcome.given.append(Given(one.application_id, prize, prize.amount))
            outcome.used[prize.id] += 1
    taken = {one.application_id for one in outcome.given}
    groups: dict[int | None, list[Prize]] = {}
    for prize in prizes:
        if prize.id not in by_hand:
            groups.setdefault(group_of(prize.lot_id, by_category=by_category), []).append(prize)
    for key, own in groups.items():
        among = [
            one for one in standings
            if one.rank is not None and one.application_id not in taken and (not by_category or one.lot_id == key)
        ]  # fmt: skip
        _allocate_group(own, among, shares, outcome)
    _count_left(prizes, outcome)
    return outcome


def _allocate_group(prizes: list[Prize], among: list[Standing], shares: bool, outcome: Outcome) -> None:
    places = [
        prize
        for prize in sorted(prizes, key=lambda one: (one.rank, one.position, one.id))
        for _n in range(prize.winners)
    ]
    by_rank: dict[int, list[Standing]] = {}
    for one in sorted(among, key=lambda one: one.number):
        by_rank.setdefault(one.rank or 0, []).append(one)
    free = 1
    for rank in sorted(by_rank):
        if rank > len(places):
            break
        same = by_rank[rank]
        if rank < free:
            ids = tuple(one.application_id for one in same)
            message = _(
                "Rang %(rank)s : des ex æquo placés avant occupent déjà ce rang. Le rang suivant est le %(next)s.",
                rank=rank, next=free,
            )  # fmt: skip
            outcome.problems.append(Problem("ranks", message, ids))
            continue
        free = rank + len(same)
        _give(places[rank - 1 : rank - 1 + len(same)], same, shares, outcome)


def _give(taken: list[Prize], same: list[Standing], shares: bool, outcome: Outcome) -> None:
    if len(taken) == len(same) and len({prize.id for prize in taken}) == 1:
        outcome.given += [Given(one.application_id, taken[0], taken[0].amount) for one in same]
        outcome.used.update(prize.id for prize in taken)
        return
    if not shares:
        message = _(
            "Ex æquo que le règlement ne départage pas : %(numbers)s. La présidence décide du rang de chacun, avec un motif.",
            numbers=", ".join(one.number for one in same),
        )  # fmt: skip
        outcome.problems.append(Problem("tie", message, tuple(one.application_id for one in same)))
        return
    outcome.used.update(prize.id for prize in taken)
    parts = share([prize.amount for prize in taken], len(same))
    known = [prize.amount for prize in taken if prize.amount is not None]
    assert None in parts or sum(part or 0 for part in parts) == sum(known), "a share gives what was announced"
    outcome.given += [
        Given(one.application_id, taken[0], part, is_shared=True)
        for one, part in zip(same, parts, strict=True)
    ]


def _count_left(prizes: Sequence[Prize], outcome: Outcome) -> None:
    """A prize that nobody has, or fewer than planned, needs a reason; one that was given takes none."""
    is_tied = any(one.code == "tie" for one in outcome.problems)
    for prize in prizes:
        left = prize.winners - outcome.used[prize.id]
        if left > 0:
            outcome.left[prize.id] = left
        if left < 0:
            message = _("%(prize)s : plus de gagnants que prévu.", prize=prize.title)
            outcome.problems.append(Problem("too_many", message))
        elif left and not prize.not_awarded_because and not is_tied:
            message = _(
                "%(prize)s : personne ne l'a. Dites qu'il n'est pas attribué, et pourquoi.", prize=prize.title
            )
            outcome.problems.append(Problem("no_winner", message))
        elif not left and prize.not_awarded_because:
            message = _("%(prize)s : il a un gagnant, et il est dit non attribué.", prize=prize.title)
            outcome.problems.append(Problem("given", message))
