"""What the script of the form asks while somebody types: saving, sending, and where things stand. Answers JSON."""

import json
from typing import Any

from flask import abort, jsonify, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.questionnaires import bp, filling, opening
from noress.core import clock
from noress.core.contacts import clean_email
from noress.core.errors import RuleError
from noress.core.formats import time_words
from noress.core.i18n import gettext as _
from noress.domain.questionnaires import rules
from noress.domain.questionnaires.filling import asked_of
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.rules.answering import Incomplete, definition_of
from noress.extensions import db
from noress.web.csrf import masked_token
from noress.web.headers import private_page
from noress.web.languages import in_same_language
from noress.web.permissions import public

MOST_MARKS = 20_000


def said(status: int = 200, **values: Any) -> BaseResponse:
    return private_page(jsonify(values), status)


def refused(error: RuleError, **values: Any) -> BaseResponse:
    """The refusal in words; nothing of the request stays."""
    db.session.rollback()
    return said(error.status, error=error.code, message=str(error.message), **values)


@bp.get("/q/<token>/etat")
@public
def standing(token: str) -> BaseResponse:
    """For a page that was opened long ago: a fresh token for its forms, and what the server has."""
    response = opening.open_form(token).response
    return said(csrf_token=masked_token(), version=response.version, number=response.number)


@bp.post("/q/<token>/enregistrer/<section>")
@public
def save_typed(token: str, section: str) -> BaseResponse:
    """Keep what is typed in one part, as often as the network makes the phone repeat it."""
    try:
        response = opening.open_to_change(token).response
    except RuleError as error:
        return refused(error)
    definition = definition_of(response)
    here = definition.section(section)
    if here is None:
        abort(404)
    posted, now = filling.posted_answers(), clock.now()
    questions = filling.questions_posted(here, _asked_in(response, section), posted)
    try:
        saving = rules.save_typed(
            response=response, questions=questions, posted=posted, marks=_marks(), place=section, now=now
        )
    except RuleError as error:
        return refused(error)
    errors = {name: str(why) for name, why in saving.reading.errors.items()}
    asked = _asked_in(response, section)
    stays = bool(asked) and filling.opens_more(asked, questions)
    answer = {
        "saved_at": now.isoformat(), "version": response.version, "before": saving.before, "marks": saving.marks,
        "errors": errors, "text": _("Enregistré à %(time)s", time=time_words(now)),
        "next": in_same_language(
            url_for(".show_section", token=token, section=section) if stays else filling.after(token, response, section)
        ),
    }  # fmt: skip
    db.session.commit()
    return said(**answer)


@bp.post("/q/<token>/envoyer")
@public
def send(token: str) -> BaseResponse:
    """The last sending, once per key; the address of the receipt, or what is missing."""
    opened = opening.open_form(token)
    response = opened.response
    form = filling.SendForm()
    key = request.form.get("key", "")[:40]
    if not key or not form.validate():
        return said(422, error="form", message=_("Vérifiez le courriel du reçu."))
    try:
        rules.submit_response(
            response=response, key=key, version=filling.posted_version(), email=clean_email(form.email.data),
            actor=opening.holder(opened), now=clock.now(),
        )  # fmt: skip
    except Incomplete as error:
        return refused(error, missing=len(error.missing))
    except RuleError as error:
        return refused(error)
    answer = {"number": response.number, "receipt": in_same_language(url_for(".receipt", token=token)),
              "text": _("Envoyé : %(number)s", number=response.number)}  # fmt: skip
    db.session.commit()
    return said(**answer)


def _asked_in(response: Response, section: str) -> tuple[Any, ...]:
    parts = asked_of(definition_of(response), response.values)
    return next((part.questions for part in parts if part.section.key == section), ())


def _marks() -> dict[str, str]:
    """{question: mark} as the page was given them; what is not so counts as none."""
    try:
        marks = json.loads(request.form.get("marks", "{}")[:MOST_MARKS])
    except ValueError:
        return {}
    return {str(key): str(mark) for key, mark in marks.items()} if isinstance(marks, dict) else {}
