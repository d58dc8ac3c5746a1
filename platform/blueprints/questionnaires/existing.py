""" "Existe-t-elle déjà ?" without a script: asked at the page after the one that holds the name. What the person says
is known to their browser alone, and changes neither the entry nor the answers."""

from typing import Any

from flask import redirect, request, url_for
from flask import session as cookies
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.questionnaires import bp
from noress.blueprints.questionnaires.opening import open_form
from noress.domain.catalogue.models import CatalogueSource
from noress.domain.catalogue.rules.answers import list_likely
from noress.domain.questionnaires.definition import Section
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.rules.answering import definition_of
from noress.extensions import db
from noress.web.existing import likely_reader, told
from noress.web.headers import private_page
from noress.web.permissions import public

_SAID = "existing_said"
#: answers kept in the cookie, the oldest first out
_MOST = 30
#: said of all entries: one of them is it
_FOUND = 0


def asked_after(response: Response, section: Section) -> dict[str, Any]:
    """What the address of the page that follows holds: that part says how the structure is called."""
    source = db.session.get(CatalogueSource, response.questionnaire_version.questionnaire_id)
    names = set(source.mapping.get("name", [])) if source is not None else set()
    return {"existe": 1} if names & {question.key for question in section.questions} else {}


def shown(response: Response) -> list[dict[str, Any]]:
    """Likely entries of which this person has not said whether they are it."""
    if request.method != "GET" or "existe" not in request.args:
        return []
    said = {structure_id for response_id, structure_id in _said() if response_id == response.id}
    if _FOUND in said:
        return []
    return [
        told(one) for one in list_likely(response, reader=likely_reader()) if one.structure.id not in said
    ]


@bp.post("/q/<token>/existe/<int:structure_id>")
@public
def say_existing(token: str, structure_id: int) -> BaseResponse:
    """It is that one: its page opens. It is another one: the form goes on."""
    response = open_form(token).response
    is_it = request.form.get("says") == "yes"
    cookies[_SAID] = [*_said(), [response.id, _FOUND if is_it else structure_id]][-_MOST:]
    if is_it:
        return private_page(redirect(url_for("catalogue.show", structure_id=structure_id), 303))
    section = definition_of(response).section(request.form.get("section", ""))
    if section is None:
        return private_page(redirect(url_for(".check", token=token, existe=1), 303))
    return private_page(redirect(url_for(".show_section", token=token, section=section.key, existe=1), 303))


def _said() -> list[list[int]]:
    return list(cookies.get(_SAID, []))
