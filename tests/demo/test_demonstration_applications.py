"""Applications of numbered bodies to the call under way: one in every state up to the full file."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from noress.domain.applications.models import (
    Application,
    ApplicationComment,
    ApplicationMessage,
    ApplicationNote,
    ApplicationPerson,
    ApplicationState,
    CorrectionRequest,
    Part,
)
from noress.domain.funding.models import CallKind, CallState, FundingCall
from noress.domain.outbox.models import MailState, OutboxMail
from noress.domain.questionnaires.models import ResponseSnapshot
from noress.extensions import db
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("demonstration")
S = ApplicationState


def under_way(query):
    """Of the second edition; the one that is decided already has its own tests."""
    return query.join(Application.call).where(FundingCall.kind == CallKind.AMI, FundingCall.edition == 2)


def test_every_state_of_the_first_half_is_there_under_numbers_without_gap():
    rows = db.session.scalars(under_way(select(Application)).order_by(Application.number)).all()
    states = Counter((row.state, row.public_state, row.stage) for row in rows)
    assert states == {
        (S.DRAFT, S.DRAFT, 1): 3, (S.SUBMITTED, S.SUBMITTED, 1): 4, (S.ELIGIBLE, S.SUBMITTED, 1): 2,
        (S.ELIGIBLE, S.ELIGIBLE, 1): 1, (S.INELIGIBLE, S.INELIGIBLE, 1): 1, (S.WITHDRAWN, S.WITHDRAWN, 1): 1,
        (S.DRAFT, S.DRAFT, 2): 1, (S.SUBMITTED, S.SUBMITTED, 2): 1,
    }  # fmt: skip
    numbers = sorted(row.number for row in rows if row.number)
    assert numbers == [f"AMI-2026-{place:04d}" for place in range(1, 12)]
    assert all(row.is_demonstration and row.structure.is_demonstration for row in rows)
    assert {row.affiliation.value for row in rows} >= {"member", "sponsored"}
    assert sum(row.late_until is not None for row in rows) == 1


def test_people_money_papers_and_the_thread_are_there():
    parts = Counter(
        db.session.scalars(
            under_way(select(ApplicationPerson.part).join(ApplicationPerson.application))
        ).all()
    )
    assert parts == {Part.OWNER: 14, Part.EDIT: 1, Part.ACCOMPANIST: 1}
    (full,) = db.session.scalars(
        under_way(select(Application).where(Application.requested.is_not(None)))
    ).all()
    assert full.requested == 60_000_00
    assert full.total == full.requested + full.own_cash + full.own_in_kind + full.partners
    assert [paper["name"] for paper in full.file_response.answers["statutes"]] == ["statutes.pdf"]
    ids = under_way(select(Application.id))
    counts = [
        db.session.scalar(select(func.count()).where(model.application_id.in_(ids)))
        for model in (ApplicationComment, ApplicationMessage, ApplicationNote, CorrectionRequest)
    ]
    assert counts == [1, 3, 9, 1]


def test_the_full_file_comes_with_models_in_both_languages(client):
    call = db.session.scalars(select(FundingCall).where(FundingCall.state == CallState.OPEN)).one()
    found = []
    for question in ("identity", "decision"):
        for language in ("fr", "ar"):
            given = client.get(f"/appels/{call.id}/modeles/{question}/{language}")
            found.append((given.status_code, given.data[:2]))
            given.close()
    assert found == [(200, b"PK")] * 4


def test_nothing_happens_after_now_and_no_mail_waits():
    assert db.session.scalar(select(func.max(ResponseSnapshot.submitted_at))) <= NOW
    waiting = select(OutboxMail.template).where(
        OutboxMail.state == MailState.QUEUED, OutboxMail.template.like("appli%")
    )
    assert db.session.scalars(waiting).all() == []
    states = db.session.execute(
        select(FundingCall.edition, FundingCall.state)
        .where(FundingCall.kind == CallKind.AMI)
        .order_by(FundingCall.edition)
    ).all()
    assert [tuple(row) for row in states] == [
        (0, CallState.PUBLISHED),
        (1, CallState.CLOSED),
        (2, CallState.OPEN),
    ]
