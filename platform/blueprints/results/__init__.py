"""The results of the prize: under embargo, released, then what everybody reads, and one year after."""

from flask import Blueprint

from noress.domain.competitions import result_duties  # noqa: F401 -- registers its providers

bp = Blueprint("results", __name__)

from noress.blueprints.results import (  # noqa: E402, F401
    embargo,
    feedback,
    follow_ups,
    own,
    palmares,
    prizes,
    reconsidering,
    writing,
)
