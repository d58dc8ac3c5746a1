"""What the demonstration shows of the agenda made with members: built on top of the rest, on a fixed day."""

import pytest
from sqlalchemy import select

from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.meetings.models import ItemOrigin, Meeting, MeetingState
from noress.domain.outbox.models import MailState, OutboxMail
from noress.extensions import db


@pytest.mark.usefixtures("demonstration")
def test_a_proposal_in_each_state_two_of_them_undecided():
    rows = db.session.scalars(select(ProposedItem)).all()
    assert sorted(row.state for row in rows) == sorted([*ProposedState, ProposedState.PROPOSED])
    assert {row.institution.is_demonstration for row in rows} == {True}


@pytest.mark.usefixtures("demonstration")
def test_the_draft_plenary_has_its_cut_off_its_internal_and_its_usual_items():
    draft = db.session.scalars(select(Meeting).where(Meeting.state == MeetingState.DRAFT)).one()
    assert draft.proposals_until < draft.starts_at
    assert [item.title["fr"] for item in draft.agenda if item.is_internal] == [
        "Préparer le renouvellement des mandats"
    ]
    assert {ItemOrigin.FOLLOW_UP, ItemOrigin.PROPOSED} <= {item.origin for item in draft.agenda}


@pytest.mark.usefixtures("demonstration")
def test_answers_have_left():
    sent = db.session.scalars(select(OutboxMail).where(OutboxMail.template == "proposed_item_answered")).all()
    assert [mail.state for mail in sent] == [MailState.SENT] * 3
