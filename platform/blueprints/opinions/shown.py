"""Opinions that are not confidential, for those who work on the application. Nobody's name."""

from pathlib import PurePath
from typing import Any

from flask import abort, render_template
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.opinions import bp
from noress.domain.applications.links import find_person
from noress.domain.applications.models import ApplicationPerson, Opinion
from noress.domain.applications.queries import opinions as queries
from noress.extensions import db
from noress.web import files
from noress.web.headers import private_page
from noress.web.permissions import public


@bp.get("/candidature/<token>/avis")
@public
def shown(token: str) -> BaseResponse:
    person = _person(token)
    page = render_template(
        "opinions/shown.html", application=person.application, opinions=_list(person), token=token
    )
    return private_page(page)


@bp.get("/candidature/<token>/avis/<int:opinion_id>/fichier")
@public
def shown_attachment(token: str, opinion_id: int) -> BaseResponse:
    found = next((one for one in _list(_person(token)) if one.id == opinion_id), None)
    if found is None or found.file is None:
        abort(404)
    answer = files.send(found.file)
    name = f"avis-{found.application.number}{PurePath(found.file.name).suffix}"  # as it was sent, it may bear theirs
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return private_page(answer)


def _person(token: str) -> ApplicationPerson:
    person: Any = find_person(token)
    if person is None:
        abort(404)
    return person


def _list(person: ApplicationPerson) -> list[Opinion]:
    return list(db.session.scalars(queries.list_shown(person.application_id)))
