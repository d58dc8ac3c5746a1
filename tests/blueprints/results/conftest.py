"""Who decides, in a browser, on the day of the tests."""

import pytest
import time_machine

from tests.factories import NOW
from tests.factories.recusals import make_coordinator


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def coordinator(app, login_as):
    person = make_coordinator()
    browser = login_as(person)
    browser.person = person
    return browser
