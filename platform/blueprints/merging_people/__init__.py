"""Finding two records of one person, making them one, and taking that back."""

from flask import Blueprint

bp = Blueprint("merging_people", __name__)

from noress.blueprints.merging_people import duplicates, merges  # noqa: E402, F401
