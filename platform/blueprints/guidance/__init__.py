"""The right door by plain questions, requests for contact, needs without answer, mutual aid."""

from flask import Blueprint

from noress.domain.guidance import duties  # noqa: F401 -- registers its providers

bp = Blueprint("guidance", __name__)

from noress.blueprints.guidance import aid, asking, conversing, following, searching, voices  # noqa: E402, F401
