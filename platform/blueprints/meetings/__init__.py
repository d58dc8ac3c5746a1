"""The secretariat's work on a session, and the answers of the invited."""

from flask import Blueprint

bp = Blueprint("meetings", __name__)

from noress.blueprints.meetings import routes  # noqa: E402, F401
