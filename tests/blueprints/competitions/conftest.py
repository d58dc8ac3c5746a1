"""20 November 2026, nine o'clock: links and forms of that day are good."""

import pytest
import time_machine

from tests.factories import NOW


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW, tick=False):
        yield
