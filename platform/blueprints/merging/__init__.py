"""Finding two records of one institution, making them one, and taking that back."""

from flask import Blueprint

bp = Blueprint("merging", __name__)

from noress.blueprints.merging import duplicates, merges  # noqa: E402, F401
