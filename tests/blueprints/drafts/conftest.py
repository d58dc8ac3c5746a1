"""The secretariat's browser, and a session to prepare."""

import pytest
import time_machine

from tests.factories import NOW, make_body, make_meeting, make_secretary


@pytest.fixture(autouse=True)
def clock_stands_still():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def secretary():
    return make_secretary()


@pytest.fixture
def browser(login_as, secretary):
    return login_as(secretary, label="Firefox, Android")


@pytest.fixture
def meeting():
    return make_meeting("Thème enregistré", bodies=[make_body(name="Comité")])


@pytest.fixture
def address(meeting):
    """Of its long form."""
    return f"/sessions/{meeting.id}/modifier"
