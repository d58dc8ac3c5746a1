"""Persons, invitations to join, functions."""

from noress.blueprints.people import bp
from noress.domain.accounts.permissions import P
from noress.web.permissions import permission


@bp.get("/personnes/")
@permission(P.PERSON_LIST)
def index() -> str:
    return "stub"
