"""The demonstration, built once per test that asks for it, on a fixed day."""

from datetime import date

import pytest
import time_machine
from flask import Flask

from noress.demo import build
from noress.extensions import db
from tests.factories import NOW

TODAY = date(2026, 11, 20)


@pytest.fixture
def demonstration(app: Flask):
    """The data of 20 November 2026, and the clock at nine o'clock that day."""
    build.build(app, today=TODAY)
    db.session.rollback()
    with time_machine.travel(NOW, tick=False):
        yield
