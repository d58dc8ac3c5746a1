"""Browsers of the secretariat, a member and a visitor around one open campaign."""

import pytest
import time_machine

from tests.factories import NOW


@pytest.fixture(autouse=True)
def at_nine():
    """20 November 2026, nine o'clock."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(campaign_world):
    return campaign_world
