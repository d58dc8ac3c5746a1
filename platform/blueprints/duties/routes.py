"""The page everybody lands on."""

from noress.blueprints.duties import bp
from noress.domain.accounts.permissions import P
from noress.web.permissions import permission


@bp.get("/a-faire")
@permission(P.DUTY_LIST)
def index() -> str:
    return "stub"
