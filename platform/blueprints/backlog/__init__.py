"""Items that members propose, the secretariat's answers, and items carried from a session to another."""

from flask import Blueprint

from noress.domain.backlog import duties, rules  # noqa: F401 -- duties, and what happens when items leave an agenda

bp = Blueprint("backlog", __name__)

from noress.blueprints.backlog import carrying, proposing, reviewing  # noqa: E402, F401
