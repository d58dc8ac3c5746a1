""" "Existe-t-elle déjà ?": entries that may be the structure that somebody is writing down. A script asks while one
types; without it, the same address is a page."""

from typing import Any

from flask import jsonify, make_response, render_template, request, url_for

from noress.blueprints.catalogue_merging import bp
from noress.blueprints.catalogue_merging.forms import ExistsForm
from noress.core import territories
from noress.core.contacts import phone_key
from noress.core.i18n import gettext as _
from noress.domain.catalogue.likeness import find_likely
from noress.domain.catalogue.models import CatalogueSource
from noress.extensions import db
from noress.web.existing import likely_reader, told
from noress.web.languages import in_same_language
from noress.web.permissions import is_script, public

#: letters that are read of what is typed
_MOST = 300


@bp.get("/catalogue/existe")
@public
def exists() -> Any:
    """Name, place and link of entries that may be the one; a visitor is told of those that everybody may read."""
    values = _typed()
    found = [told(likely) for likely in find_likely(values, reader=likely_reader())] if values else []
    if is_script():
        response = jsonify(
            question=_("Existe-t-elle déjà ?"), yes=_("C'est elle"), no=_("Ce n'est pas elle"),
            found=found,
        )  # fmt: skip
    else:
        response = make_response(
            render_template(
                "catalogue_merging/exists.html", found=found, asked=values, form=ExistsForm(request.args)
            )
        )
    response.headers["Cache-Control"] = "private, no-store"  # what somebody types
    response.vary.add("Accept")
    return response


@bp.get("/catalogue/existe/questions/<int:questionnaire_id>")
@public
def questions(questionnaire_id: int) -> Any:
    """Which inputs of a questionnaire that fills the catalogue hold what is looked for; none for another one. No
    telephone: what somebody types for their own form stands in no address."""
    source = db.session.get(CatalogueSource, questionnaire_id)
    mapping = source.mapping if source else {}
    fields = {word: mapping.get(name, []) for word, name in _ASKED.items()}
    response = jsonify(
        ask=in_same_language(url_for(".exists")),
        fields={word: [f"q.{key}" for key in keys] for word, keys in fields.items() if keys},
    )
    response.headers["Cache-Control"] = "public, max-age=600"
    return response


_ASKED = {"nom": "name", "province": "province", "commune": "commune"}


def _typed() -> dict[str, Any]:
    """What can be looked for; what is not a place or a telephone of ours is as if it were not there."""
    args = {key: (request.args.get(key) or "").replace("\x00", "").strip()[:_MOST] for key in request.args}
    values: dict[str, Any] = {}
    if names := [name for key in ("nom", "nom_ar") if len(name := args.get(key, "")) > 2]:
        values["name"] = dict(enumerate(names))
    commune = territories.get(args.get("commune", ""))
    if commune is not None and commune.level in {"commune", "arrondissement"}:
        values["commune"] = commune.code
        values["province"] = _province_of(commune)
    elif territories.get(args.get("province", ""), "province"):
        values["province"] = args["province"]
    if phone_key(args.get("telephone")):
        values["phone"] = args["telephone"]
    if "@" in args.get("courriel", ""):
        values["email"] = args["courriel"]
    return values if values.keys() & {"name", "phone", "email"} else {}


def _province_of(place: territories.Territory) -> str | None:
    found: territories.Territory | None = place
    while found is not None and found.level != "province":
        found = territories.get(found.parent)
    return found.code if found else None
