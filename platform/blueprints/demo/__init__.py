"""The demonstration: one-click accounts, mail box, design system. Exists only with DEMO=1."""

from flask import Blueprint

bp = Blueprint("demo", __name__, url_prefix="/demo")

from noress.blueprints.demo import routes  # noqa: E402, F401
