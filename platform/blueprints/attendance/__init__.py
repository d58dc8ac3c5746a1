"""Who came to a session: the roll call, the guests, the door, the signed sheet, figures with their source."""

from flask import Blueprint

from noress.domain.attendance import duties  # noqa: F401 -- registers what waits on the day

bp = Blueprint("attendance", __name__)

from noress.blueprints.attendance import door, figures, roll, sheets  # noqa: E402, F401
