"""20 November 2026, nine o'clock: links and forms of that day are good. Browsers of everybody."""

from types import SimpleNamespace

import pytest
import time_machine

from tests.factories import NOW, make_institution, make_person, make_seat, make_secretary


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(app, login_as):
    seat = make_seat(make_institution("Institution voisine"), make_person("Titulaire du membre 12"))
    other = make_seat(make_institution("Institution lointaine"), make_person("Titulaire du membre 13"))
    return SimpleNamespace(
        visitor=app.test_client(), member=login_as(seat.person, seat), other=login_as(other.person, other), seat=seat,
        secretariat=login_as(make_secretary()),
    )  # fmt: skip
