"""The innovation prize: its public pages, their questions, and editions in the making."""

from flask import Blueprint

bp = Blueprint("competitions", __name__)

from noress.blueprints.competitions import (  # noqa: E402, F401
    answering,
    asking,
    listing,
    parts,
    preparing,
    running,
)
