"""Refusals of several rules, read together; who handles money."""

import pytest

from tests.domain.applications.conftest import refusals  # noqa: F401 -- a fixture
from tests.factories.payments import Team


@pytest.fixture
def team(app):
    return Team()
