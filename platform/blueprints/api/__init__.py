"""The open API: what visitors read, for programs. Only reads, asks for no account, looks at no cookie."""

from flask import Blueprint, Response

from noress.web import api

bp = Blueprint("api", __name__)


@bp.after_request
def open_to_all(response: Response) -> Response:
    return api.opened(response)


from noress.blueprints.api import decisions, hsds, index, sessions, structures  # noqa: E402, F401
