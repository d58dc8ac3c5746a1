"""Likely pairs of the whole catalogue, the best first: read from the keys that entries share, never by comparing
each with each. Bounded whatever the size: strong keys first, and no more than `MOST_PAIRS` are scored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from noress.domain.catalogue.likeness import LOWEST, Sayings, Score, compare
from noress.domain.catalogue.models import Structure
from noress.domain.catalogue.queries import likeness as queries
from noress.extensions import db

#: a key shared by more entries says little: a telephone that many answer, a name that many have
MOST_MEMBERS = 8
#: the page says when there are more: those that stand first are settled, the others come
MOST_PAIRS = 400
#: keys looked through at most, and more for each pair found to be two, which shares several
_MOST_KEYS, _KEYS_OF_PAIR = 2_000, 10
#: kinds of keys, by what their sharing says: ICE, telephone, mail, site, whole name with its province, one word of the
#: name with its commune, acronym. The others are for looking one entry up
_KINDS = ("i:", "t:", "m:", "w:", "f:", "c:", "a:")


@dataclass(frozen=True)
class Pair(Score):
    """Two entries, the older first."""

    first: Structure
    second: Structure


def list_pairs() -> tuple[list[Pair], bool]:
    """The likeliest first, without those found to be two; and whether there are more than were looked at."""
    keys: list[tuple[int, int]] = []
    seen: set[tuple[int, int]] = set()
    for pair in _walk():
        if pair not in seen:
            seen.add(pair)
            keys.append(pair)
        if len(keys) > MOST_PAIRS:
            break
    rows = {row.id: row for row in db.session.scalars(queries.list_entries(sorted({*sum(keys, ())})))}
    says = {key: Sayings(row.detail.values) for key, row in rows.items()}
    found = []
    for one, other in keys[:MOST_PAIRS]:
        alike = compare(says[one], says[other])
        if alike.score >= LOWEST:
            found.append(Pair(alike.score, alike.reasons, rows[one], rows[other]))
    found.sort(key=lambda pair: (-pair.score, pair.first.id, pair.second.id))
    return found, len(keys) > MOST_PAIRS


def _walk() -> Iterator[tuple[int, int]]:
    """Pairs that share a key, kind by kind, without those found to be two."""
    most = _MOST_KEYS + _KEYS_OF_PAIR * (db.session.scalar(queries.count_distinct()) or 0)
    groups = db.session.scalars(queries.list_groups(_KINDS, most_members=MOST_MEMBERS, most=most)).all()
    for chunk in chunks(groups):
        pairs = _pairs_of(chunk)
        settled = _settled(pairs)
        yield from (pair for pair in pairs if pair not in settled)


def _pairs_of(keys: Sequence[str]) -> list[tuple[int, int]]:
    members: dict[str, list[int]] = {key: [] for key in keys}
    for key, structure_id in db.session.execute(queries.list_members(keys)):
        members[key].append(structure_id)
    return [pair for ids in members.values() for pair in combinations(ids, 2)]


def _settled(pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    return {
        (first, second)
        for chunk in chunks(sorted(set(pairs)))
        for first, second in db.session.execute(queries.list_found_distinct(chunk))
    }


def chunks(rows: Sequence[Any], size: int = 500) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
