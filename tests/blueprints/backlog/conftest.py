"""The secretariat's browser and a member's, in front of a committee's proposals, at nine o'clock."""

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.institutions.models import BodyKind
from noress.domain.meetings.models import MeetingState
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import NOW, make_body, make_invitation, make_meeting, make_secretary
from tests.factories.backlog import make_member


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def committee(app):
    return make_body(BodyKind.COMMITTEE, "Comité financement")


@pytest.fixture
def seat(committee):
    return make_member(committee)


@pytest.fixture
def convened(committee, seat):
    meeting = make_meeting(
        "Communication", bodies=[committee], state=MeetingState.CONVENED, reference="S-2027-01"
    )
    make_invitation(meeting, seat)
    return meeting


@pytest.fixture
def draft(committee):
    return make_meeting("Thème secret", bodies=[committee])


@pytest.fixture
def browser(login_as):
    return login_as(make_secretary(email="secretariat@exemple.ma"))


@pytest.fixture
def member(login_as, seat):
    return login_as(seat.person, seat)


@pytest.fixture
def outbox():
    query = select(OutboxMail).where(OutboxMail.template == "proposed_item_answered").order_by(OutboxMail.id)
    return lambda: db.session.scalars(query).all()
