"""Open links and posters, passing a questionnaire on, the chain that it makes, and answers held back."""

from flask import Blueprint

from noress.domain.campaigns import relay_duties  # noqa: F401 -- registers its provider

bp = Blueprint("relay", __name__)

from noress.blueprints.relay import chain, moderation, opening, passing, posters  # noqa: E402, F401
