"""Calls for expressions of interest: their public pages, their questions, and calls in the making."""

from flask import Blueprint

from noress.domain.funding import duties  # noqa: F401 -- registers its providers

bp = Blueprint("funding", __name__)

from noress.blueprints.funding import (  # noqa: E402, F401
    answering,
    asking,
    listing,
    parts,
    preparing,
    running,
)
