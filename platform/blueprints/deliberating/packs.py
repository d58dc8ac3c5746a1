"""Everything on paper, asked for the evening before; each reader their own."""

from typing import Any

from flask import render_template, url_for

from noress.blueprints.deliberating import bp
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.i18n import language
from noress.domain.accounts.permissions import P
from noress.domain.competitions.models import Competition
from noress.domain.juries import packs as rules
from noress.domain.juries import rights
from noress.web import acting
from noress.web.documents import document_links
from noress.web.permissions import permission


@bp.get("/deliberation/<int:competition_id>/dossiers")
@permission(P.DELIBERATION_ATTEND, loads=Competition)
def packs(competition: Competition) -> Any:
    juror = rights.seat_of(acting.actor(), competition)
    assert juror is not None, "the permission asks for a seat"
    parts = rules.list_parts(competition, juror, acting.actor(), clock.now())
    links = document_links(rules.KIND, [one.pack for one in parts if one.pack is not None])
    return render_template("deliberating/packs.html", competition=competition, parts=parts, links=links)


@bp.post("/deliberation/<int:competition_id>/dossiers")
@permission(P.DELIBERATION_ATTEND, loads=Competition)
def ask_packs(competition: Competition) -> Any:
    rules.ask_packs(competition=competition, language=language(), **acting.doing())
    words = _("Les dossiers se préparent : cela prend quelques minutes. Revenez les télécharger ici.")
    return acting.done(url_for(".packs", competition_id=competition.id), words)
