"""Who came: one tap, the whole line, proxies, guests, and what is refused."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError, StaleVersion
from noress.domain.attendance import rules
from noress.domain.attendance.models import Attendance, AttendanceStatus
from noress.domain.attendance.rules import LineValues
from noress.domain.attendance.summary import summarise
from noress.domain.institutions.models import BodyKind, MandateRole, Membership, QuorumKind
from noress.domain.meetings.models import MeetingState
from noress.domain.minutes.models import Minutes, MinutesKind, MinutesState
from noress.extensions import db
from tests.factories import NOW, make_body, make_institution, make_mandate, make_meeting, save

S = AttendanceStatus


@pytest.fixture
def tap(meeting, actor, now, work):
    def _tap(institution, status):
        with work():
            rules.mark_institution(
                meeting=meeting, institution=institution, status=status, actor=actor, now=now
            )

    return _tap


@pytest.fixture
def put(meeting, actor, now, work):
    def _put(institution, version=0, **values):
        with work():
            rules.record_institution(
                meeting=meeting, institution=institution, values=LineValues(**values), version=version, actor=actor,
                now=now,
            )  # fmt: skip

    return _put


def lines():
    rows = db.session.scalars(select(Attendance).order_by(Attendance.id))
    return [(row.institution_id, row.status, row.proxy_institution_id) for row in rows]


def test_one_tap_says_present_and_holds_the_meeting(meeting, members, tap, history):
    tap(members[0], S.PRESENT)
    assert lines() == [(members[0].id, S.PRESENT, None)]
    assert meeting.state is MeetingState.HELD
    assert [action for action, _ in history()] == ["meeting.held", "attendance.recorded"]


def test_a_second_tap_replaces_the_first_and_the_same_one_writes_nothing(members, tap, history):
    tap(members[0], S.PRESENT)
    tap(members[0], S.PRESENT)
    tap(members[0], S.EXCUSED)
    assert lines() == [(members[0].id, S.EXCUSED, None)]
    assert [changes for action, changes in history() if action == "attendance.recorded"] == [
        {"status": [None, "present"]}, {"status": ["present", "excused"]},
    ]  # fmt: skip


def test_absence_forgets_the_people_that_were_counted(members, put, tap):
    put(members[0], status=S.PRESENT, women=2, men=1, youth=1)
    tap(members[0], S.ABSENT)
    row = db.session.scalars(select(Attendance)).one()
    assert (row.women, row.men, row.youth) == (0, 0, 0)


def test_the_whole_line(meeting, members, put):
    put(
        members[0],
        status=S.LATE,
        names="Une déléguée",
        women=1,
        men=2,
        youth=1,
        arrived_at=NOW,
        note="Retard annoncé",
    )
    found = summarise(meeting)
    assert (found.women, found.men, found.youth, found.people) == (1, 2, 1, 3)
    assert [line.institution_id for line in found.came] == [members[0].id]


def test_a_stale_line_is_refused(members, put):
    put(members[0], status=S.PRESENT)
    with pytest.raises(StaleVersion):
        put(members[0], status=S.ABSENT)
    put(members[0], status=S.ABSENT, version=1)
    assert lines() == [(members[0].id, S.ABSENT, None)]


@pytest.mark.parametrize(
    "values, code, field",
    [
        ({"status": S.PRESENT, "women": -1}, "bad_count", "women"),
        ({"status": S.PRESENT, "men": 1001}, "bad_count", "men"),
        ({"status": S.PRESENT, "women": 1, "youth": 2}, "too_many_young", "youth"),
        ({"status": S.LEFT, "arrived_at": NOW, "left_at": NOW}, "left_before", "left_at"),
        ({"status": S.REPRESENTED}, "no_proxy", "proxy_institution_id"),
        ({"status": S.GUEST}, "not_a_guest", "status"),
    ],
)
def test_a_line_that_cannot_be(members, put, values, code, field):
    with pytest.raises(RuleError) as refused:
        put(members[0], **values)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert lines() == []


def test_the_day_before_and_a_draft_are_refused(meeting, members, actor, now, work):
    with pytest.raises(RuleError) as refused, work():
        rules.mark_institution(
            meeting=meeting,
            institution=members[0],
            status=S.PRESENT,
            actor=actor,
            now=now - timedelta(days=1),
        )
    assert (refused.value.code, refused.value.status) == ("too_early", 409)
    draft = make_meeting(starts_wall=datetime(2026, 11, 20, 10))
    with pytest.raises(RuleError) as refused, work():
        rules.mark_institution(meeting=draft, institution=members[0], status=S.PRESENT, actor=actor, now=now)
    assert refused.value.code == "not_convened"


def test_a_service_has_no_seat(put):
    with pytest.raises(RuleError) as refused:
        put(make_institution("Service", membership=Membership.SERVICE), status=S.PRESENT)
    assert (refused.value.code, refused.value.status) == ("no_seat", 409)


def test_an_approved_record_locks_the_list(meeting, members, put, tap):
    put(members[0], status=S.PRESENT)
    save(Minutes(meeting_id=meeting.id, kind=MinutesKind.RECORD, state=MinutesState.APPROVED, created_at=NOW))
    with pytest.raises(RuleError) as refused:
        tap(members[0], S.ABSENT)
    assert (refused.value.code, refused.value.status) == ("locked", 409)


# --- proxies -----------------------------------------------------------------------------------------


def test_a_proxy_within_the_rule(meeting, members, tap, put):
    tap(members[1], S.PRESENT)
    put(members[0], status=S.REPRESENTED, proxy_institution_id=members[1].id)
    quorum = summarise(meeting).quorums[0]
    assert (quorum.here, quorum.carried, quorum.needed, quorum.is_reached) == (1, 1, 3, False)
    tap(members[2], S.PRESENT)
    assert summarise(meeting).quorums[0].is_reached


def test_a_proxy_to_itself(members, put):
    with pytest.raises(RuleError) as refused:
        put(members[0], status=S.REPRESENTED, proxy_institution_id=members[0].id)
    assert refused.value.code == "proxy_to_itself"


def test_a_second_proxy_beyond_the_rule(members, tap, put):
    tap(members[1], S.PRESENT)
    put(members[0], status=S.REPRESENTED, proxy_institution_id=members[1].id)
    with pytest.raises(RuleError) as refused:
        put(members[2], status=S.REPRESENTED, proxy_institution_id=members[1].id)
    assert (refused.value.code, refused.value.field) == ("too_many_proxies", "proxy_institution_id")


def test_a_body_without_proxies(plenary, members, put, work):
    with work():
        db.session.merge(plenary).max_proxies = 0
    with pytest.raises(RuleError) as refused:
        put(members[0], status=S.REPRESENTED, proxy_institution_id=members[1].id)
    assert refused.value.code == "no_proxies"


def test_a_bearer_without_a_voice_in_the_same_body(members, put):
    outside = make_institution("Partie", membership=Membership.LEFT)
    with pytest.raises(RuleError) as refused:
        put(members[0], status=S.REPRESENTED, proxy_institution_id=outside.id)
    assert refused.value.code == "no_proxies"


def test_no_chain_and_no_absent_bearer(members, tap, put):
    tap(members[1], S.EXCUSED)
    with pytest.raises(RuleError) as refused:
        put(members[0], status=S.REPRESENTED, proxy_institution_id=members[1].id)
    assert refused.value.code == "bearer_not_here"
    tap(members[1], S.PRESENT)
    put(members[0], status=S.REPRESENTED, proxy_institution_id=members[1].id)
    for status in (S.EXCUSED, S.ABSENT):
        with pytest.raises(RuleError) as refused:
            tap(members[1], status)
        assert refused.value.code == "bears_a_voice"


def test_a_voice_counts_while_its_bearer_is_here(meeting, members, tap, put):
    tap(members[1], S.PRESENT)
    put(members[0], status=S.REPRESENTED, proxy_institution_id=members[1].id)
    tap(members[1], S.LEFT)
    quorum = summarise(meeting).quorums[0]
    assert (quorum.here, quorum.carried) == (0, 0)


@pytest.mark.parametrize(
    "kind, value, needed",
    [
        (QuorumKind.NONE, None, None), (QuorumKind.MAJORITY, None, 3), (QuorumKind.PERCENT, 50, 3),
        (QuorumKind.PERCENT, 33, 2), (QuorumKind.COUNT, 4, 4),
    ],
)  # fmt: skip
def test_the_rule_of_the_body_says_how_many(meeting, plenary, members, work, kind, value, needed):
    with work():
        body = db.session.merge(plenary)
        body.quorum_kind, body.quorum_value = kind, value
    assert summarise(meeting).quorums[0].needed == needed


def test_observers_have_no_voice_in_a_committee(members, actor):
    committee = make_body(BodyKind.COMMITTEE, quorum_kind=QuorumKind.MAJORITY)
    for member in members[:3]:
        make_mandate(committee, institution_id=member.id)
    make_mandate(committee, institution_id=members[3].id, role=MandateRole.OBSERVER)
    held = make_meeting(
        bodies=[committee], state=MeetingState.CONVENED, starts_wall=datetime(2026, 11, 20, 10)
    )
    quorum = summarise(held).quorums[0]
    assert ([row.id for row in quorum.voices], quorum.needed) == ([member.id for member in members[:3]], 2)


# --- guests ------------------------------------------------------------------------------------------


def test_a_guest_is_added_corrected_and_cleared(meeting, actor, now, work, history):
    with work():
        line = rules.add_guest(
            meeting=meeting,
            values=LineValues(S.GUEST, names="Visiteuse", organisation="Université"),
            actor=actor,
            now=now,
        )
    with work():
        rules.edit_line(
            line=line, values=LineValues(S.GUEST, names="Visiteur", men=1), version=1, actor=actor, now=now
        )
    assert (summarise(meeting).people, lines()) == (1, [(None, S.GUEST, None)])
    with work():
        rules.clear_line(line=db.session.merge(line), actor=actor, now=now)
    assert lines() == []
    assert history()[-1] == (
        "attendance.cleared",
        {"attendance": ["Visiteur", None], "status": ["guest", None]},
    )


def test_a_guest_needs_a_name(meeting, actor, now, work):
    with pytest.raises(RuleError) as refused, work():
        rules.add_guest(meeting=meeting, values=LineValues(S.GUEST), actor=actor, now=now)
    assert (refused.value.code, refused.value.field) == ("no_name", "names")
