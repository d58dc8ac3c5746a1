"""What other sites show of the catalogue: the list, its points, and the lines to copy there."""

from typing import Any

from flask import Response, abort, current_app, g, render_template, request, send_file

from noress.blueprints.catalogue import bp, present, reading
from noress.core import paging
from noress.core.i18n import gettext as _
from noress.core.i18n import language
from noress.core.links import to as external_url
from noress.domain.catalogue.listing import write_filters
from noress.domain.catalogue.queries import Reader
from noress.web.headers import CSP
from noress.web.maps import allow_tiles, catalogue_map
from noress.web.permissions import public
from noress.web.public_cache import brings_stamp, cached_public

#: of a frame, which is often small
PER_PAGE = 10


@bp.get("/catalogue/encart")
@cached_public
@public
@brings_stamp
def embed() -> str:
    """The list without our menus, always as visitors read it: it stands in a page of somebody else."""
    filters = reading.asked()
    number = paging.page_number(request.args.get("page"))
    page, _facets = reading.read_list(Reader(), filters, number, per_page=PER_PAGE)
    page.items = present.lines(page.items)
    return render_template(
        "catalogue/embed.html", page=page, chips=present.chips(filters), hidden={**present.hidden(filters), **_view()},
        filters=filters, map=catalogue_map(present.address(filters, "catalogue.points")), opens_map=bool(_view()),
        whole_url=present.address(filters),
    )  # fmt: skip


def _view() -> dict[str, str]:
    return {"vue": "carte"} if request.args.get("vue") == "carte" else {}


@bp.get("/catalogue/integrer")
@cached_public
@public
@brings_stamp
def integrate() -> str:
    """The lines to copy into another site for the list as it is narrowed now."""
    filters = reading.asked()
    query = {**write_filters(filters), "lang": language()}
    return render_template(
        "catalogue/integrate.html", chips=present.chips(filters), back_url=present.address(filters),
        list_code=_frame(external_url("catalogue.embed", **query)),
        map_code=_frame(external_url("catalogue.embed", **query, vue="carte")),
    )  # fmt: skip


def _frame(address: str) -> str:
    address = address.replace("&", "&amp;").replace('"', "%22")
    title = _("Catalogue des acteurs")
    return f'<iframe src="{address}" title="{title}" width="100%" height="700" loading="lazy"></iframe>'


@bp.get("/catalogue/limites.geojson")
@public
def boundary() -> Response:
    """The boundary that the operator supplied; without one the map draws none."""
    path = current_app.config["SETTINGS"].map_boundary_file
    if not path:
        abort(404)
    return send_file(path, mimetype="application/geo+json", conditional=True, max_age=3600)


@bp.after_request
def may_be_framed(response: Any) -> Any:
    """By any site: it reads no cookie and changes nothing."""
    if request.endpoint == "catalogue.embed":
        images = f" {g.image_origin}" if "image_origin" in g else ""
        policy = CSP.format(images=images).replace("frame-ancestors 'none'", "frame-ancestors *")
        response.headers["Content-Security-Policy"] = policy
    return response


@bp.before_request
def may_load_tiles() -> None:
    if request.endpoint in {"catalogue.index", "catalogue.embed"}:
        allow_tiles()
