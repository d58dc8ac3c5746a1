"""Persons, invitations to join, functions, requests about personal data."""

from flask import Blueprint

bp = Blueprint("people", __name__)

from noress.blueprints.people import routes  # noqa: E402, F401
from noress.domain.accounts import duties  # noqa: E402, F401 -- registers its provider
