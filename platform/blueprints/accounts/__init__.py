"""Signing in, acting for a seat, one's own account and data."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)

from noress.blueprints.accounts import routes  # noqa: E402, F401
