"""Absolute addresses for mails and calendars: from BASE_URL and the routes, whatever the request says."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from noress.core import links
from noress.web.app import KEPT_ADDRESSES


def init_app(app: Flask) -> None:
    base = urlsplit(app.config["SETTINGS"].base_url)

    adapter = app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)

    @lru_cache(KEPT_ADDRESSES, typed=True)
    def build(endpoint: str, **values: Any) -> str:
        return adapter.build(endpoint, values, force_external=True)

    links.set_builder(build)
    links.set_secret(app.config["SECRET_KEY"])
    app.jinja_env.globals["external_url"] = build
