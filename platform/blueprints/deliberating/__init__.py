"""The deliberation: its meeting, the seal, the room, what is decided of each entry, packs for a day without network."""

from flask import Blueprint

from noress.domain.juries import deliberation_duties  # noqa: F401 -- registers its providers

bp = Blueprint("deliberating", __name__)

from noress.blueprints.deliberating import ending, entry, home, packs, room  # noqa: E402, F401
