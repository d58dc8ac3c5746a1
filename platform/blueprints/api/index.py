"""The door of the API: what it holds, its document for machines, a page for people."""

import json
from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for

from noress.blueprints.api import bp
from noress.core import links
from noress.core.i18n import Translated, language, lazy
from noress.core.i18n import gettext as _
from noress.web import api
from noress.web.api import answers
from noress.web.permissions import public
from noress.web.public_cache import cached_public, kept

LISTS = ("structures", "sessions", "decisions", "hsds_services", "hsds_organizations")


@bp.get("/api/")
@cached_public
@public
def page() -> str:
    """How to use it, with examples."""
    shown = [
        (
            _("Les structures de Tétouan qui parlent de miel"),
            links.to("api.structures", province="01.571", q="miel"),
        ),
        (_("Les dix dernières sessions"), links.to("api.sessions", per_page=10)),
        (_("Les décisions en vigueur, en arabe"), links.to("api.decisions", etat="in_force", lang="ar")),
        (_("Les services, au format Open Referral HSDS"), links.to("api.hsds_services", lang="fr")),
    ]
    return render_template(
        "api/index.html", shown=shown, document_url=links.to("api.document"), most=api.MOST_PER_PAGE
    )


@bp.get("/api/v1/")
@public
def start() -> Any:
    """People are shown their page."""
    if (
        request.accept_mimetypes.best_match(["application/json", "text/html"], "application/json")
        == "text/html"
    ):
        response = redirect(url_for("api.page"))
    else:
        response = _start()
    response.vary.add("Accept")
    return response


@answers(lazy("Ce que l'API contient"), "api", "Index")
def _start() -> dict[str, Any]:
    return {
        "title": _title(), "version": api.VERSION,
        "links": {
            "documentation": links.to("api.page"), "openapi": links.to("api.document"), "hsds": links.to("api.hsds"),
            **{name: links.to(f"api.{name}") for name in LISTS},
        },
    }  # fmt: skip


start.operation = _start.operation  # type: ignore[attr-defined]


@bp.get("/api/v1/openapi.json")
@public
def document() -> Response:
    """OpenAPI 3.1."""
    from noress.blueprints.api.document import describe  # apispec and marshmallow: 5 MB

    def write() -> str:
        return json.dumps(describe(current_app, _title(), links.to("api.start")), ensure_ascii=False)

    response = Response(
        kept(("openapi", language()), write, is_of_database=False), content_type="application/json"
    )
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Accept-Language")
    response.add_etag(weak=True)
    return response.make_conditional(request)  # type: ignore[return-value]


def _title() -> str:
    network = str(Translated(current_app.config["SETTINGS"].network_name))
    return _("Données ouvertes : %(network)s", network=network)
