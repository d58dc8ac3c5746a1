"""The list taken elsewhere: the same filter, no paper, no address of anybody."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flask import abort

from noress.blueprints.application_desk import bp, present
from noress.blueprints.application_desk.listing import read_filter
from noress.core import clock, formats, paging, territories
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import Application
from noress.domain.applications.queries import desk
from noress.extensions import db
from noress.web import acting, exports
from noress.web.exports import Column
from noress.web.permissions import permission


@bp.get("/candidatures/liste.xlsx")
@permission(P.APPLICATION_LIST)
def export_xlsx() -> Any:
    name, rows = _rows()
    return exports.as_xlsx(_columns(), rows, name, title=_("Candidatures"))


@bp.get("/candidatures/liste.csv")
@permission(P.APPLICATION_LIST)
def export_csv() -> Any:
    name, rows = _rows()
    return exports.as_csv(_columns(), rows, name)


def _rows() -> tuple[str, Iterator[Application]]:
    asked, now = read_filter(), clock.now()
    if asked.call is None:
        abort(404)
    ids = db.session.scalars(desk.list_ids(asked.wanted, acting.recused(), now)).all()
    name = "dossiers-concours" if asked.is_prize else "candidatures"
    return f"{name}-{asked.call.edition}-{clock.today(now)}", paging.in_batches(ids, desk.list_for_export)


def _columns() -> list[Column]:
    def money(name: str) -> Any:
        return lambda one: None if (cents := getattr(one, name)) is None else Decimal(cents) / 100

    def plain(name: str) -> Any:
        return lambda one: getattr(one, name)

    return [
        Column(_("Numéro"), plain("number"), 16), Column(_("Projet"), plain("title"), 40),
        Column(_("Structure"), lambda one: str(one.structure.name), 36), Column(_("Lot"), lambda one: str(one.lot.title), 24),
        Column(_("État"), lambda one: str(present.state_line(one)[0]), 20),
        Column(_("Ce que la structure sait"), lambda one: str(one.public_state.label), 20),
        Column(_("Étape"), plain("stage"), 8), Column(_("Province"), lambda one: territories.name_of(one.province_code), 22),
        Column(_("Suivie par"), lambda one: one.officer.shown_name if one.officer else None, 26),
        Column(_("Appartenance au réseau"), lambda one: str(one.affiliation.label), 28),
        Column(_("Par"), lambda one: str(one.affiliated_with.name) if one.affiliated_with else None, 28),
        Column(_("Demandé, en dirhams"), money("requested"), 16), Column(_("Budget, en dirhams"), money("total"), 16),
        Column(_("Apport en argent, en dirhams"), money("own_cash"), 16),
        Column(_("Apport en nature, en dirhams"), money("own_in_kind"), 16),
        Column(_("Autres partenaires, en dirhams"), money("partners"), 16), Column(_("Femmes"), plain("women"), 9),
        Column(_("Hommes"), plain("men"), 9), Column(_("Non précisé"), plain("not_stated"), 9),
        Column(_("Envoyée"), lambda one: one.submitted_at and formats.datetime_short(one.submitted_at), 18),
        Column(_("Trouvée complète"), lambda one: one.complete_at and formats.datetime_short(one.complete_at), 18),
        Column(_("Étiquettes"), lambda one: ", ".join(one.labels), 24), Column(_("Pourquoi"), plain("reason"), 40),
    ]  # fmt: skip
