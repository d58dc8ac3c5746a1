"""Outside opinions: the page of whoever is asked, and the desk's."""

from flask import Blueprint

bp = Blueprint("opinions", __name__)

from noress.blueprints.opinions import asking, giving, shown  # noqa: E402, F401
