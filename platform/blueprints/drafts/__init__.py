"""What somebody began to type: kept by open pages, listed, resumed, dropped."""

from flask import Blueprint

from noress.domain.drafts import duties  # noqa: F401 -- registers what waits to be finished

bp = Blueprint("drafts", __name__, url_prefix="/brouillons")

from noress.blueprints.drafts import routes  # noqa: E402, F401
