"""The desk of applications: the list of a call, one file, what is checked, asked, decided and told."""

from flask import Blueprint

from noress.domain.applications import desk_duties  # noqa: F401 -- registers its providers

bp = Blueprint("application_desk", __name__)

from noress.blueprints.application_desk import (  # noqa: E402, F401
    checking,
    conversing,
    correcting,
    deciding,
    exporting,
    late,
    listing,
    noting,
    sharing,
    showing,
    telling,
    writing_many,
)
