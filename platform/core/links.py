"""Addresses of pages, for mails and calendars: always built from BASE_URL, never from a request."""

from collections.abc import Callable
from typing import Any

_builder: Callable[..., str] | None = None


def set_builder(builder: Callable[..., str]) -> None:
    """Given by the factory, which knows the routes."""
    global _builder
    _builder = builder


def to(endpoint: str, **values: Any) -> str:
    """The absolute address of a page, by the name of its endpoint."""
    assert _builder is not None, "create_app sets the builder"
    return _builder(endpoint, **values)
