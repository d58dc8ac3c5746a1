"""A mail server of its own for each test of the outbox."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask

from noress.extensions import db
from tests.smtp_server import Box, serving


@pytest.fixture
def smtp(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Box]]:
    """smtp() starts a server and points the settings at it; smtp(RCPT="550 no") makes it refuse."""
    with ExitStack() as stack:

        def start(**answers: str) -> Box:
            box = Box(**answers)
            use(app, monkeypatch, stack.enter_context(serving(box)))
            return box

        yield start


@pytest.fixture
def no_smtp(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is down: nobody listens on this port."""
    use(app, monkeypatch, {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": 9, "MAIL_TIMEOUT": 2})


def use(app: Flask, monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any]) -> None:
    for name, value in {**settings, "MAIL_SUPPRESS_SEND": False}.items():
        monkeypatch.setitem(app.config, name, value)


@pytest.fixture
def reread() -> Callable[[Any], Any]:
    """The row as it is committed now."""

    def read(row: Any) -> Any:
        db.session.rollback()
        db.session.expire_all()
        return db.session.get(type(row), row.id)

    return read
