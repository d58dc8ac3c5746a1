"""The catalogue as everybody reads it: the list and its map, the page of an entry, what others embed."""

from flask import Blueprint

bp = Blueprint("catalogue", __name__)

from noress.blueprints.catalogue import embed, entry, index  # noqa: E402, F401
