"""Builds the application: a list of init calls, in the order they need each other."""

import logging
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

import noress.core.database  # noqa: F401 -- how transactions begin
from config import Settings, SettingsError
from noress import blueprints
from noress.commands import register_commands
from noress.core import clock, i18n, search, stamps
from noress.core.database import begin_request
from noress.domain import models  # noqa: F401 -- every table is known before the first query
from noress.domain.catalogue import finding as _entries  # noqa: F401 -- says what an entry is found by
from noress.domain.decisions import finding  # noqa: F401 -- says what a decision is found by
from noress.domain.outbox import rules as outbox
from noress.domain.questionnaires.types import places
from noress.extensions import db, login_manager
from noress.jobs import queue
from noress.web import (
    csrf,
    errors,
    files,
    headers,
    hosts,
    jinja,
    languages,
    links,
    mails,
    permissions,
    public_cache,
)
from noress.web.app import App

HERE = Path(__file__).parent


def create_app(settings: Settings | None = None) -> Flask:
    """The application. Raises at once when a setting, the zone data or a route's permission is missing."""
    settings = settings or Settings.from_environment()
    _check(settings)
    app = App(
        "noress", root_path=str(HERE), instance_path=str(Path(settings.instance_path).resolve()),
        static_folder=str(HERE / "static"), static_url_path="/static",
    )  # fmt: skip
    app.config.update(settings.to_flask())
    places.set_box(settings.map_box)
    _init_logging()

    _init_transactions(app)
    db.init_app(app)
    if os.environ.get("FLASK_RUN_FROM_CLI"):
        init_migrations(app)  # for `flask db`; web workers save Alembic's 0.2 s and 20 MB
    login_manager.init_app(app, add_context_processor=False)  # templates ask for `actor`
    login_manager.session_protection = None  # the device row decides, see web/identity.py
    search.listen(db.session)
    stamps.listen(db.session)
    outbox.listen(db.session)
    queue.init_app(app)
    files.init_app(app)
    hosts.init_app(app)
    languages.init_app(app)  # first: what the next ones refuse is said in the reader's language
    csrf.init_app(app)
    jinja.init_app(app)
    links.init_app(app)
    mails.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    blueprints.register(app)
    register_commands(app)
    permissions.public(app.view_functions["static"])
    permissions.check_routes(app)
    public_cache.init_app(app)
    _init_servers(app, settings)
    return app


def _check(settings: Settings) -> None:
    clock.check_zone_data(settings.zone)
    if settings.demo and urlsplit(settings.base_url).hostname not in hosts.LOOPBACK:
        raise SettingsError("DEMO=1 is refused unless BASE_URL is on this machine (127.0.0.1 or localhost)")


def init_migrations(app: Flask) -> None:
    """Alembic through Flask-Migrate, for the command line and the tests."""
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(HERE.parent / "migrations"), render_as_batch=True)


def _init_logging() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _init_transactions(app: Flask) -> None:
    from flask import request

    @app.before_request
    def choose_transaction() -> None:
        begin_request(is_writing=request.method not in {"GET", "HEAD", "OPTIONS"})
        i18n.set_language(i18n.DEFAULT)


def _init_servers(app: Flask, settings: Settings) -> None:
    from whitenoise import WhiteNoise

    wrapped: Any = WhiteNoise(
        app.wsgi_app, root=str(HERE / "static"), prefix="static/", max_age=3600,
        autorefresh=settings.testing or app.debug,
        immutable_file_test=r"^.+-[A-Z0-9]{8}\.[a-z0-9]+$",
    )  # fmt: skip
    if settings.proxies:
        from werkzeug.middleware.proxy_fix import ProxyFix

        wrapped = ProxyFix(wrapped, x_for=settings.proxies, x_proto=settings.proxies)
    app.wsgi_app = wrapped  # type: ignore[method-assign]
