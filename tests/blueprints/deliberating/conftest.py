"""A jury's people in their browsers, on the day of the deliberation."""

import pytest
import time_machine

from tests.factories import NOW
from tests.factories.deliberating import make_jury


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def jury(app):
    return make_jury(members=1)


@pytest.fixture
def sits(login_as):
    """sits(juror): a browser of theirs."""
    return lambda juror: login_as(juror.person)
