"""Published, then rectified; and nothing changes afterwards."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.domain.decisions.models import Decision
from noress.domain.files.models import FrozenContent, RenderedDocument
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.minutes import rules
from noress.domain.minutes.models import (
    Minutes,
    MinutesState,
    PublicScope,
    Rectification,
)
from noress.extensions import db
from tests.domain.minutes.conftest import fresh
from tests.factories.minutes import (
    UNTIL,
    make_held_meeting,
    make_minutes,
)

AFTER = UNTIL + timedelta(days=2)


def later_meeting(body, **values) -> Meeting:
    return make_held_meeting(
        **{"theme": "Suivante", "bodies": [body], "starts_wall": datetime(2026, 11, 29, 10, 0), **values}
    )


@pytest.fixture
def approved(actor, work, committee, minutes):
    meeting = later_meeting(committee[0])
    with work():
        rules.approve_minutes(minutes=minutes, by_meeting=meeting, actor=actor, now=AFTER)
    return minutes


def test_publishing_opens_decisions_closes_the_session_and_tells(actor, work, outbox, history, approved):
    with work():
        rules.publish_minutes(minutes=approved, scope=PublicScope.EXTRACT, actor=actor, now=AFTER)
    found = fresh(Minutes, approved.id)
    assert (found.state, found.scope, found.published_at) == (
        MinutesState.PUBLISHED,
        PublicScope.EXTRACT,
        AFTER,
    )
    assert (found.meeting.state, found.meeting.closed_at) == (MeetingState.CLOSED, AFTER)
    assert [decision.is_public for decision in db.session.scalars(select(Decision))] == [True]
    assert {mail.template for mail in outbox()} == {"minutes_published"}
    assert len(outbox()) == 5
    current = RenderedDocument.superseded_at.is_(None)
    kinds = db.session.execute(select(RenderedDocument.kind, RenderedDocument.language).where(current)).all()
    assert sorted(map(tuple, kinds)) == [
        ("minutes", "ar"), ("minutes", "fr"), ("minutes_extract", "ar"), ("minutes_extract", "fr"),
    ]  # fmt: skip
    assert ("minutes.published", {"state": ["approved", "published"]}) in history()


def test_the_whole_text_is_published_only_where_the_body_opens_it(actor, work, committee, approved):
    with pytest.raises(RuleError) as refusal, work():
        rules.publish_minutes(minutes=approved, scope=PublicScope.FULL, actor=actor, now=AFTER)
    assert (refusal.value.code, refusal.value.field, refusal.value.status) == ("not_open", "scope", 422)
    with work():
        db.session.get(type(committee[0]), committee[0].id).opens_minutes = True
    with work():
        rules.publish_minutes(minutes=approved, scope=PublicScope.FULL, actor=actor, now=AFTER)
    assert fresh(Minutes, approved.id).scope is PublicScope.FULL


@pytest.mark.parametrize("state", [MinutesState.DRAFTING, MinutesState.CIRCULATED, MinutesState.PUBLISHED])
def test_only_what_is_approved_is_published(actor, work, state):
    with pytest.raises(RuleError) as refusal, work():
        rules.publish_minutes(
            minutes=make_minutes(state=state), scope=PublicScope.EXTRACT, actor=actor, now=AFTER
        )
    assert (refusal.value.code, refusal.value.status) == ("wrong_state", 409)


BOTH, WHY = Translated(fr="Lire 12 au lieu de 10.", ar="تقرأ 12 بدل 10."), Translated(fr="Erreur de frappe.")


@pytest.fixture
def published(actor, work, approved):
    with work():
        rules.publish_minutes(minutes=approved, scope=PublicScope.EXTRACT, actor=actor, now=AFTER)
    return approved


def test_rectifications_are_numbered_frozen_and_told(actor, work, outbox, published):
    before = len(outbox())
    for number in (1, 2):
        with work():
            rules.rectify_minutes(
                minutes=published, text=BOTH, reason=WHY, number=number, actor=actor, now=AFTER
            )
    first, second = db.session.scalars(select(Rectification).order_by(Rectification.number)).all()
    assert (first.number, second.number, first.text, first.published_at) == (1, 2, BOTH, AFTER)
    frozen = db.session.get(FrozenContent, first.sha256)
    assert (frozen.is_public, frozen.rectifies_sha256) == (True, fresh(Minutes, published.id).sha256)
    assert {mail.template for mail in outbox()[before:]} == {"minutes_rectified"}
    assert len(outbox()) - before == 10


@pytest.mark.parametrize(
    ("values", "code", "field", "status"),
    [
        ({"text": Translated(fr="Seul")}, "no_text", "text_ar", 422),
        ({"text": Translated(ar="وحده")}, "no_text", "text_fr", 422),
        ({"reason": Translated(ar="سبب")}, "no_reason", "reason_fr", 422),
        ({"number": 7}, "number", None, 409),
        ({"text": Translated(fr="x" * 20_001, ar="x")}, "too_long", "text_fr", 422),
    ],
)
def test_a_rectification_that_cannot_be_taken(actor, work, published, values, code, field, status):
    with pytest.raises(RuleError) as refusal, work():
        rules.rectify_minutes(
            **{
                "minutes": published,
                "text": BOTH,
                "reason": WHY,
                "number": 1,
                "actor": actor,
                "now": AFTER,
                **values,
            }
        )
    assert (refusal.value.code, refusal.value.field, refusal.value.status) == (code, field, status)
    assert db.session.scalars(select(Rectification)).all() == []


@pytest.mark.parametrize("state", [MinutesState.DRAFTING, MinutesState.CIRCULATED, MinutesState.APPROVED])
def test_unpublished_minutes_are_not_rectified(actor, work, state):
    with pytest.raises(RuleError) as refusal, work():
        rules.rectify_minutes(
            minutes=make_minutes(state=state), text=BOTH, reason=WHY, number=1, actor=actor, now=AFTER
        )
    assert (refusal.value.code, refusal.value.status) == ("not_published", 409)
