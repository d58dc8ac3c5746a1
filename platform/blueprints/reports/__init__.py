"""Reports of funded projects: the holder's phone, the desk, the public page of a project, printed figures."""

from flask import Blueprint

from noress.domain.reports import duties  # noqa: F401 -- registers its providers
from noress.domain.reports.served import served  # noqa: F401 -- the form asks it who may fill in

bp = Blueprint("reports", __name__)

from noress.blueprints.reports import (  # noqa: E402, F401
    closing,
    deciding,
    listing,
    own,
    planning,
    printed,
    project,
)
