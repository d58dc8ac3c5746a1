""" "À faire": what waits for this person."""

from flask import Blueprint

bp = Blueprint("duties", __name__)

from noress.blueprints.duties import routes  # noqa: E402, F401
