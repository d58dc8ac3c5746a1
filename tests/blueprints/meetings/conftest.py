"""The secretariat's browser at nine o'clock, and the plenary."""

import pytest
import time_machine

from noress.domain.institutions.models import BodyKind
from tests.factories import NOW, make_body


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plenary(app):
    return make_body(BodyKind.PLENARY, "Plénière")
