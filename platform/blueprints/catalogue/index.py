"""The list: searched, narrowed, in pages; its points for the map."""

from typing import Any

from flask import jsonify, render_template, request

from noress.blueprints.catalogue import bp, present, reading
from noress.core import paging
from noress.core.i18n import language
from noress.domain.catalogue import policy
from noress.domain.catalogue.queries import listing, pages
from noress.extensions import db
from noress.web.identity import current_actor
from noress.web.languages import asked_language
from noress.web.maps import catalogue_map
from noress.web.permissions import public
from noress.web.public_cache import brings_stamp, cached_public

#: a map shows at most so many
MOST_POINTS = 5_000


@bp.get("/catalogue/")
@cached_public
@public
@brings_stamp
def index() -> str:
    """Who does what, and where: the best match first when words are looked for, else by name."""
    filters = reading.asked()
    reader = policy.reader_of(current_actor())
    page, facets = reading.read_list(reader, filters, paging.page_number(request.args.get("page")))
    page.items = present.lines(page.items)
    return render_template(
        "catalogue/index.html", page=page, filters=filters, groups=present.groups(filters, facets),
        chips=present.chips(filters), sorts=present.sorts(filters), hidden=present.hidden(filters),
        map=catalogue_map(present.address(filters, "catalogue.points")),
        integrate_url=present.address(filters, "catalogue.integrate"), files=present.files(filters),
        chosen=present.count_chosen(filters), asked_lang=asked_language() or None,
    )  # fmt: skip


@bp.get("/catalogue/carte.json")
@cached_public
@public
@brings_stamp
def points() -> Any:
    """[id, name, latitude, longitude] of what the list finds, for those who let this reader see their point."""
    filters = reading.asked()
    reader = policy.reader_of(current_actor())
    read_by = pages.readers_of_points(is_member=reader.is_member)
    query = pages.list_points(listing.select_ids(reader, filters), MOST_POINTS, read_by)
    spoken = language()
    found = [
        [key, name.pick(spoken)[1], latitude, longitude]
        for key, name, latitude, longitude in db.session.execute(query)
    ]
    total = reading.read_list(reader, filters, 1)[1].total
    return jsonify(points=found, total=total, most=MOST_POINTS)
