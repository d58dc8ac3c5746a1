"""Money that was granted: agreements, papers, instalments, bank details, the envelope; the holder's side of it."""

from flask import Blueprint

from noress.domain.payments import duties  # noqa: F401 -- registers its provider

bp = Blueprint("payments", __name__)

from noress.blueprints.payments import (  # noqa: E402, F401
    accounts,
    agreements,
    envelope,
    instalments,
    listing,
    own,
    own_paper,
    papers,
    planning,
    procedures,
    signing,
    templates,
)
