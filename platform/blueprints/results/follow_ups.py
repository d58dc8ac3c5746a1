"""One year after: what winners answer, published by the secretariat."""

from typing import Any

from flask import abort, render_template, request, url_for

from noress.blueprints.results import bp, present
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.competitions.models import Competition, Entry
from noress.domain.competitions.queries import results as queries
from noress.domain.competitions.rules import following_up
from noress.extensions import db
from noress.web import acting
from noress.web.permissions import permission


@bp.get("/concours/gestion/<int:competition_id>/un-an-apres")
@permission(P.RESULT_FOLLOW, loads=Competition)
def follow_ups(competition: Competition) -> Any:
    entries = db.session.scalars(queries.list_asked(competition.id, present.recused())).unique().all()
    return render_template(
        "results/follow_ups.html", competition=competition, call=competition.call, entries=entries
    )


@bp.post("/concours/gestion/<int:competition_id>/un-an-apres/<int:entry_id>")
@permission(P.RESULT_FOLLOW, loads=Competition)
def publish_follow_up(competition: Competition, entry_id: int) -> Any:
    found = queries.list_asked(competition.id, present.recused()).where(Entry.id == entry_id)
    entry = db.session.scalars(found).unique().one_or_none() or abort(404)
    version = request.form.get("version", "")
    following_up.publish_follow_up(
        entry=entry, is_public=request.form.get("publier") == "oui", version=int(version) if version.isdigit() else 0,
        **acting.doing(),
    )  # fmt: skip
    return acting.done(url_for(".follow_ups", competition_id=competition.id), _("C'est enregistré."))
