"""CSRF tokens that look different in every response.

Signed-in pages are compressed for weak networks; a secret that repeats in compressed pages can be guessed
byte by byte (BREACH), so the token is masked with fresh random bytes each time it is written.
"""

import secrets

from flask import Flask, g, request
from flask_wtf import csrf as flask_wtf_csrf
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import RequestEntityTooLarge

from noress.extensions import csrf


def masked_token() -> str:
    """The token of this session under a fresh mask, for one form."""
    token = generate_csrf().encode()
    pad = secrets.token_bytes(len(token))
    return (pad + bytes(a ^ b for a, b in zip(pad, token, strict=True))).hex()


def unmask(masked: str) -> str | None:
    try:
        raw = bytes.fromhex(masked)
    except ValueError:
        return None
    half = len(raw) // 2
    try:
        return bytes(a ^ b for a, b in zip(raw[:half], raw[half:], strict=False)).decode()
    except UnicodeDecodeError:
        return None


def check() -> None:
    """Verify the token of a writing request; raises CSRFError."""
    masked = request.form.get("csrf_token") or request.headers.get("X-CSRFToken") or ""
    flask_wtf_csrf.validate_csrf(unmask(masked))
    g.csrf_valid = True


def init_app(app: Flask) -> None:
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # we unmask first, then call Flask-WTF's own check
    csrf.init_app(app)
    app.jinja_env.globals["csrf_token"] = masked_token
    # Flask-WTF also gives every page its own, unmasked, under the same name: ours comes after it.
    app.context_processor(lambda: {"csrf_token": masked_token})

    @app.before_request
    def protect() -> None:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            try:
                check()
            except RequestEntityTooLarge:  # said by the first look at the form, which is here
                raise
            except Exception as error:
                raise CSRFError(str(error)) from error
