"""The form without a network: the whole of it on one page, which the browser keeps, and the script that shows it."""

import secrets

from flask import Response as FlaskResponse
from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.questionnaires import bp, filled, filling, opening
from noress.blueprints.questionnaires.present import condition_words
from noress.domain.questionnaires import serving
from noress.domain.questionnaires.rules.answering import definition_of
from noress.web.asking import conditions_of
from noress.web.assets import worker_script
from noress.web.headers import private_page
from noress.web.permissions import public
from noress.web.questionnaires import texts_of


@bp.get("/q/sw.js")
@public
def worker() -> FlaskResponse:
    """Answers for pages under /q/ only: a worker rules over the folder of its address."""
    return worker_script("form-worker.js")


@bp.get("/q/<token>/tout")
@public
def show_whole(token: str) -> BaseResponse:
    """Every part on one page, with the questions that conditions hide, each with its condition in words. The browser
    fetches it without cookies, to keep it: `?lang=` changes nothing but this page."""
    opened = opening.open_form(token, is_copy=True)
    response = opened.response
    if opening.why_locked(opened):
        return private_page(redirect(url_for(".resume", token=token), 303))
    definition = definition_of(response)
    questions = tuple(definition.questions())
    shown = filling.shown_in(token, response, texts_of(questions, response.values, response.unread))
    labels = {question.key: question for question in questions}
    return filling.page(
        "questionnaires/whole.html", response, token=token, answers=shown, key=secrets.token_hex(16),
        form=filling.SendForm(data={"email": response.email}), sections=definition.sections,
        marks={section.key: filled.marks(response, section.questions) for section in definition.sections},
        asked=conditions_of(definition, definition.sections, {}), is_owned=serving.owner_of(response) is not None,
        when={part.key: condition_words(part.condition, labels) for part in (*definition.sections, *questions)},
    )  # fmt: skip
