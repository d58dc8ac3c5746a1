"""Questionnaires: built by the secretariat, filled in by the structures."""

from flask import Blueprint

bp = Blueprint("questionnaires", __name__)

from noress.blueprints.questionnaires import building, filling, listing, one_question  # noqa: E402, F401
