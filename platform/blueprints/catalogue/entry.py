"""The page of an entry, and what machines read of it."""

from collections.abc import Iterator
from datetime import date
from heapq import nsmallest
from math import asin, cos, radians, sin, sqrt
from typing import Any, NamedTuple

from flask import Response, abort, current_app, redirect, render_template, url_for
from markupsafe import Markup

from noress.blueprints.catalogue import bp, linked, present
from noress.blueprints.catalogue.shown import sections_of
from noress.core import clock
from noress.core.i18n import Translated, language
from noress.core.links import to as external_url
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue import policy
from noress.domain.catalogue.audience import audiences, visible_values
from noress.domain.catalogue.models import (
    FOR_ALL,
    FOR_MEMBERS,
    Facet,
    HiddenBecause,
    Structure,
    StructureState,
)
from noress.domain.catalogue.queries import listing, pages
from noress.domain.questionnaires.definition import Visibility
from noress.extensions import db
from noress.web import vocabulary as words
from noress.web.identity import current_actor
from noress.web.permissions import public, send_to_sign_in
from noress.web.public_cache import brings_stamp, cached_public

#: entries shown beside this one
_MOST_NEAR, _MOST_ALIKE = 5, 5
_EARTH_KM = 6371.0
#: merged into one that was merged too, and so on
_MOST_STEPS = 10
Point = tuple[float, float]


class Label(NamedTuple):
    """A label that somebody gives it."""

    given_on: date
    term: Translated
    institution_id: int
    institution: Translated

    @classmethod
    def of(cls, row: list[Any]) -> "Label":
        given_on, _key, term, institution_id, institution = row
        return cls(date.fromisoformat(given_on), Translated(term), institution_id, Translated(institution))


@bp.get("/catalogue/<int:structure_id>")
@cached_public
@public
@brings_stamp
def show(structure_id: int) -> Any:
    """Everything that this reader may know of it."""
    vocabulary, kinds = words.read()
    actor = current_actor()
    structure, elsewhere = _find(structure_id, actor)
    if elsewhere is not None:
        return elsewhere
    values = visible_values(structure, audiences(actor, structure))
    today = clock.today()
    reads_all = structure.listed == FOR_ALL
    return render_template(
        "catalogue/show.html", structure=structure, values=values,
        sections=sections_of(structure, values, vocabulary),
        place=present.place_of(values.get("commune"), values.get("province"), language()),
        confirmed=present.confirmed_words(structure.confirmed_on, language()),
        is_confirmed=not present.is_grey(structure, today), for_members=structure.listed == FOR_MEMBERS,
        kind=kinds.get(structure.kind_code or ""), **_beside(structure, values, actor, today),
        hides_contact=not any(values.get(name) for name in ("phone", "email")),
        address=external_url("catalogue.show", structure_id=structure.id) if reads_all else None,
        linked=_as_script(_linked(structure, vocabulary)) if reads_all else None,
        panels=_panels(actor, structure), ask_url=_url("guidance.ask", structure), report_url=_url("upkeep.report", structure),
    )  # fmt: skip


@bp.get("/catalogue/<int:structure_id>.jsonld")
@cached_public
@public
@brings_stamp
def as_jsonld(structure_id: int) -> Any:
    """The same in the words of schema.org and ESSglobal: what everybody reads, nothing else."""
    vocabulary, _kinds = words.read()
    structure, elsewhere = _find(structure_id, None)
    if elsewhere is not None:
        return elsewhere
    return Response(linked.dump(_linked(structure, vocabulary)), mimetype="application/ld+json")


def _find(structure_id: int, actor: Actor | None) -> tuple[Structure, Any]:
    """The entry, or what is answered instead of it."""
    found = pages.read_page(structure_id)
    structure = found
    for _step in range(_MOST_STEPS):
        if (
            structure is None
            or structure.state is not StructureState.MERGED
            or structure.merged_into_id is None
        ):
            break
        structure = pages.read_page(structure.merged_into_id)
    if structure is None:
        abort(404)
    if not policy.can_see(actor, structure):
        return structure, _refuse(structure, actor)
    if structure is not found:
        return structure, redirect(url_for("catalogue.show", structure_id=structure.id), 301)
    return structure, None


def _refuse(structure: Structure, actor: Actor | None) -> Any:
    """Unknown to this reader; or no longer there, for those who may have known it."""
    if actor is None and structure.listed == FOR_MEMBERS:
        return send_to_sign_in()
    was_public = structure.is_open and structure.published_at is not None
    if was_public and structure.hidden_because in (HiddenBecause.GONE, HiddenBecause.OPPOSED):
        return render_template("catalogue/gone.html"), 410
    return abort(404)


def _url(endpoint: str, structure: Structure) -> str | None:
    return url_for(endpoint, structure_id=structure.id) if endpoint in current_app.view_functions else None


def _panels(actor: Actor | None, structure: Structure) -> list[Any]:
    """What other parts of the site show of it to signed-in people: one page for all visitors."""
    if actor is None:
        return []
    offered = current_app.extensions.get("structure_panels", [])
    row = db.session.scalars(pages.get_page(structure.id)).one()
    return [Markup(html) for html in (panel(actor, row) for panel in offered) if html]  # noqa: S704 -- templates of ours


def _linked(structure: Structure, vocabulary: Any) -> dict[str, Any]:
    values = visible_values(structure, frozenset({Visibility.PUBLIC}))
    return linked.describe(
        structure, values, vocabulary, external_url("catalogue.show", structure_id=structure.id)
    )


def _as_script(described: dict[str, Any]) -> Markup:
    """JSON that ends no element."""
    text = linked.dump(described).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(text)  # noqa: S704 -- nothing of it opens or ends an element


# --- beside it ---------------------------------------------------------------------------------------


def _beside(structure: Structure, values: dict[str, Any], actor: Actor | None, today: date) -> dict[str, Any]:
    """Its labels; the nearest, (line, kilometres); those of its province that do the same."""
    sectors = words.read()[0].mask(Facet.SECTOR, structure.detail.values.get("sectors") or [])
    has_point = bool(values.get("point")) and structure.latitude is not None
    found = pages.read_beside(
        structure, policy.reader_of(actor), has_point=has_point, sectors=sectors, today=today
    )
    here = (structure.latitude or 0.0, structure.longitude or 0.0)
    near = nsmallest(_MOST_NEAR, ((_kilometres(here, (lat, lon)), key) for key, lat, lon in found.near))
    alike = [key for _shared, key in nsmallest(_MOST_ALIKE, _shared(structure, sectors, found.alike))]
    keys = list({key for _far, key in near} | set(alike))
    lines = {line.id: line for line in present.lines(listing.read_these(keys))} if keys else {}
    return {
        "labels": _labels(found.labels),
        "near": [(lines[key], far) for far, key in near if key in lines],
        "alike": [lines[key] for key in alike if key in lines],
    }


def _labels(rows: list[list[Any]]) -> list[Label]:
    """The latest first."""
    found = [Label.of(row) for row in sorted(rows, key=lambda row: row[1])]
    return sorted(found, key=lambda label: label.given_on, reverse=True)


def _shared(structure: Structure, sectors: int, rows: list[list[Any]]) -> Iterator[tuple[int, int]]:
    """(sectors and services in common, negative; id)."""
    services = structure.services
    return (
        (-(tags & sectors).bit_count() - (offered & services).bit_count(), key) for key, tags, offered in rows
    )


def _kilometres(one: Point, other: Point) -> float:
    (lat1, lon1), (lat2, lon2) = ((radians(lat), radians(lon)) for lat, lon in (one, other))
    part = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(part))
