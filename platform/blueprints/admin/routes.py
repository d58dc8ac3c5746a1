"""Mails, personal-data register, retention, health."""

from noress.blueprints.admin import bp
from noress.domain.accounts.permissions import P
from noress.web.permissions import permission


@bp.get("/courriers/")
@permission(P.MAIL_LIST)
def mails() -> str:
    return "stub"
