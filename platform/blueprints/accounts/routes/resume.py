"""What somebody typed when their sign-in had expired: shown after signing in, with one button to send it."""

from typing import Any

from flask import render_template

from noress.blueprints.accounts import bp
from noress.blueprints.accounts.labels import readable
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts import queries
from noress.domain.accounts.permissions import P
from noress.extensions import db
from noress.web import errors
from noress.web.identity import digest
from noress.web.permissions import permission


@bp.get("/reprendre/<token>")
@permission(P.OWN_ACCOUNT)
def resume(token: str) -> Any:
    """Opening it sends nothing: the person reads, then presses the button."""
    saved = db.session.scalars(queries.get_saved_post(digest(token), clock.now())).one_or_none()
    if saved is None:
        message = _(
            "Ce que vous aviez saisi a été gardé un jour, puis effacé. Recommencez depuis la page voulue."
        )
        return errors.page(404, message, _("Cette saisie n'est plus gardée"))
    shown = [(readable(name), value) for name, value in saved.fields if value and not name.startswith("_")]
    return render_template("accounts/resume.html", saved=saved, shown=shown)
