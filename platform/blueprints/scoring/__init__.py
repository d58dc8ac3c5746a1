"""A juror's own files beside the grid, papers, how far scoring has come, the table of results."""

from flask import Blueprint

from noress.domain.reviewing import scoring_duties  # noqa: F401 -- registers its providers

bp = Blueprint("scoring", __name__)

from noress.blueprints.scoring import (  # noqa: E402, F401
    following,
    offline,
    own,
    papers,
    results,
    sending,
    settling,
    writing,
)
