"""The demonstration as tests find it."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask import Flask

from noress.demo import build
from noress.extensions import db
from tests.factories import NOW
from tests.kept_rows import KeptRows

TODAY = date(2026, 11, 20)
_kept: list[KeptRows] = []


@pytest.fixture
def demonstration(app: Flask) -> Iterator[None]:
    """The data of 20 November 2026, and the clock at nine o'clock that day."""
    if _kept:
        _kept[0].put_back()
    else:
        build.build(app, today=TODAY)
        _kept.append(KeptRows())
    db.session.rollback()
    with time_machine.travel(NOW, tick=False):
        yield
