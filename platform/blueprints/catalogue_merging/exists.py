""" "Existe-t-elle déjà ?": entries that may be the structure that somebody is writing down. A script asks while one
types; without it, the same address is a page."""

from typing import Any

from flask import jsonify, make_response, render_template, request, url_for

from noress.blueprints.catalogue_merging import bp
from noress.blueprints.catalogue_merging.forms import ExistsForm
from noress.blueprints.catalogue_merging.present import place_of
from noress.core import formats, territories
from noress.core.contacts import phone_key
from noress.core.i18n import DIRECTION, HTML_LANG
from noress.core.i18n import gettext as _
from noress.domain.catalogue.likeness import Likely, find_likely
from noress.domain.catalogue.models import CatalogueSource
from noress.domain.catalogue.policy import reader_of
from noress.extensions import db
from noress.web.identity import current_actor
from noress.web.languages import in_same_language
from noress.web.permissions import is_script, public

#: letters that are read of what is typed
_MOST = 300


@bp.get("/catalogue/existe")
@public
def exists() -> Any:
    """Name, place and link of entries that may be the one; a visitor is told of those that everybody may read."""
    values = _typed()
    actor = current_actor()
    sees_all = actor is not None and actor.is_secretariat
    found = find_likely(values, reader=None if sees_all else reader_of(actor)) if values else []
    if is_script():
        response = jsonify(
            question=_("Existe-t-elle déjà ?"), yes=_("C'est elle"), no=_("Ce n'est pas elle"),
            found=[_told(likely, sees_all=sees_all) for likely in found],
        )  # fmt: skip
    else:
        response = make_response(
            render_template(
                "catalogue_merging/exists.html", found=[_told(likely, sees_all=sees_all) for likely in found],
                asked=values, form=ExistsForm(request.args),
            )
        )  # fmt: skip
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


def _told(likely: Likely, *, sees_all: bool) -> dict[str, Any]:
    structure = likely.structure
    language, name = structure.name.pick()
    told = {
        "id": structure.id, "name": name, "lang": HTML_LANG[language], "dir": DIRECTION[language],
        "place": place_of(structure), "url": url_for("catalogue.show", structure_id=structure.id),
        "why": formats.listed(reason.label for reason in likely.reasons),
    }  # fmt: skip
    return {**told, "state": str(structure.state.label)} if sees_all else told
