"""Entries to be checked by telephone: their mails come back, their neighbours say that they are gone, or nobody
confirmed them."""

from typing import Any

from flask import redirect, render_template, request, url_for
from sqlalchemy import ColumnElement

from noress.blueprints.upkeep import bp, present
from noress.blueprints.upkeep.forms import ConfirmForm
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.models import Structure
from noress.domain.upkeep import queries, rules
from noress.domain.upkeep.queries import tidying
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.places import place_of
from noress.web.submitting import attempt

#: {what the address says: what the list is}
LISTS = {
    "revenus": lazy("Courriel revenu, ou pas de courriel"), "disparues": lazy("Dites disparues"),
    "grises": lazy("Pas confirmées depuis plus d'un an"),
}  # fmt: skip
PER_PAGE = 20


@bp.get("/catalogue/gestion/telephone")
@permission(P.UPKEEP_MANAGE)
def to_phone() -> Any:
    chosen = request.args.get("liste", "")
    chosen = chosen if chosen in LISTS else "revenus"
    number = paging.page_number(request.args.get("page"))
    page = paging.paginate(queries.list_to_phone(_wanted(chosen)), number, per_page=PER_PAGE)
    ids = [structure.id for structure in page.items]
    since = clock.now() - queries.SAID_WITHIN
    vouches: dict[int, list[Any]] = {}
    for one in db.session.scalars(queries.list_vouches(ids, since)):
        vouches.setdefault(one.structure_id, []).append(one)
    cards = {card.structure_id: card for card in db.session.scalars(tidying.list_last_cards(ids))}
    return render_template(
        "upkeep/to_phone.html", page=page, lists=LISTS, chosen=chosen, vouches=vouches, cards=cards,
        place_of=place_of,
    )  # fmt: skip


@bp.route("/catalogue/gestion/telephone/<int:structure_id>", methods=["GET", "POST"])
@permission(P.UPKEEP_MANAGE, loads=Structure)
def confirm_called(structure: Structure) -> Any:
    """Somebody answered, and all of it is right."""
    form = ConfirmForm()
    tried = attempt(
        form,
        lambda: rules.confirm_by_telephone(structure=structure, actor=acting.actor(), now=clock.now()),
    )
    if tried.status:
        page = render_template(
            "upkeep/confirm_called.html", structure=structure, form=form,
            lines=present.lines_of(structure, acting.actor()),
        )  # fmt: skip
        return page, tried.status
    db.session.commit()
    say(_("La fiche est confirmée par téléphone."))
    return redirect(url_for(".to_phone"), 303)


@bp.route("/catalogue/gestion/telephone/<int:structure_id>/courriel-revenu", methods=["GET", "POST"])
@permission(P.UPKEEP_MANAGE, loads=Structure)
def mail_returned(structure: Structure) -> Any:
    """A mail came back to the secretariat's own mailbox: nobody is told by the server."""
    form = ConfirmForm()
    tried = attempt(
        form, lambda: rules.note_returned(structure=structure, actor=acting.actor(), now=clock.now())
    )
    if tried.status:
        return render_template("upkeep/mail_returned.html", structure=structure, form=form), tried.status
    db.session.commit()
    say(_("C'est noté : cette structure est à appeler, et cette adresse ne reçoit plus rien."))
    return redirect(url_for(".to_phone"), 303)


def _wanted(chosen: str) -> ColumnElement[bool]:
    now = clock.now()
    if chosen == "disparues":
        return queries.is_said_gone(now - queries.SAID_WITHIN)
    if chosen == "grises":
        return queries.is_grey(clock.today(now))
    return Structure.needs_phone.is_(True)
