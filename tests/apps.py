"""A second application, with other settings, beside the one that most tests use."""

from pathlib import Path
from typing import Any

from flask import Flask

from tests.conftest import IsolatedClient, make_settings


def make_app(database_url: str, instance: Path, **settings: Any) -> Flask:
    """An application on a database that nothing has migrated yet."""
    from noress.factory import create_app, init_migrations

    application = create_app(make_settings(database_url, instance, **settings))
    init_migrations(application)
    application.test_client_class = IsolatedClient
    return application
