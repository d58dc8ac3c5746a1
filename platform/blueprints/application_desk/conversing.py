"""The thread with the structure."""

from typing import Any, NamedTuple

from flask import abort, render_template, request

from noress.blueprints.application_desk import bp, present
from noress.blueprints.application_desk.forms import MessageForm
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language, lazy
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import Application, ApplicationMessage
from noress.domain.applications.queries import desk, desk_file
from noress.domain.applications.rules import correcting, messaging
from noress.domain.files.models import StoredFile
from noress.domain.files.rules import ACCEPTED
from noress.extensions import db
from noress.web import acting, files
from noress.web.drafts import draft_form
from noress.web.permissions import permission
from noress.web.submitting import attempt


class Model(NamedTuple):
    """A text to begin from, in the structure's language."""

    key: str
    label: Any
    text: Any


MODELS = (
    Model("recu", lazy("Bien reçu"), lazy(
        "Bonjour,\n\nNous avons bien reçu votre candidature. Nous la lisons et revenons vers vous.\n\nLe secrétariat permanent")),
    Model("question", lazy("Une question"), lazy(
        "Bonjour,\n\nEn lisant votre candidature, une question se pose :\n\n\n\nPouvez-vous nous répondre ici ?\n\nLe secrétariat permanent")),
    Model("papier", lazy("Un papier illisible"), lazy(
        "Bonjour,\n\nUn des papiers joints ne se lit pas bien. Pouvez-vous en envoyer une photo plus nette ?\n\nLe secrétariat permanent")),
    Model("rappel", lazy("Un rappel"), lazy(
        "Bonjour,\n\nNous attendons encore votre réponse pour continuer. Si quelque chose vous bloque, dites-le-nous ici.\n\nLe secrétariat permanent")),
)  # fmt: skip


@bp.route("/candidatures/<int:application_id>/echanges", methods=["GET", "POST"])
@permission(P.APPLICATION_HANDLE, loads=Application)
def thread(application: Application) -> Any:
    """Both sides read the same; what waits for an answer says so on both."""
    form = draft_form(MessageForm)
    model = next((one for one in MODELS if one.key == request.args.get("modele")), None)
    if model is not None and request.method == "GET" and not form.text.data:
        with in_language(application.language):
            form.text.data = str(model.text)
    tried = attempt(form, lambda: _write(application, form))
    if tried.status:
        page = render_template(
            "application_desk/thread.html", application=application, form=form, models=MODELS, accepted=ACCEPTED,
            refused=db.session.scalars(desk.list_refused_mails(), {"application": application.id}).all(),
            messages=db.session.scalars(desk_file.list_messages(application.id)).all(), readers=correcting.readers(application),
        )  # fmt: skip
        return page, tried.status
    return present.done(
        application, _("Votre message est parti. La structure le reçoit aussi par courriel."), ".thread"
    )


def _write(application: Application, form: MessageForm) -> ApplicationMessage:
    return messaging.write_message(
        application=application, text=form.text.data or "", file=_kept(form), awaits_answer=form.awaits_answer.data,
        **acting.doing(),
    )  # fmt: skip


def _kept(form: MessageForm) -> StoredFile | None:
    return files.take_upload(form.file.data, actor=acting.actor(), now=clock.now())


@bp.get("/candidatures/<int:application_id>/echanges/<int:message_id>/fichier")
@permission(P.APPLICATION_READ, loads=Application)
def message_file(application: Application, message_id: int) -> Any:
    found = db.session.get(ApplicationMessage, message_id)
    if found is None or found.application_id != application.id or found.file is None:
        abort(404)
    return files.send(found.file)
