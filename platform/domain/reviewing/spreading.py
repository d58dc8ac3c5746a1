"""Sharing files out between people: evenly, around conflicts, and the same way each time. Knows numbers alone."""

from collections import Counter, deque
from collections.abc import Collection, Mapping, Sequence
from zlib import crc32

Pair = tuple[int, int]


def spread(
    wanted: Mapping[int, int], people: Sequence[int], load: Mapping[int, int], away: Collection[Pair]
) -> tuple[list[Pair], int]:
    """([(file, person)], what could not be given). `wanted`: how many people each file needs; `load`: what each has already;
    `away`: pairs that may not be. The hardest file to place goes first; then who has too many passes some on."""
    load = Counter({key: load.get(key, 0) for key in people})
    free = {key: [one for one in people if (key, one) not in away] for key in wanted}
    given: dict[int, set[int]] = {key: set() for key in people}
    left = 0
    # by place, not by number: the same files and people give the same whatever numbers they bear
    places, ranks = ({key: n for n, key in enumerate(sorted(keys))} for keys in (wanted, people))
    for key in sorted(wanted, key=lambda key: (len(free[key]) - wanted[key], key)):
        mixed = {one: _mixed(places[key], ranks[one]) for one in free[key]}
        best = sorted(free[key], key=lambda one: (load[one], mixed[one]))[: wanted[key]]
        left += wanted[key] - len(best)
        for one in best:
            load[one] += 1
            given[one].add(key)
    while _pass_on(given, free, load):
        pass
    return sorted((key, one) for one, keys in given.items() for key in keys), left


def _mixed(place: int, rank: int) -> int:
    """An order that does not put the same people together on every file."""
    return crc32(f"{place}:{rank}".encode())


def _pass_on(given: dict[int, set[int]], free: Mapping[int, list[int]], load: Counter[int]) -> bool:
    """One file less for somebody who has at least two more than another: handed along as many people as it takes."""
    for start in sorted(given, key=lambda one: (-load[one], one)):
        path = _path(start, given, free, load)
        if path:
            for giver, key, taker in path:
                given[giver].remove(key)
                given[taker].add(key)
            load[start] -= 1
            load[path[-1][2]] += 1
            return True
    return False


def _path(
    start: int, given: Mapping[int, set[int]], free: Mapping[int, list[int]], load: Mapping[int, int]
) -> list[tuple[int, int, int]]:
    """[(who gives, file, who takes)], the shortest that ends at somebody with two fewer at least; empty when there is none."""
    if load[start] < min(load[one] for one in given) + 2:
        return []
    came: dict[int, tuple[int, int] | None] = {start: None}
    waiting = deque([start])
    while waiting:
        giver = waiting.popleft()
        for key in sorted(given[giver]):
            for taker in free[key]:
                if taker in came or key in given[taker]:
                    continue
                came[taker] = (giver, key)
                if load[taker] <= load[start] - 2:
                    return _walk_back(came, taker)
                waiting.append(taker)
    return []


def _walk_back(came: Mapping[int, tuple[int, int] | None], taker: int) -> list[tuple[int, int, int]]:
    steps = []
    while (before := came[taker]) is not None:
        giver, key = before
        steps.append((giver, key, taker))
        taker = giver
    return steps[::-1]
