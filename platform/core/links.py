"""Addresses of pages, for mails and calendars: always built from BASE_URL, never from a request."""

from collections.abc import Callable
from typing import Any

from noress.core import tokens

_builder: Callable[..., str] | None = None
_secret = ""


def set_builder(builder: Callable[..., str]) -> None:
    """Given by the factory, which knows the routes."""
    global _builder
    _builder = builder


def to(endpoint: str, **values: Any) -> str:
    """The absolute address of a page, by the name of its endpoint."""
    assert _builder is not None, "create_app sets the builder"
    return _builder(endpoint, **values)


def set_secret(secret: str) -> None:
    """Given by the factory: what link tokens are signed with and codes are digested with."""
    global _secret
    _secret = secret


def secret() -> str:
    """The platform's key, for core/tokens; rules never see Flask's settings."""
    assert _secret, "create_app sets the secret"
    return _secret


def token(purpose: str, row_id: int, generation: int) -> str:
    """The token of a row for one purpose, signed with the platform's key."""
    return tokens.make_token(secret(), purpose, row_id, generation)
