"""Files of the same mean told apart by the rules that were fixed beforehand, in their order. Knows numbers alone."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

from noress.domain.competitions.models import TieRule


class Block(NamedTuple):
    """Files that have one place, in the order of places."""

    ids: tuple[int, ...]
    #: they share it because the rules say so
    is_shared: bool = False
    #: the rules do not settle it: the chair has to
    is_waiting: bool = False


class Applied(NamedTuple):
    """A rule that was used, on which files, and what it gave."""

    rule: TieRule
    ids: tuple[int, ...]
    #: of `TieRule.CRITERIA`: the criterion that told them apart, and their means, in the same order
    criterion: Any = None
    means: tuple[Fraction, ...] = ()


class Settled(NamedTuple):
    blocks: tuple[Block, ...]
    applied: tuple[Applied, ...]


#: {file: [(criterion, mean)]}, the criteria in their order
Means = Mapping[int, Sequence[tuple[Any, Fraction]]]


def settle(
    ids: Sequence[int],
    rules: Sequence[TieRule],
    means: Means,
    decided: Mapping[frozenset[int], Sequence[int]],
) -> Settled:
    """Of files of one mean; `decided`: by the chair, {files: their order}."""
    if len(ids) == 1:
        return Settled((Block(tuple(ids)),), ())
    same, rest = tuple(sorted(ids)), tuple(rules[1:])
    if not rules or rules[0] is TieRule.CHAIR:
        order = decided.get(frozenset(ids))
        if order is None:
            return Settled((Block(same, is_waiting=True),), ())
        return Settled(tuple(Block((one,)) for one in order), (Applied(TieRule.CHAIR, tuple(order)),))
    if rules[0] is TieRule.SHARE:
        return Settled((Block(same, is_shared=True),), (Applied(TieRule.SHARE, same),))
    return _by_criteria(same, rest, means, decided)


def _by_criteria(
    ids: tuple[int, ...],
    rest: Sequence[TieRule],
    means: Means,
    decided: Mapping[frozenset[int], Sequence[int]],
) -> Settled:
    """The first criterion that tells any of them apart, then again among those that it does not."""
    depth = max((len(means.get(one, ())) for one in ids), default=0)
    for step in range(depth):
        by = {one: means[one][step][1] for one in ids if step < len(means.get(one, ()))}
        if len(by) < len(ids) or len(set(by.values())) == 1:
            continue
        order = sorted(ids, key=lambda one: (-by[one], one))
        applied = [
            Applied(TieRule.CRITERIA, tuple(order), means[ids[0]][step][0], tuple(by[one] for one in order))
        ]
        blocks: list[Block] = []
        for _value, group in groupby(order, key=lambda one: by[one]):
            inner = settle(tuple(group), (TieRule.CRITERIA, *rest), means, decided)
            blocks += inner.blocks
            applied += inner.applied
        return Settled(tuple(blocks), tuple(applied))
    return settle(ids, rest, means, decided)
