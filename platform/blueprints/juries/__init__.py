"""Juries of the prize: composing them, the charter, conflicts, redaction; what a juror opens of an entry's files."""

from flask import Blueprint

from noress.domain.juries import duties  # noqa: F401 -- registers its providers

bp = Blueprint("juries", __name__)

from noress.blueprints.juries import (  # noqa: E402, F401
    adding,
    composing,
    conflicts,
    own,
    redacting,
    replacing,
)
