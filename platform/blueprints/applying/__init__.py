"""Applying to a call: eligibility, the draft of the structure, those who work on it, sending, what comes after."""

from flask import Blueprint

from noress.domain.applications import duties  # noqa: F401 -- registers its provider
from noress.domain.applications.served import served  # noqa: F401 -- the form asks it who may fill in

bp = Blueprint("applying", __name__)

from noress.blueprints.applying import (  # noqa: E402, F401
    beginning,
    commenting,
    home,
    own,
    people,
    receipts,
    sending,
    thread,
    withdrawing,
)
