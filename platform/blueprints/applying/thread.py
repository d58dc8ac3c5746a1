"""The thread with the secretariat, on the structure's side."""

from flask import abort, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms import FileField

from noress.blueprints.applying import bp
from noress.blueprints.applying.opening import page
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.applications.links import actor_of
from noress.domain.applications.models import ApplicationMessage, ApplicationPerson
from noress.domain.applications.queries import applying as queries
from noress.domain.applications.rules.messaging import write_message
from noress.extensions import db
from noress.web import files
from noress.web.application_links import open_link
from noress.web.flashes import say
from noress.web.forms import BaseForm, long_text
from noress.web.headers import private_page
from noress.web.permissions import public
from noress.web.submitting import attempt


class MessageForm(BaseForm):
    text = long_text(lazy("Votre message"), required=True, limit=3000)
    file = FileField(lazy("Joindre un fichier"))


@bp.route("/candidature/<token>/messages", methods=["GET", "POST"])
@public
def thread(token: str) -> BaseResponse:
    person = open_link(token)
    form = MessageForm()
    tried = attempt(form, lambda: _write(person, form))
    if tried.status:
        person = open_link(token)
        rows = list(db.session.scalars(queries.list_messages(person.application_id)))
        waiting = next((row for row in reversed(rows) if row.awaits_answer and row.answered_at is None), None)
        return page(
            "applying/thread.html", token, person, tried.status, form=form, messages=rows, waiting=waiting
        )
    say(_("Votre message est envoyé au secrétariat."))
    db.session.commit()
    return private_page(redirect(url_for(".thread", token=token), 303))


def _write(person: ApplicationPerson, form: MessageForm) -> ApplicationMessage:
    now = clock.now()
    file = files.take_upload(form.file.data, actor=actor_of(person), now=now)
    return write_message(
        application=person.application, text=form.text.data or "", file=file, person=person, now=now
    )


@bp.get("/candidature/<token>/messages/<int:message_id>/fichier")
@public
def message_file(token: str, message_id: int) -> BaseResponse:
    person = open_link(token)
    found = db.session.scalars(queries.get_message_with_file(person.application_id, message_id)).one_or_none()
    if found is None or found.file is None:
        abort(404)
    return private_page(files.send(found.file))
