"""Evaluations of the call under way, in the demonstration: partly done, one to give to somebody else."""

import pytest
from sqlalchemy import select

from noress.core import clock
from noress.demo.accounts import get_kind
from noress.domain.accounts.identity import build_actor
from noress.domain.accounts.models import Person
from noress.domain.funding.models import CallKind, FundingCall
from noress.domain.reviewing import assigning, grids, ranking
from noress.domain.reviewing.evaluation_duties import list_evaluations_to_send
from noress.domain.reviewing.queries import evaluations as queries
from noress.extensions import db

pytestmark = pytest.mark.usefixtures("demonstration")


def test_one_file_is_judged_by_both_one_waits_and_one_is_to_be_given_again():
    call = db.session.scalars(
        select(FundingCall).where(
            FundingCall.kind == CallKind.AMI, FundingCall.edition == 2, FundingCall.is_test.is_(False)
        )
    ).one()
    grid = grids.grid_of(call, 1)
    assert (len(grid.criteria), sum(one.weight for one in grid.criteria), grid.per_file) == (4, 100, 2)
    found = ranking.rank(grid, reader=None)
    assert [(one.place, one.count, one.expected) for one in found if one.expected] == [
        (1, 1, 1),
        (2, 2, 2),
        (None, 0, 2),
    ]
    kind = get_kind("evaluator")
    person = db.session.scalars(select(Person).where(Person.email == kind.email)).one()
    actor = build_actor(person, seat=None, now=clock.now(), method="demo")
    (duty,) = list_evaluations_to_send(actor, clock.now())
    assert duty.title == "1 dossier à évaluer"
    rows = [row for row in db.session.execute(queries.list_rows(grid.id)) if row.person_id == person.id]
    assert [(row.saved_at is not None, row.sent_at is not None) for row in rows] == [
        (True, True),
        (True, False),
    ]
    lost = assigning.list_lost(grid, actor)
    assert [(one.is_recused, one.proposed.id) for one in lost] == [(False, person.id)]
