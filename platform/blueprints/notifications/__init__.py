"""What one is told of, and how often; the links that stop it."""

from flask import Blueprint

bp = Blueprint("notifications", __name__)

from noress.blueprints.notifications import routes  # noqa: E402, F401
