"""What sent evaluations say together: exact, bounded, and nothing to those who may not know yet."""

from datetime import timedelta

import pytest

from noress.domain.applications.models import Application, ApplicationState
from noress.domain.reviewing import grids, ranking
from noress.domain.reviewing.models import Evaluation, Grid
from noress.extensions import db
from tests.desk_pages import change
from tests.factories import NOW, make_institution, make_person, make_seat
from tests.factories.applications_desk import make_received
from tests.factories.calls import make_call
from tests.factories.evaluating import make_eligible, make_evaluation, make_grid
from tests.factories.recusals import acting, make_recusal, make_tie

S = ApplicationState


@pytest.fixture
def call(app):
    return make_call()


def judged(grid, application, *marks):
    return [make_evaluation(grid, application, make_person(), pair, is_sent=True) for pair in marks]


def lines(grid, reader=None):
    return [
        (one.application_id, one.place, one.mean, one.median, one.spread, one.count, one.expected)
        for one in ranking.rank(grid, reader=reader, now=NOW)
    ]


def test_mean_median_spread_places_and_elimination(call):
    grid = make_grid(call)
    best, tied, last, out, none = (make_eligible(call) for _ in range(5))
    make_received(call)  # not found eligible: not ranked
    judged(grid, best, (5, 5), (4, 4), (5, 4))
    judged(grid, tied, (4, 4), (4, 4))
    judged(grid, last, (4, 4))
    judged(grid, out, (1, 5), (2, 5))
    make_evaluation(grid, none, make_person(), (5, 5))
    assert lines(grid) == [
        (best.id, 1, 90_667, 92_000, 20_000, 3, 3), (tied.id, 2, 80_000, 80_000, 0, 2, 2), (last.id, 2, 80_000, 80_000, 0, 1, 1),
        (out.id, None, 58_000, 58_000, 12_000, 2, 2), (none.id, None, None, None, None, 0, 1),
    ]  # fmt: skip
    found = {one.application_id: one for one in ranking.rank(grid, reader=None)}
    assert [one.title["fr"] for one in found[out.id].eliminated_by] == ["Utilité"]
    assert (found[best.id].eliminated_by, ranking.is_ready(grid)) == ((), False)
    make_evaluation(grid, none, make_person(), (2, 2), is_sent=True)
    assert not ranking.is_ready(grid)  # one is awaited
    assert ranking.is_ready(db.session.get_one(Grid, grid.id), now=NOW) is False
    change(db.session.get_one(Grid, grid.id), closes_at=NOW)
    assert ranking.is_ready(grid, now=NOW) is True
    change(db.session.get_one(Application, last.id), state=S.WITHDRAWN)
    change(db.session.get_one(Application, tied.id), state=S.SELECTED)
    change(db.session.get_one(Application, best.id), stage=2, state=S.DRAFT)
    assert [line[:2] for line in lines(grid)][:2] == [(best.id, 1), (tied.id, 2)]
    assert last.id not in {line[0] for line in lines(grid)}


def test_whoever_owes_one_reads_no_figure_and_whoever_stands_aside_no_file(call):
    grid = make_grid(call, closes_at=NOW + timedelta(days=1))
    first, second = make_eligible(call), make_eligible(call)
    judged(grid, first, (5, 5))
    judged(grid, second, (3, 3))
    person = make_person()
    mine = make_evaluation(grid, second, person)
    hidden = ranking.rank(grid, reader=acting(person), now=NOW)
    assert [(one.number, one.place, one.mean, one.median, one.spread, one.eliminated_by, one.is_hidden) for one in hidden] == [
        (first.number, None, None, None, None, (), True), (second.number, None, None, None, None, (), True),
    ]  # fmt: skip
    assert ranking.rank(grid, reader=acting(person), now=NOW + timedelta(days=1))[0].place == 1
    change(
        db.session.get_one(Evaluation, mine.id),
        sent_at=NOW,
        total=0,
        scores={str(k.id): 0 for k in grid.criteria},
    )
    assert lines(grid, acting(person))[0][:3] == (first.id, 1, 100_000)
    make_recusal(first, person)
    assert [line[:2] for line in lines(grid, acting(person))] == [(second.id, None)]
    aside = make_person()
    make_recusal(first, aside)
    assert [line[:2] for line in lines(grid, acting(aside))] == [(second.id, None)]
    assert [line[0] for line in lines(grid)] == [first.id, second.id]


def test_what_somebody_wrote_who_is_recused_since_counts_for_nothing(call):
    grid, file = make_grid(call), make_eligible(call)
    kind, harsh = judged(grid, file, (5, 5), (3, 3))
    assert lines(grid)[0][2:] == (80_000, 80_000, 40_000, 2, 2)
    own = make_institution()
    make_seat(own, db.session.get_one(Evaluation, kind.id).person)
    make_tie(file, own)
    assert lines(grid)[0][2:] == (60_000, 60_000, 0, 1, 1)
    change(db.session.get_one(Evaluation, harsh.id), declined_at=NOW)
    assert lines(grid)[0][1:] == (None, None, None, None, 0, 0)


def test_the_same_number_of_queries_for_one_file_and_for_three(call, count_queries):
    grid = make_grid(call)
    judged(grid, make_eligible(call), (4, 4))
    reader = acting(make_person())
    grid = grids.grid_of(call, 1)
    with count_queries() as one:
        ranking.rank(grid, reader=reader)
    for _ in range(2):
        judged(grid, make_eligible(call), (4, 4), (2, 2))
    grid = grids.grid_of(call, 1)
    with count_queries() as three:
        assert len(ranking.rank(grid, reader=reader)) == 3
    assert (len(one), len(three)) == (7, 7)
