"""Comments among those who work on an application; the desk never reads them."""

from typing import Any

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms import SelectField

from noress.blueprints.applying import bp
from noress.blueprints.applying.opening import page
from noress.core import clock
from noress.core.i18n import lazy
from noress.domain.applications.models import ApplicationComment, ApplicationPerson
from noress.domain.applications.queries import applying as queries
from noress.domain.applications.rules import commenting as rules
from noress.domain.applications.standing import response_of
from noress.domain.applications.wording import wording_of
from noress.domain.questionnaires.filling import asked_of
from noress.domain.questionnaires.rules.answering import definition_of
from noress.extensions import db
from noress.web.application_links import open_link
from noress.web.forms import BaseForm, long_text
from noress.web.headers import private_page
from noress.web.permissions import public
from noress.web.submitting import attempt


class CommentForm(BaseForm):
    question = SelectField(lazy("À propos de"), choices=[])
    text = long_text(lazy("Votre commentaire"), required=True, limit=rules.MOST_LETTERS)


@bp.route("/candidature/<token>/commentaires", methods=["GET", "POST"])
@public
def comments(token: str) -> BaseResponse:
    person = open_link(token)
    labels = _labels(person)
    form = CommentForm(data={"question": request.args.get("question", "")})
    form.question.choices = [("", str(wording_of(person.application.call).whole)), *labels.items()]
    tried = attempt(
        form,
        lambda: rules.add_comment(
            person=person, text=form.text.data or "", question=form.question.data, now=clock.now()
        ),
    )
    if tried.status:
        person = open_link(token)
        rows = list(db.session.scalars(queries.list_comments(person.application_id)))
        return page(
            "applying/comments.html", token, person, tried.status, form=form, comments=rows, labels=labels
        )
    made = f"commentaire-{tried.made.id}"
    db.session.commit()
    return private_page(redirect(url_for(".comments", token=token, _anchor=made), 303))


def _labels(person: ApplicationPerson) -> dict[str, str]:
    """{key: question} of what is asked now."""
    response = response_of(person.application)
    if response is None:
        return {}
    parts: Any = asked_of(definition_of(response), response.values)
    return {question.key: str(question.label) for part in parts for question in part.questions}


@bp.post("/candidature/<token>/commentaires/<int:comment_id>/regler")
@public
def settle(token: str, comment_id: int) -> BaseResponse:
    person = open_link(token)
    comment = db.session.get(ApplicationComment, comment_id)
    if comment is None or comment.application_id != person.application_id:
        abort(404)
    rules.settle_comment(comment=comment, person=person, now=clock.now())
    db.session.commit()
    return private_page(redirect(url_for(".comments", token=token), 303))
