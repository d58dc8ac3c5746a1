"""What member institutions know of an entry, on its page; and what is asked of those who keep it."""

from typing import Any

from flask import redirect, render_template, url_for
from markupsafe import Markup

from noress.blueprints.upkeep import bp
from noress.blueprints.upkeep.forms import VouchForm
from noress.core import clock, territories
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.freshness import Freshness, freshness_of
from noress.domain.catalogue.models import Structure
from noress.domain.catalogue.policy import can_keep, can_manage
from noress.domain.upkeep import queries, rules
from noress.domain.upkeep.links import why_shut
from noress.domain.upkeep.models import Knowledge
from noress.domain.upkeep.policy import can_vouch
from noress.domain.upkeep.rules.vouching import is_neighbour, province_of
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/catalogue/<int:structure_id>/temoigner", methods=["GET", "POST"])
@permission(P.STRUCTURE_VOUCH, loads=Structure)
def vouch(structure: Structure) -> Any:
    """The last word of one's institution, with a note."""
    actor = acting.actor()
    if not is_neighbour(actor, structure):
        home = territories.get(province_of(actor.institution_id or 0) or "")
        there = territories.get(structure.province_code or "")
        page = render_template(
            "upkeep/elsewhere.html", structure=structure, ours=home and home.name, theirs=there and there.name
        )
        return page, 403
    found = db.session.scalars(queries.get_vouch(structure.id, actor.institution_id or 0)).one_or_none()
    form = VouchForm(data={"says": found.says if found else None, "note": found.note if found else None})
    tried = attempt(
        form,
        lambda: rules.vouch(
            structure=structure, says=form.says.data, note=form.note.data or "", actor=actor, now=clock.now()
        ),
    )
    if tried.status:
        return render_template("upkeep/vouch.html", structure=structure, form=form), tried.status
    target = url_for("catalogue.show", structure_id=structure.id, _anchor="voisines")
    db.session.commit()
    say(_("Merci, c'est noté au nom de votre institution."))
    return redirect(target, 303)


def panel_of(actor: Actor | None, structure: Structure) -> str:
    """ "Connue de 3 institutions", and what this person may say or do about it; "" for visitors."""
    if actor is None:
        return ""
    said = db.session.scalars(queries.list_vouches([structure.id], clock.now() - queries.SAID_WITHIN)).all()
    keeps = can_keep(actor, structure) and why_shut(structure) is None
    html = render_template(
        "upkeep/_panel.html", structure=structure, can_say=can_vouch(actor, structure) and is_neighbour(actor, structure),
        known=[one for one in said if one.says is Knowledge.KNOWN],
        gone=[one for one in said if one.says is Knowledge.GONE] if actor.is_member or actor.is_secretariat else [],
        freshness=freshness_of(structure, clock.today()) if structure.listed else Freshness.FRESH, keeps=keeps,
        reports=db.session.scalars(queries.list_open_reports_of(structure.id)).all() if can_manage(actor) else [],
    )  # fmt: skip
    return Markup(html)  # noqa: S704 -- a template of ours
