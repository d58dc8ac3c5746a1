"""What everybody reads once results are told: the projects, as a page, as CSV, in the 360Giving standard."""

import json
from decimal import Decimal
from typing import Any

from flask import Response, abort, current_app, render_template, request

from noress.blueprints.awards import bp, present
from noress.core import clock, formats, paging, territories
from noress.core.i18n import gettext as _
from noress.core.i18n import language
from noress.domain.awards import open_grants, queries
from noress.domain.awards.models import Award
from noress.domain.funding.rules.parts import funder_name
from noress.extensions import db
from noress.web import exports
from noress.web.exports import Column
from noress.web.permissions import public
from noress.web.public_cache import cached_public


@bp.get("/projets/")
@cached_public
@public
def projects() -> Any:
    """The last edition first."""
    page = paging.paginate(queries.list_published(), paging.page_number(request.args.get("page")))
    count, total = db.session.execute(queries.sum_published()).one()
    return render_template("awards/projects.html", page=page, count=count, total=int(total), present=present)


@bp.get("/projets.csv")
@public
def projects_csv() -> Any:
    ids = [one.id for one in db.session.scalars(queries.list_published())]
    return exports.as_csv(_columns(), paging.in_batches(ids, queries.list_published_of), "projets")


def _columns() -> list[Column]:
    return [
        Column(_("Numéro"), lambda one: one.number), Column(_("Appel"), lambda one: str(one.call.title)),
        Column(_("Édition"), lambda one: one.call.edition), Column(_("Projet"), lambda one: one.application.title),
        Column(_("Structure"), lambda one: str(one.structure.name)), Column(_("Lot"), lambda one: str(one.lot.title)),
        Column(_("Province"), lambda one: territories.name_of(one.application.province_code)),
        Column(_("Montant, en dirhams"), lambda one: Decimal(one.amount) / 100),
        Column(_("Financeurs"), lambda one: formats.listed(str(funder_name(share.funder)) for share in one.shares)),
        Column(_("Décidé le"), lambda one: one.published_at.date().isoformat()),
        Column(_("État"), lambda one: str(one.state.label)),
    ]  # fmt: skip


@bp.get("/projets.360giving.json")
@public
def projects_360giving() -> Response:
    """404 while no organisation is funded: the standard wants one grant at least."""
    settings = current_app.config["SETTINGS"]
    awards: list[Award] = list(db.session.scalars(queries.list_published()))
    name = settings.network_name
    network = name if isinstance(name, str) else name.get("fr") or next(iter(name.values()))
    made = open_grants.package(awards, network=network, base_url=settings.base_url, now=clock.now())
    if not made["grants"]:
        abort(404)
    body = json.dumps(made, ensure_ascii=False, indent=1)
    return Response(
        body, content_type="application/json; charset=utf-8", headers={"Content-Language": language()}
    )
