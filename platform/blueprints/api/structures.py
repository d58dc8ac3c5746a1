"""Entries of the catalogue, found and narrowed as on its page."""

from typing import Any
from uuid import UUID

from noress.blueprints.api import bp
from noress.blueprints.api.asks import PAGES, STRUCTURES
from noress.blueprints.api.finding import find, told
from noress.core import links, territories
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.catalogue.listing import ADDRESS, Filters, read_filters
from noress.domain.catalogue.queries import Reader, listing
from noress.domain.exchange import saying
from noress.domain.exchange.queries import count_found
from noress.domain.exchange.saying import Told, Words
from noress.extensions import db
from noress.web import api
from noress.web.api import answers
from noress.web.permissions import public


@bp.get("/api/v1/structures")
@public
@answers(lazy("Les structures du catalogue"), "structures", "Structures", (*STRUCTURES, *PAGES))
def structures(*, asked: dict[str, Any]) -> dict[str, Any]:
    words = Words.read()
    filters = _filters(asked, words)
    found = listing.select_ids(Reader(), filters)
    total = db.session.scalar(count_found(found)) or 0
    size, offset = asked["per_page"], (asked["page"] - 1) * asked["per_page"]
    ids = db.session.scalars(found.limit(size).offset(offset)).all() if offset < total else []
    return api.page_of("structures", [_said(row, words) for row in told(ids)], total, asked)


@bp.get("/api/v1/structures/<int:structure_id>")
@public
@answers(
    lazy("Une structure, par son numéro ou son UUID"),
    "structures",
    "Structure",
    may_be_gone=True,
    also=("uuid",),
)
def structure(structure_id: int) -> dict[str, Any]:
    return _said(find(structure_id, "api.structure", "structure_id"), Words.read())


@bp.get("/api/v1/structures/<uuid:structure_uuid>")
@public
@answers(lazy("Une structure, par son numéro ou son UUID"), "structures", "Structure", is_told=False)
def structure_by_uuid(structure_uuid: UUID) -> dict[str, Any]:
    return _said(find(structure_uuid, "api.structure_by_uuid", "structure_uuid"), Words.read())


def _filters(asked: dict[str, Any], words: Words) -> Filters:
    """As the page reads them; but a code that does not exist is said, not passed over."""
    filters = read_filters(asked, words.vocabulary)
    for key, name in ADDRESS.items():
        is_known = name != "kind" or asked[key] in words.categories
        if asked[key] and not (getattr(filters, name) and is_known):
            api.refuse(key, _("« %(name)s » : ce code n'existe pas.", name=key))
    commune = territories.get(filters.commune)
    if commune and filters.province:
        city = territories.get(commune.parent) if commune.level == "arrondissement" else commune
        if city and city.parent != filters.province:
            api.refuse("commune", _("Cette commune n'est pas dans cette préfecture ou province."))
    return filters


def _said(row: Told, words: Words) -> dict[str, Any]:
    return saying.as_object(row, words, lambda key: links.to("catalogue.show", structure_id=key))
