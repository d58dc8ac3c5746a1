"""Who stands aside from which file and who stands in; ties between organisations."""

from flask import Blueprint

from noress.domain.reviewing import duties  # noqa: F401 -- registers its provider

bp = Blueprint("reviewing", __name__)

from noress.blueprints.reviewing import recusing, ties  # noqa: E402, F401
