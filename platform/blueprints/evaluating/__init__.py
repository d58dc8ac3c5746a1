"""Evaluations: grids, who judges what, one's own files beside the grid."""

from flask import Blueprint

from noress.domain.reviewing import evaluation_duties  # noqa: F401 -- registers its providers

bp = Blueprint("evaluating", __name__)

from noress.blueprints.evaluating import giving, grids, managing, own, writing  # noqa: E402, F401
