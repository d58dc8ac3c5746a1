"""CSRF tokens that look different in every response.

Signed-in pages are compressed for weak networks; a secret that repeats in compressed pages can be guessed
byte by byte (BREACH), so the token is masked with fresh random bytes in each of them.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, g, request, session
from flask_wtf import csrf as flask_wtf_csrf
from flask_wtf.csrf import CSRFError, generate_csrf
from itsdangerous import URLSafeTimedSerializer
from werkzeug.exceptions import RequestEntityTooLarge

from noress.extensions import csrf


def masked_token() -> str:
    """The token of this session under a mask of this response's own; its forms share it."""
    if "masked_csrf_token" not in g:
        token = _token().encode()
        pad = secrets.token_bytes(len(token))
        g.masked_csrf_token = (pad + _xor(pad, token)).hex()
    masked: str = g.masked_csrf_token
    return masked


def _token() -> str:
    """Signed once for a session, as Flask-WTF signs it and checks it: its token has no end of its own, and signing it took a thirtieth
    of each page."""
    raw = session.get("csrf_token")
    if raw is None:
        return generate_csrf()
    return _signed(raw, current_app.config["SECRET_KEY"])


@lru_cache(maxsize=1024)
def _signed(raw: str, secret: str) -> str:
    return str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(raw))


@contextmanager
def token_left_out() -> Iterator[str]:
    """Forms written inside carry the text that is given instead of a token: the page can be kept, and the token
    of each reader put in its place."""
    g.masked_csrf_token = "the-token-of-the-reader"  # noqa: S105 -- a place for one
    yield g.masked_csrf_token
    del g.masked_csrf_token


def unmask(masked: str) -> str | None:
    try:
        raw = bytes.fromhex(masked)
    except ValueError:
        return None
    half = len(raw) // 2
    try:
        return _xor(raw[:half], raw[half : 2 * half]).decode()
    except UnicodeDecodeError:
        return None


def _xor(one: bytes, other: bytes) -> bytes:
    """Of as many bytes each."""
    return (int.from_bytes(one) ^ int.from_bytes(other)).to_bytes(len(one))


def check() -> None:
    """Verify the token of a writing request; raises CSRFError."""
    masked = request.form.get("csrf_token") or request.headers.get("X-CSRFToken") or ""
    flask_wtf_csrf.validate_csrf(unmask(masked))
    g.csrf_valid = True


def open_to_machines(view: Callable[..., Any]) -> Callable[..., Any]:
    """For an address that mail programs post to by themselves (RFC 8058): its own secret stands for the token."""
    view.takes_posts_of_machines = True  # type: ignore[attr-defined]
    return view


def _is_open_to_machines() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "takes_posts_of_machines", False))


def init_app(app: Flask) -> None:
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # we unmask first, then call Flask-WTF's own check
    csrf.init_app(app)
    app.jinja_env.globals["csrf_token"] = masked_token
    # Flask-WTF also gives every page its own, unmasked, under the same name: ours comes after it.
    app.context_processor(lambda: {"csrf_token": masked_token})

    @app.before_request
    def protect() -> None:
        if request.method not in {"GET", "HEAD", "OPTIONS"} and not _is_open_to_machines():
            try:
                check()
            except RequestEntityTooLarge:  # said by the first look at the form, which is here
                raise
            except Exception as error:
                raise CSRFError(str(error)) from error
