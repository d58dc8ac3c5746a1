"""The round of asking that the demonstration shows: numbered bodies alone, a chain, two telephone rounds, targets."""

import re
from collections import Counter

from sqlalchemy import select

from noress.domain.campaigns.board import read_board, read_yields
from noress.domain.campaigns.models import Call, CallRound, Campaign, CampaignState, Participant
from noress.domain.campaigns.states import state_of
from noress.domain.questionnaires.models import RECEIVED, Response
from noress.extensions import db


def test_the_campaign_of_the_demonstration(demonstration):
    campaign = db.session.scalars(select(Campaign)).one()
    everybody = db.session.scalars(select(Participant).order_by(Participant.id)).all()
    assert (campaign.state, campaign.most_depth, str(campaign.closes_on)) == (
        CampaignState.OPEN,
        3,
        "2026-12-25",
    )
    numbered = (
        r"(Institution membre \d+ \(démonstration\)|Structure de démonstration \d+|بنية العرض التجريبي \d+)"
    )
    assert [one.name for one in everybody if not re.fullmatch(numbered, one.name)] == []
    assert {one.institution.is_demonstration for one in everybody if one.institution} == {True}
    assert Counter(state_of(one).value for one in everybody) == {
        "sent": 36,
        "done": 36,
        "begun": 7,
        "declined": 2,
    }
    assert Counter(one.depth for one in everybody) == {0: 67, 1: 8, 2: 4, 3: 2}
    chain = next(one for one in everybody if one.depth == 3)
    assert chain.passed_on_by.passed_on_by.passed_on_by.institution_id == chain.through_id
    # the members' answers are theirs; those of structures follow in number
    assert sum(one.response is not None for one in everybody if one.institution_id) == 29
    sent = db.session.scalars(
        select(Response)
        .where(Response.state.in_(RECEIVED), Response.number.startswith("R-"))
        .order_by(Response.submitted_at, Response.id)
    ).all()
    numbers = [response.number for response in sorted(sent, key=lambda one: one.number)]
    assert numbers == [f"R-2026-{number:04d}" for number in range(1, 38)]
    board = read_board(campaign)
    assert (board.total.target, board.total.asked, board.empty > 10) == (
        sum(c.target for c in board.cells),
        81,
        True,
    )
    assert [one.means.value for one in read_yields(campaign) if one.done] == [
        "relay", "phone", "animator", "reminder", "invitation", "link",
    ]  # fmt: skip
    # one answer by a link waits to be looked at
    held = db.session.scalars(select(Response).where(Response.held_because.is_not(None))).all()
    assert [one.number for one in held] == ["R-2026-0037"]
    rounds = db.session.scalars(select(CallRound).order_by(CallRound.id)).all()
    outcomes = [[call.outcome for call in one.calls] for one in rounds]
    assert [(len(found), found.count(None)) for found in outcomes] == [(10, 0), (8, 6)]
    assert db.session.scalars(select(Call.note).where(Call.note.is_not(None))).all() == []
