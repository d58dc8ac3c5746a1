"""What everybody reads once told: the gallery over editions, its photos, and the same as open data."""

from decimal import Decimal
from typing import Any

from flask import Response, abort, render_template, request

from noress.blueprints.results import bp, present
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.core.i18n import language
from noress.domain.competitions import results
from noress.domain.competitions.queries import results as queries
from noress.domain.competitions.results import Line
from noress.extensions import db
from noress.web import exports, files
from noress.web.exports import Column
from noress.web.permissions import public
from noress.web.public_cache import cached_public

PER_PAGE = 5


@bp.get("/concours/palmares")
@cached_public
@public
def palmares() -> Any:
    """The last edition first."""
    page = paging.paginate(
        queries.list_told_editions(), paging.page_number(request.args.get("page")), per_page=PER_PAGE
    )
    return render_template("results/palmares.html", page=page, told=results.told_of(page.items))


def _lines(ids: list[int]) -> list[Line]:
    return [results.line_of(one) for one in db.session.scalars(queries.list_told_of(ids)).unique()]


def _batches() -> Any:
    ids = [one.id for one in db.session.scalars(queries.list_told()).unique()]
    for start in range(0, len(ids), 200):
        yield from _lines(ids[start : start + 200])


def _columns() -> list[Column]:
    return [
        Column(_("Concours"), lambda one: str(one.competition.call.title), 40),
        Column(_("Édition"), lambda one: one.competition.years or one.competition.call.edition),
        Column(_("Démonstration"), lambda one: _("oui") if one.competition.call.is_demonstration else _("non")),
        Column(_("Catégorie"), lambda one: str(one.category), 30),
        Column(_("Résultat"), lambda one: str(one.outcome.label)),
        Column(_("Prix"), lambda one: str(one.prize) if one.prize else "", 30),
        Column(_("Rang"), lambda one: one.rank),
        Column(_("Montant, en dirhams"), lambda one: Decimal(one.amount) / 100 if one.amount is not None else None),
        Column(_("Lauréat(e)"), lambda one: str(one.name), 40),
        Column(_("Initiative"), lambda one: one.title, 40),
        Column(_("Numéro"), lambda one: one.number),
        Column(_("Province"), lambda one: present.province_name(one.province_code)),
        Column(_("Texte"), lambda one: str(one.mention or one.text or ""), 60),
    ]  # fmt: skip


@bp.get("/concours/palmares.csv")
@public
def palmares_csv() -> Any:
    return exports.as_csv(_columns(), _batches(), "palmares")


@bp.get("/concours/palmares.xlsx")
@public
def palmares_xlsx() -> Any:
    return exports.as_xlsx(_columns(), _batches(), "palmares", title=_("Palmarès"))


@bp.get("/concours/palmares.json")
@public
def palmares_json() -> Response:
    """The same facts in every language they are known in; amounts in dirhams, none while unknown."""
    import json

    rows = [
        {
            "competition": dict(one.competition.call.title), "edition": one.competition.years or str(one.competition.call.edition),
            "is_demonstration": one.competition.call.is_demonstration, "category": dict(one.category),
            "result": one.outcome.value, "prize": dict(one.prize) if one.prize else None, "rank": one.rank,
            "amount_mad": str(Decimal(one.amount) / 100) if one.amount is not None else None, "name": dict(one.name),
            "initiative": one.title, "number": one.number, "province": one.province_code,
            "text": dict(one.mention or one.text or {}), "one_year_after": one.follow_up,
        }
        for one in _batches()
    ]  # fmt: skip
    body = json.dumps({"made_at": clock.now().isoformat(), "results": rows}, ensure_ascii=False, indent=1)
    return Response(
        body, content_type="application/json; charset=utf-8", headers={"Content-Language": language()}
    )


@bp.get("/concours/palmares/photos/<int:entry_id>")
@public
def gallery_photo(entry_id: int) -> Any:
    """The light copy without what a camera writes into it; 404 without consent, and before the results are told."""
    entry = db.session.scalars(queries.get_told_with_photo(entry_id)).unique().one_or_none()
    shown = results.photo_of(entry) if entry is not None else None
    return files.send(shown) if shown is not None else abort(404)
