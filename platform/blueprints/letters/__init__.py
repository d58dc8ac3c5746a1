"""The official letter of a session: written, signed, sent, received, answered."""

from flask import Blueprint

from noress.domain.letters import duties  # noqa: F401 -- registers letters that have not left

bp = Blueprint("letters", __name__)

from noress.blueprints.letters import departures, head, letter  # noqa: E402, F401
