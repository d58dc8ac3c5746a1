"""Posting a form as a browser does, without opening its page first."""

import secrets
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def csrf_token(browser: FlaskClient) -> str:
    """A token that the server takes as its own, for this browser."""
    app: Flask = browser.application
    with browser.session_transaction() as cookies:
        raw = cookies.setdefault("csrf_token", secrets.token_hex(20))
    signed = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(raw).encode()
    return (bytes(len(signed)) + signed).hex()  # masked with zeros: see web/csrf.py


def post(browser: FlaskClient, address: str, data: dict[str, Any] | None = None, **kwargs: Any) -> Any:
    """The answer to a form sent from a page of this site."""
    fields = {"csrf_token": csrf_token(browser), **(data or {})}
    return browser.post(address, data=fields, headers={**SAME_ORIGIN, **kwargs.pop("headers", {})}, **kwargs)
