"""A call that is open, nine o'clock on 20 November 2026."""

import pytest
import time_machine

from tests.factories import NOW


@pytest.fixture(autouse=True)
def clock_at():
    """Move the server's clock: clock_at(instant)."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller.move_to
