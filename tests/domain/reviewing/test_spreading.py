"""Sharing out: everybody wanted is given, evenly, around conflicts, the same way each time."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from noress.domain.reviewing.spreading import spread


def test_even_around_conflicts_and_the_same_each_time():
    wanted = dict.fromkeys(range(1, 11), 2)
    pairs, left = spread(wanted, [7, 8, 9], {}, set())
    counts = Counter(person for _key, person in pairs)
    assert (left, sorted(counts.values()), len(set(pairs))) == (0, [6, 7, 7], 20)
    assert spread(wanted, [7, 8, 9], {}, set()) == (pairs, left)
    away = {(key, 7) for key in range(1, 9)}
    pairs, left = spread(wanted, [7, 8, 9], {}, away)
    assert (left, set(pairs) & away, Counter(person for _key, person in pairs)[7]) == (0, set(), 2)
    pairs, left = spread({1: 2, 2: 1}, [7, 8], {8: 5}, {(1, 7), (1, 8)})
    assert (pairs, left) == ([(2, 7)], 2)
    assert spread({1: 1}, [], {}, set()) == ([], 1)


def test_somebody_full_passes_files_along_through_a_third():
    """9 may take only what 8 has, 8 what 7 has: 7's excess goes through 8."""
    away = {(key, person) for key in range(1, 5) for person in (9,)} | {(5, 7), (6, 7)}
    pairs, left = spread(dict.fromkeys(range(1, 7), 1), [7, 8, 9], {}, away)
    assert (left, sorted(Counter(person for _key, person in pairs).values())) == (0, [2, 2, 2])


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 12), st.integers(1, 5), st.integers(1, 3),
    st.sets(st.tuples(st.integers(1, 12), st.integers(101, 105)), max_size=30),
)  # fmt: skip
def test_nothing_forbidden_nothing_twice_nothing_lost(files, people, each, away):
    wanted = dict.fromkeys(range(1, files + 1), each)
    who = list(range(101, 101 + people))
    pairs, left = spread(wanted, who, {}, away)
    assert (len(set(pairs)), set(pairs) & away) == (len(pairs), set())
    assert len(pairs) + left == files * each
    possible = {key: len([one for one in who if (key, one) not in away]) for key in wanted}
    assert left == sum(max(0, each - count) for count in possible.values())
