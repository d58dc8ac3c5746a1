"""The catalogue as an Open Referral HSDS 3.0 feed, in the language of `?lang=`."""

from typing import Any
from uuid import UUID

from flask import abort

from noress.blueprints.api import bp, hsds_shape
from noress.blueprints.api.asks import PAGES
from noress.blueprints.api.finding import find, told
from noress.core import links
from noress.core.i18n import lazy
from noress.domain.catalogue.facets import count_bits
from noress.domain.catalogue.listing import Filters
from noress.domain.catalogue.models import Facet
from noress.domain.catalogue.queries import Reader, listing, open_data
from noress.domain.exchange.saying import Words
from noress.extensions import db
from noress.web.api import answers
from noress.web.permissions import public
from noress.web.public_cache import kept
from noress.web.row_ids import LARGEST

#: where the specification stands
_PROFILE = "https://docs.openreferral.org/en/3.0/"


@bp.get("/api/v1/hsds/")
@public
@answers(lazy("Ce que cette source suit"), "hsds", "HsdsAbout")
def hsds() -> dict[str, Any]:
    return {"version": "3.0", "profile": _PROFILE, "openapi_url": links.to("api.document")}


@bp.get("/api/v1/hsds/organizations")
@public
@answers(lazy("Les structures, comme organisations"), "hsds", "HsdsOrganizations", PAGES)
def hsds_organizations(*, asked: dict[str, Any]) -> dict[str, Any]:
    total = db.session.scalar(open_data.count_open()) or 0
    size, offset = asked["per_page"], (asked["page"] - 1) * asked["per_page"]
    ids = (
        db.session.scalars(open_data.list_open_ids().limit(size).offset(offset)).all()
        if offset < total
        else []
    )
    words = Words.read()
    return _page([hsds_shape.organization(row, words) for row in told(ids)], total, asked)


@bp.get("/api/v1/hsds/organizations/<uuid:structure_uuid>")
@public
@answers(lazy("Une organisation"), "hsds", "HsdsOrganization", may_be_gone=True)
def hsds_organization(structure_uuid: UUID) -> dict[str, Any]:
    found = find(structure_uuid, "api.hsds_organization", "structure_uuid")
    return hsds_shape.organization(found, Words.read())


@bp.get("/api/v1/hsds/services")
@public
@answers(lazy("Les services, un par structure et par sorte"), "hsds", "HsdsServices", PAGES)
def hsds_services(*, asked: dict[str, Any]) -> dict[str, Any]:
    """One word after the other, and within it the entries that offer it: how many each has is counted once until a
    commit changes the catalogue, so that a page reads its own entries only."""
    counts: list[tuple[str, int, int]] = kept("api services", _count)
    total = sum(count for _code, _bit, count in counts)
    start, end = (asked["page"] - 1) * asked["per_page"], asked["page"] * asked["per_page"]
    wanted: list[tuple[str, int]] = []
    before = 0
    for code, bit, count in counts:
        first, last = max(start - before, 0), min(end - before, count)
        if first < last:
            query = open_data.list_ids_with(bit).limit(last - first).offset(first)
            wanted += [(code, key) for key in db.session.scalars(query)]
        before += count
    words = Words.read()
    rows = {row.id: row for row in told(sorted({key for _code, key in wanted}))}
    found = []
    for code, key in wanted:
        row, term = rows.get(key), words.vocabulary.get(Facet.SERVICE, code)
        if row is not None and term is not None and code in (row.values.get("services") or ()):
            found.append(hsds_shape.service(row, term, words, is_whole=False))
    return _page(found, total, asked)


@bp.get("/api/v1/hsds/services/<uuid:service_uuid>")
@public
@answers(lazy("Un service"), "hsds", "HsdsService")
def hsds_service(service_uuid: UUID) -> dict[str, Any]:
    entry, word = hsds_shape.read_service_id(service_uuid)
    rows = told([entry]) if entry <= LARGEST else []
    words = Words.read()
    term = next(
        (term for term in words.vocabulary.terms if term.id == word and term.facet is Facet.SERVICE), None
    )
    if not rows or term is None or term.code not in (rows[0].values.get("services") or ()):
        abort(404)
    if hsds_shape.service_id(entry, rows[0].uuid, word) != str(service_uuid):
        abort(404)
    return hsds_shape.service(rows[0], term, words)


def _count() -> list[tuple[str, int, int]]:
    """(code, bit, how many entries offer it), in the order of bits."""
    columns, _stamp = listing.read_counted(Reader(), Filters())
    counts = count_bits(columns.services)
    terms = db.session.execute(open_data.list_services()).all()
    return [(code, bit, counts[bit] if bit < len(counts) else 0) for code, bit in terms]


def _page(contents: list[dict[str, Any]], total: int, asked: dict[str, Any]) -> dict[str, Any]:
    pages = max(1, -(-total // asked["per_page"]))
    return {
        "total_items": total, "total_pages": pages, "page_number": asked["page"], "size": len(contents),
        "first_page": asked["page"] == 1, "last_page": asked["page"] >= pages, "empty": not contents,
        "contents": contents,
    }  # fmt: skip
