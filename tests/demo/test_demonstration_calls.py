"""The two documented editions: the first says what is known of it and no more, the second can be tried out."""

import pytest
from sqlalchemy import select

from noress.core import clock
from noress.domain.funding import calendar, rules
from noress.domain.funding.models import CallKind, CallQuestion, CallState, FundingCall
from noress.domain.funding.papers import list_papers
from noress.extensions import db


@pytest.mark.usefixtures("demonstration")
def test_the_first_edition_holds_facts_alone():
    call = db.session.scalars(
        select(FundingCall).where(FundingCall.kind == CallKind.AMI, FundingCall.edition == 1)
    ).one()
    assert [(lot.amount, lot.most_projects) for lot in call.lots] == [(40_000_00, 2)]
    assert (call.state, call.projects_funded, call.amount_wording, call.is_demonstration) == (
        CallState.CLOSED, 2, "à hauteur de 40 000 Dhs chacun", False,
    )  # fmt: skip
    assert (call.carrier, call.criteria, call.funders, call.eligibility, call.envelope) == (
        None,
        [],
        [],
        [],
        None,
    )
    dates = (
        "announced_at",
        "opens_at",
        "questions_until",
        "closes_at",
        "files_close_at",
        "results_on",
        "appeal_until",
    )
    assert [getattr(call, name) for name in dates] == [None] * 7


@pytest.mark.usefixtures("demonstration")
def test_the_second_edition_is_open_and_complete_and_says_that_it_is_invented(client):
    call = db.session.scalars(
        select(FundingCall).where(FundingCall.kind == CallKind.AMI, FundingCall.edition == 2)
    ).one()
    now = call.opens_at + (call.closes_at - call.opens_at) / 2
    assert [(lot.amount, lot.most_projects) for lot in call.lots] == [(60_000_00, None)]
    assert (call.is_demonstration, calendar.phase(call, now), rules.list_problems(call, now)) == (
        True,
        calendar.Phase.OPEN,
        [],
    )
    assert call.carrier.is_demonstration is True
    assert [paper.key for paper in list_papers(call)] == [
        "statutes",
        "registration",
        "decision",
        "identity",
        "quotes",
        "photos",
    ]
    asked = select(CallQuestion).where(CallQuestion.call_id == call.id).order_by(CallQuestion.id)
    questions = db.session.scalars(asked).all()
    assert [one.published_at is not None for one in questions] == [True, True, False]
    text = client.get(f"/appels/{call.id}").get_data(as_text=True)
    assert "Les dates, les textes, les critères et les pièces de cette page sont inventés" in text
    assert clock.today(call.closes_at) > clock.today(call.opens_at)
