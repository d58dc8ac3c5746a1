"""Managing institutions, seats, bodies and mandates."""

from flask import Blueprint

bp = Blueprint("institutions", __name__)

from noress.blueprints.institutions import bodies, handover, routes, seats  # noqa: E402, F401
