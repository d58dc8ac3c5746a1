"""Purging what is past its retention."""

from typing import Any

from flask import Flask


def register(huey: Any, app: Flask) -> None:
    """Add the nightly task."""
