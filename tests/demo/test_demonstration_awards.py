"""A call of the demonstration that is over: six awards told, one file waits, one appealed."""

import pytest
from sqlalchemy import select

from noress.domain.applications.models import Application, ApplicationState
from noress.domain.awards import queries
from noress.domain.awards.models import Appeal, Award, DecisionLetter, Scenario
from noress.domain.awards.rules.granting import left_of
from noress.domain.funding.models import FundingCall
from noress.extensions import db
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("demonstration")
S = ApplicationState


def test_six_projects_are_funded_by_two_funders_and_told():
    call = db.session.scalars(
        select(FundingCall).where(FundingCall.edition == 0, FundingCall.kind == "ami")
    ).one()
    assert call.is_demonstration
    awards = db.session.scalars(queries.list_awards(call.id)).all()
    assert [one.number for one in awards] == [f"F-2026-{place:03d}" for place in range(1, 7)]
    assert {(one.amount, *(share.amount for share in one.shares)) for one in awards} == {
        (60_000_00, 40_000_00, 20_000_00),
    }  # fmt: skip
    left = left_of(call)
    assert (left.envelope, set(left.funders.values()), list(left.lots.values())) == (0, {0}, [6])
    files = db.session.scalars(select(Application).where(Application.call_id == call.id)).all()
    told = sorted(one.public_state.value for one in files if one.public_state is one.state)
    assert told == ["rejected", "reserve", *["selected"] * 6]
    letters = select(DecisionLetter).where(
        DecisionLetter.number.is_not(None), DecisionLetter.application_id.in_([one.id for one in files])
    )
    assert len(db.session.scalars(letters).all()) == 8
    assert [one.is_decision for one in db.session.scalars(select(Scenario).order_by(Scenario.id))] == [
        False,
        True,
    ]
    (appeal,) = db.session.scalars(select(Appeal)).all()
    assert (appeal.is_upheld, appeal.answered_at < NOW) == (False, True)
    assert all(one.structure.is_demonstration for one in awards)
    assert max(db.session.scalars(select(Award.published_at))) < NOW
