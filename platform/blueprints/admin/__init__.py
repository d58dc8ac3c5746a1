"""Mails, personal-data register, retention, health."""

from flask import Blueprint

bp = Blueprint("admin", __name__)

from noress.blueprints.admin import routes  # noqa: E402, F401
