"""Campaigns: who is asked, how they are reached, what is missing; the page behind each structure's personal link."""

from flask import Blueprint

from noress.domain.campaigns import duties  # noqa: F401 -- registers its providers

bp = Blueprint("campaigns", __name__)

from noress.blueprints.campaigns import (  # noqa: E402, F401
    calling,
    coverage,
    exporting,
    importing,
    inviting,
    personal,
    running,
    structures,
)
