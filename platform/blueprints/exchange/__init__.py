"""Lists of structures that come in, and files of the catalogue that go out."""

from flask import Blueprint

bp = Blueprint("exchange", __name__)

from noress.blueprints.exchange import files, imports, made, writing  # noqa: E402, F401
