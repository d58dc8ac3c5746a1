"""Persons, invitations to join, functions."""

from flask import Blueprint

bp = Blueprint("people", __name__)

from noress.blueprints.people import routes  # noqa: E402, F401
