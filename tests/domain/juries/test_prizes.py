"""Who has which prize: pure, so nothing is stored."""

import pytest

from noress.domain.competitions.models import Prize
from noress.domain.juries.prizes import Standing, allocate, share
from tests.factories.questionnaires import both

pytestmark = pytest.mark.no_database


def prize(key, rank, amount, winners=1, lot_id=None, because=None):
    return Prize(id=key, rank=rank, amount=amount, winners=winners, lot_id=lot_id, title=both(f"Prix {key}"), position=key,
                 not_awarded_because=because)  # fmt: skip


def entry(key, rank, lot_id=None, prize_id=None):
    return Standing(key, f"P-{key}", lot_id, rank, prize_id)


def said(outcome):
    return [(one.application_id, one.prize.id, one.amount) for one in outcome.given], [
        one.code for one in outcome.problems
    ]


THREE = [prize(1, 1, 50_000_00), prize(2, 2, 30_000_00), prize(3, 3, None)]


def test_ranks_take_the_prize_of_their_place():
    found = allocate(
        THREE, [entry(7, 1), entry(8, 2), entry(9, 3), entry(10, 4), entry(11, None)], shares=False
    )
    assert said(found) == ([(7, 1, 50_000_00), (8, 2, 30_000_00), (9, 3, None)], [])
    several = [prize(1, 1, 900), prize(2, 2, 500, winners=2)]
    assert said(allocate(several, [entry(7, 1), entry(8, 2), entry(9, 2)], shares=False)) == (
        [(7, 1, 900), (8, 2, 500), (9, 2, 500)], [],
    )  # fmt: skip


def test_ex_aequo_share_the_sum_to_the_centime_where_the_rules_say_so():
    prizes = [prize(1, 1, 100_00), prize(2, 2, 50_01), prize(3, 3, 10_00)]
    tied = [entry(7, 1), entry(8, 1), entry(9, 1)]
    assert said(allocate(prizes, tied, shares=True)) == ([(7, 1, 53_34), (8, 1, 53_34), (9, 1, 53_33)], [])
    assert said(allocate(prizes, tied, shares=False)) == ([], ["tie"])
    assert share([5, 5, 1], 3) == [4, 4, 3]
    assert share([5, None], 2) == [None, None]
    unknown = allocate(THREE, [entry(7, 1), entry(8, 2), entry(9, 2)], shares=True)
    assert said(unknown) == ([(7, 1, 50_000_00), (8, 2, None), (9, 2, None)], [])


def test_more_ex_aequo_than_places_share_what_is_there():
    last = allocate(
        [prize(1, 1, 100), prize(2, 2, 50)], [entry(5, 1), entry(6, 2), entry(7, 2), entry(8, 2)], shares=True
    )
    assert said(last) == ([(5, 1, 100), (6, 2, 17), (7, 2, 17), (8, 2, 16)], [])


@pytest.mark.parametrize(
    ("standings", "because", "codes"),
    [
        ([entry(7, 1), entry(8, 3)], None, ["no_winner"]),
        ([entry(7, 1), entry(8, 3)], both("Aucun dossier n'est assez abouti"), []),
        ([entry(7, 1), entry(8, 2), entry(9, 3)], both("x"), ["given"]),
        ([entry(7, 1), entry(8, 1), entry(9, 2)], None, ["tie", "ranks"]),
    ],
)  # fmt: skip
def test_a_prize_without_winner_and_ranks_that_do_not_fit_are_said(standings, because, codes):
    prizes = [prize(1, 1, 300), prize(2, 2, 200, because=because), prize(3, 3, 100)]
    assert [one.code for one in allocate(prizes, standings, shares=False).problems] == codes


def test_categories_have_their_own_prizes_and_one_of_the_whole_edition_is_given_by_hand():
    prizes = [prize(1, 1, 300, lot_id=1), prize(2, 1, 200, lot_id=2), prize(9, 1, 999)]
    standings = [entry(5, 1, 1, prize_id=9), entry(6, 1, 1), entry(7, 1, 2)]
    assert said(allocate(prizes, standings, shares=False)) == ([(5, 9, 999), (6, 1, 300), (7, 2, 200)], [])
    without = allocate(prizes, [entry(6, 1, 1), entry(7, 1, 2)], shares=False)
    assert ([one.code for one in without.problems], without.left) == (["no_winner"], {9: 1})
