"""Applications with other settings than the demonstration's."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from noress.core import links
from noress.domain.outbox import rules as outbox
from noress.extensions import db
from tests import engines
from tests.apps import make_app
from tests.security.test_races import all_at_once


@pytest.fixture
def app_with(tmp_path, app) -> Iterator[Callable[..., Flask]]:
    """app_with(base_url=..., demo=False) is another application with those settings."""
    made: list[Flask] = []

    def make(**settings: Any) -> Flask:
        application = make_app(engines.migrated_url(tmp_path), tmp_path, **settings)
        made.append(application)
        return application

    builder, renderer = links._builder, outbox._renderer
    yield make
    links._builder, outbox._renderer = builder, renderer
    for application in made:
        with application.app_context():
            db.engine.dispose()


@pytest.fixture
def at_once(app):
    """at_once(send, browsers) is what `send(number, browser)` answered for each, all released together."""

    def sending(send, browsers):
        def one(number):
            with app.app_context():
                return send(number, browsers[number])

        return all_at_once(one, len(browsers))

    return sending
