"""Into the register: each way out of the rules that number, follow, publish and correct decisions."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.domain.audit.models import AuditEvent
from noress.domain.decisions import rules
from noress.domain.decisions.details import Taken, read_details, write_details
from noress.domain.decisions.models import Decision, DecisionMode, DecisionState
from noress.domain.institutions.models import BodyKind, MandateRole, Membership
from noress.domain.meetings.models import MeetingState
from noress.domain.minutes.models import BlockKind, MinutesBlock, MinutesState
from noress.extensions import db
from tests.factories import (
    make_body,
    make_institution,
    make_mandate,
    make_meeting,
    make_person,
)
from tests.factories.decisions import make_block, make_decision, make_held_meeting, make_record

DAY = date(2026, 10, 8)
TEXT = Translated(fr="Le fonds est créé.", ar="تم إحداث الصندوق.")
SHOW = DecisionMode.SHOW_OF_HANDS


def all_decisions():
    return [
        (d.number, d.rank, d.state, d.is_public, str(d.text))
        for d in db.session.scalars(select(Decision).order_by(Decision.id))
    ]


def test_decisions_of_a_session_follow_each_other(meeting, register, history, outbox, now):
    first, second = register(meeting), register(meeting, text=Translated(fr="La charte est adoptée."))
    assert all_decisions() == [
        ("D-2026-04/01", 1, DecisionState.IN_FORCE, False, "Le fonds est créé."),
        ("D-2026-04/02", 2, DecisionState.IN_FORCE, False, "La charte est adoptée."),
    ]
    row = db.session.get(Decision, first)
    assert (row.year, row.adopted_on, row.created_at, row.version, row.text["ar"]) == (
        2026,
        DAY,
        now,
        1,
        TEXT["ar"],
    )
    assert history()[0] == (
        "decision.registered",
        {"number": [None, "D-2026-04/01"], "text": [None, dict(TEXT)], "mode": [None, "consensus"]},
    )
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(e.object_type, e.object_id) for e in events] == [("decision", first), ("decision", second)]
    assert outbox() == []


def test_sessions_without_reference_share_a_series_by_year(app, register):
    past = [
        make_meeting(state=MeetingState.CLOSED, starts_wall=datetime(2015, month, 3, 10, 0), is_day_only=True)
        for month in (3, 5)
    ]
    later = make_meeting(state=MeetingState.CLOSED, starts_wall=datetime(2016, 1, 3, 10, 0))
    for meeting, day in ((past[0], date(2015, 3, 3)), (past[1], date(2015, 5, 3)), (later, date(2016, 1, 3))):
        register(meeting, adopted_on=day)
    register(past[0], adopted_on=date(2015, 3, 3))
    assert [(number, rank) for number, rank, *_ in all_decisions()] == [
        ("D-2015-001", 1), ("D-2015-002", 1), ("D-2016-001", 1), ("D-2015-003", 2)
    ]  # fmt: skip


def test_a_block_is_registered_once(meeting, register, history):
    block = make_block(make_record(meeting))
    assert register(meeting, block) == register(meeting, block)
    assert register(meeting, block, text=Translated(fr="Le fonds régional est créé.")) == register(
        meeting, block
    )
    assert [number for number, *_ in all_decisions()] == ["D-2026-04/01"]
    assert [action for action, _changes in history()] == [
        "decision.registered", "decision.followed", "decision.followed"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"text": Translated()}, "no_text", "text_fr"),
        ({"adopted_on": date(2026, 11, 21)}, "future", "adopted_on"),
        ({"adopted_on": date(2026, 10, 7)}, "before_meeting", "adopted_on"),
        ({"votes_for": 3}, "counts", "votes_for"),
        ({"mode": DecisionMode.ACCLAMATION, "abstentions": 0}, "counts", "votes_for"),
        ({"mode": DecisionMode.UNANIMITY, "votes_against": 1}, "not_unanimous", "votes_against"),
        ({"mode": DecisionMode.UNANIMITY, "votes_for": 1}, "counts", "votes_for"),
        ({"mode": SHOW}, "no_count", "votes_for"),
        ({"mode": SHOW, "votes_for": 3, "votes_against": 0}, "no_count", "abstentions"),
        ({"mode": SHOW, "votes_for": 3, "votes_against": -1, "abstentions": 0}, "count", "votes_against"),
        ({"mode": SHOW, "votes_for": 10**9, "votes_against": 1, "abstentions": 0}, "count", "votes_for"),
        ({"mode": SHOW, "votes_for": 0, "votes_against": 0, "abstentions": 0}, "no_vote", "votes_for"),
        ({"mode": SHOW, "votes_for": 2, "votes_against": 3, "abstentions": 0}, "not_carried", "votes_for"),
    ],
)
def test_what_cannot_be_registered(meeting, register, history, values, code, field):
    with pytest.raises(RuleError) as refused:
        register(meeting, **values)
    assert (refused.value.code, refused.value.field, refused.value.status) == (code, field, 422)
    assert (all_decisions(), history()) == ([], [])


@pytest.mark.parametrize(
    "state", [s for s in MeetingState if s not in {MeetingState.HELD, MeetingState.CLOSED}]
)
def test_a_session_that_was_not_held_decides_nothing(app, register, state):
    with pytest.raises(RuleError) as refused:
        register(make_held_meeting(state=state))
    assert (refused.value.code, refused.value.status) == ("not_held", 409)


# --- voices ------------------------------------------------------------------------------------------


def counts(total):
    return {"mode": SHOW, "votes_for": total, "votes_against": 0, "abstentions": 0}


def plenary_with_three_voices():
    """Three members with a voice, and those without: an observer category, who left before, a service."""
    from noress.domain.institutions.models import Category
    from tests.factories import save

    plenary = make_body(BodyKind.PLENARY)
    save(Category(code="cooperation", name=Translated(fr="Coopération"), has_voice=False))
    make_institution(category_code="cooperation")
    make_institution(), make_institution()
    make_institution(membership=Membership.LEFT, member_until=date(2026, 10, 9))
    make_institution(membership=Membership.LEFT, member_until=date(2026, 10, 7))
    make_institution(membership=Membership.SERVICE)
    return plenary


def test_counts_stay_within_the_institutions_with_a_voice(app, register, history):
    meeting = make_held_meeting(bodies=[plenary_with_three_voices()])
    with pytest.raises(RuleError) as refused:
        register(meeting, **counts(4))
    assert (refused.value.code, refused.value.field) == ("too_many_voices", "votes_for")
    assert str(refused.value.message) == "Voix comptées\u00a0: 4\u202f; institutions ayant une voix\u00a0: 3."
    register(meeting, **{**counts(2), "abstentions": 1})
    decision = db.session.scalars(select(Decision)).one()
    assert (decision.votes_for, decision.votes_against, decision.abstentions) == (2, 0, 1)


def test_voices_of_a_committee_are_its_places(app, register):
    committee = make_body(BodyKind.COMMITTEE)
    one, other = make_institution(), make_institution()
    make_mandate(committee, institution_id=one.id)
    make_mandate(committee, institution_id=one.id, role=MandateRole.CHAIR)
    make_mandate(committee, institution_id=other.id, role=MandateRole.OBSERVER)
    make_mandate(committee, institution_id=other.id, ends_on=date(2026, 10, 7))
    make_mandate(committee, person_id=make_person().id)
    meeting = make_held_meeting(bodies=[committee])
    register(meeting, **counts(2))
    with pytest.raises(RuleError, match="too_many_voices"):
        register(meeting, **counts(3))


def test_a_body_whose_places_are_unknown_sets_no_limit(app, register):
    register(make_held_meeting(bodies=[make_body(BodyKind.COMMITTEE)]), **counts(40))
    assert len(all_decisions()) == 1


# --- following the record ----------------------------------------------------------------------------


def test_a_decision_follows_its_block(registered, work, actor, now, history, change):
    key, block_id = registered
    details = write_details(Taken(SHOW, 12, 1, 2, Translated(fr="Une réserve.", ar="تحفظ.")))
    text = Translated(fr="Le fonds régional est créé.", ar=TEXT["ar"])
    change(block_id, text=text, details=details)
    decision = db.session.get(Decision, key)
    assert (decision.text, decision.mode, decision.version) == (text, SHOW, 2)
    assert (decision.votes_for, decision.votes_against, decision.abstentions) == (12, 1, 2)
    assert decision.reservations == {"fr": "Une réserve.", "ar": "تحفظ."}
    assert history()[-1] == (
        "decision.followed",
        {"text": [dict(TEXT), dict(text)], "mode": ["consensus", "show_of_hands"], "votes_for": [None, 12],
         "votes_against": [None, 1], "abstentions": [None, 2],
         "reservations": [None, {"fr": "Une réserve.", "ar": "تحفظ."}]},
    )  # fmt: skip
    change(block_id)
    assert (db.session.get(Decision, key).version, len(history())) == (2, 2)


@pytest.mark.parametrize(("state", "text"), [
    (MinutesState.DRAFTING, "Autre"), (MinutesState.CIRCULATED, "Autre"),
    (MinutesState.APPROVED, TEXT["fr"]), (MinutesState.PUBLISHED, TEXT["fr"]),
])  # fmt: skip
def test_the_approval_locks_the_text(registered, work, actor, now, state, text, change):
    key, block_id = registered
    with work():
        db.session.get(MinutesBlock, block_id).minutes.state = state
    change(block_id, text=Translated(fr="Autre"))
    assert str(db.session.get(Decision, key).text) == text


@pytest.mark.parametrize(
    "values", [{"removed_at": datetime(2026, 11, 1).astimezone()}, {"kind": BlockKind.NOTE}]
)
def test_a_block_that_leaves_withdraws_its_decision(
    registered, meeting, register, work, actor, now, history, values, change
):
    key, block_id = registered
    change(block_id, details={"mode": "unknown"}, **values)
    decision = db.session.get(Decision, key)
    assert (decision.state, decision.is_public, str(decision.text)) == (
        DecisionState.WITHDRAWN,
        False,
        TEXT["fr"],
    )
    assert history()[-1] == ("decision.withdrawn", {"state": ["in_force", "withdrawn"]})
    register(meeting)
    assert [number for number, *_ in all_decisions()] == ["D-2026-04/01", "D-2026-04/02"]
    change(block_id, removed_at=None, kind=BlockKind.DECISION, details={})
    assert db.session.get(Decision, key).state is DecisionState.IN_FORCE
    assert history()[-1] == ("decision.followed", {"state": ["withdrawn", "in_force"]})


def test_what_a_withdrawn_decision_replaced_is_in_force_again(
    registered, meeting, register, work, actor, now, change
):
    older = make_decision(meeting=make_held_meeting(), is_public=False)
    key, block_id = registered
    with work():
        rules.replace_decision(
            decision=db.session.get(Decision, older.id),
            by=db.session.get(Decision, key),
            actor=actor,
            now=now,
        )
    change(block_id, kind=BlockKind.NOTE)
    again = db.session.get(Decision, older.id)
    assert (again.state, again.replaced_by_id) == (DecisionState.IN_FORCE, None)


def test_a_block_without_decision_is_left_alone(meeting, work, actor, now, change):
    assert change(make_block(make_record(meeting)).id) is None


@pytest.mark.parametrize(("details", "code"), [
    ({"mode": "?"}, "mode"), ({"mode": SHOW, "votes_for": "12"}, "count"), ({"mode": SHOW, "votes_for": True}, "count"),
    ({"mode": SHOW}, "no_count"), ({"votes_for": 1}, "counts"),
])  # fmt: skip
def test_details_that_say_nothing_clear(details, code):
    with pytest.raises(RuleError) as refused:
        read_details(details)
    assert refused.value.code == code


def test_details_are_read_as_they_were_written():
    for taken in (Taken(), Taken(SHOW, 3, 0, 0, Translated(fr="Une réserve."))):
        assert read_details(write_details(taken)) == taken
    assert write_details(Taken()) == {"mode": "consensus"}
    assert read_details({}) == Taken()
