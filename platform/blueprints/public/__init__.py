"""Pages anybody may open: home, sessions, members, calendars, personal data."""

from flask import Blueprint

bp = Blueprint("public", __name__)

from noress.blueprints.public import calendars, invitation, routes  # noqa: E402, F401
