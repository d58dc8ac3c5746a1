"""Two people press at the same instant: one is heard, the other is told, nothing happens twice."""

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.domain.institutions.models import BodyKind, Seat
from noress.domain.meetings import rules
from noress.domain.meetings.models import Exclusion, Invitation, Meeting, MeetingState
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import make_body, make_institution, make_meeting, make_person, make_seat

ROUNDS = 5


@pytest.fixture
def plenary(app):
    return make_body(BodyKind.PLENARY, "Plénière")


@pytest.fixture
def seat_id(plenary):
    return make_seat(
        make_institution("Institution 1"), make_person("Titulaire 1", email="titulaire1@exemple.ma")
    ).id


def get(model, key):
    """As a page's address is read: what is gone does not exist."""
    found = db.session.get(model, key)
    if found is None:
        raise RuleError("deleted", "404", status=404)
    return found


def test_a_seat_is_left_out_once(plenary, seat_id, actor, now, at_once):
    for _round in range(ROUNDS):
        key = make_meeting(bodies=[plenary]).id

        def leave_out(key=key):
            rules.leave_out_seat(
                meeting=get(Meeting, key), seat=get(Seat, seat_id), reason="Absente", actor=actor, now=now
            )

        assert at_once(leave_out, leave_out, leave_out) == ["already_out", "already_out", "done"]
        assert len(db.session.scalars(select(Exclusion).where(Exclusion.meeting_id == key)).all()) == 1


def test_a_seat_left_out_while_the_session_is_convened(plenary, seat_id, actor, now, at_once):
    make_seat(make_institution("Institution 2"), make_person("Titulaire 2"))
    for _round in range(ROUNDS):
        key = make_meeting(bodies=[plenary]).id

        def leave_out(key=key):
            rules.leave_out_seat(
                meeting=get(Meeting, key), seat=get(Seat, seat_id), reason="Absente", actor=actor, now=now
            )

        def convene(key=key):
            return rules.convene_meeting(meeting=get(Meeting, key), actor=actor, now=now).seats

        assert at_once(leave_out, convene) in (["1", "done"], ["2", "not_draft"])


def test_a_seat_is_convened_later_once(plenary, seat_id, actor, now, at_once):
    for number in range(ROUNDS):
        key = make_meeting(bodies=[plenary], state=MeetingState.CONVENED).id

        def convene(key=key):
            return rules.convene_seats(meeting=get(Meeting, key), seat_ids=[seat_id], actor=actor, now=now)

        assert at_once(convene, convene, convene) == ["1", "already_convened", "already_convened"]
        invited = db.session.scalars(select(Invitation.seat_id).where(Invitation.meeting_id == key)).all()
        assert (invited, len(db.session.scalars(select(OutboxMail)).all())) == ([seat_id], number + 1)


def test_a_draft_is_convened_or_deleted(plenary, seat_id, actor, now, at_once):
    for _round in range(ROUNDS):
        draft = make_meeting(bodies=[plenary])
        key = draft.id
        db.session.expunge(draft)

        def convene(key=key):
            rules.convene_meeting(meeting=get(Meeting, key), actor=actor, now=now)

        def delete(key=key):
            rules.delete_meeting(meeting=get(Meeting, key), actor=actor, now=now)

        said, left = at_once(convene, delete), db.session.get(Meeting, key)
        assert (said, left and left.state) in [
            (["done", "not_draft"], MeetingState.CONVENED), (["deleted", "done"], None)
        ]  # fmt: skip
