"""Posting a form as a browser does, without opening its page first."""

import secrets
from contextlib import suppress
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def held(browser: FlaskClient, **values: Any) -> dict[str, Any]:
    """What the browser's signed cookie holds, with these values put in; without a request, as the client's own
    `session_transaction` makes one: the suite does this ten thousand times."""
    app: Flask = browser.application
    name, signer = app.config["SESSION_COOKIE_NAME"], app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    cookie, before = browser.get_cookie(name), {}
    if cookie:
        with suppress(BadSignature):  # of a test that has let a year go by
            before = signer.loads(cookie.value, max_age=int(app.permanent_session_lifetime.total_seconds()))
    now = {**before, **values}
    if now != before:
        browser.set_cookie(name, signer.dumps(now))
    return now


def csrf_token(browser: FlaskClient) -> str:
    """A token that the server takes as its own, for this browser."""
    app: Flask = browser.application
    raw = held(browser).get("csrf_token") or held(browser, csrf_token=secrets.token_hex(20))["csrf_token"]
    signed = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(raw).encode()
    return (bytes(len(signed)) + signed).hex()  # masked with zeros: see web/csrf.py


def post(
    browser: FlaskClient,
    address: str,
    data: dict[str, Any] | None = None,
    *,
    method: str = "POST",
    **kwargs: Any,
) -> Any:
    """The answer to a form sent from a page of this site."""
    fields = {"csrf_token": csrf_token(browser), **(data or {})}
    return browser.open(
        address, method=method, data=fields, headers={**SAME_ORIGIN, **kwargs.pop("headers", {})}, **kwargs
    )


def post_files(browser: FlaskClient, address: str, data: dict[str, Any]) -> Any:
    """The same with large files, each (stream, name): the client itself would spool them, and leave them open."""
    files = {name: FileStorage(*value) if isinstance(value, tuple) else value for name, value in data.items()}
    boundary, body = encode_multipart({"csrf_token": csrf_token(browser), **files})
    kind = f"multipart/form-data; boundary={boundary}"
    return browser.post(address, data=body, headers=SAME_ORIGIN, content_type=kind)
