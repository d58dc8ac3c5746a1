"""Which Host a request may name; an invented one gets a page of refusal whose links come from BASE_URL."""

from urllib.parse import urlsplit

from flask import Flask, request
from flask.globals import request_ctx
from werkzeug.exceptions import SecurityError

from noress.core.i18n import set_language
from noress.web.languages import negotiate

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    base = urlsplit(settings.base_url)
    trusted = {base.hostname, *(LOOPBACK if settings.demo else ())}
    app.config["TRUSTED_HOSTS"] = [host for host in trusted if host]

    @app.before_request
    def refuse_invented_host() -> None:
        """Flask has found the host out (TRUSTED_HOSTS) but left itself without a way to build addresses."""
        if isinstance(request.routing_exception, SecurityError):
            request_ctx.url_adapter = app.url_map.bind(base.netloc, script_name=base.path or "/")
            set_language(negotiate())
            raise request.routing_exception
