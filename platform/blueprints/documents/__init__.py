"""Documents made by the worker, and what a printed hash names."""

from flask import Blueprint

bp = Blueprint("documents", __name__)

from noress.blueprints.documents import routes, verifying  # noqa: E402, F401
