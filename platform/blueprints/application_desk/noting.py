"""What the desk keeps to itself: notes and labels."""

from typing import Any

from flask import abort, render_template

from noress.blueprints.application_desk import bp, present
from noress.blueprints.application_desk.forms import LabelsForm, NoteForm
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import Application, ApplicationNote
from noress.domain.applications.queries import desk_file
from noress.domain.applications.rules import noting
from noress.extensions import db
from noress.web import acting
from noress.web.drafts import draft_form
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/candidatures/<int:application_id>/notes", methods=["GET", "POST"])
@permission(P.APPLICATION_HANDLE, loads=Application)
def notes(application: Application) -> Any:
    """Read at the desk alone."""
    form = draft_form(NoteForm)
    tried = attempt(
        form, lambda: noting.write_note(application=application, text=form.text.data or "", **acting.doing())
    )
    if tried.status:
        page = render_template(
            "application_desk/notes.html", application=application, form=form, me=acting.actor().person_id,
            notes=db.session.scalars(desk_file.list_notes(application.id)).all(),
        )  # fmt: skip
        return page, tried.status
    return present.done(
        application, _("La note est gardée. Seul le bureau des candidatures la lit."), ".notes"
    )


@bp.post("/candidatures/<int:application_id>/notes/<int:note_id>/retirer")
@permission(P.APPLICATION_HANDLE, loads=Application)
def remove_note(application: Application, note_id: int) -> Any:
    note = db.session.get(ApplicationNote, note_id)
    if note is None or note.application_id != application.id:
        abort(404)
    noting.remove_note(application=application, note=note, **acting.doing())
    return present.done(application, _("La note est retirée."), ".notes")


@bp.route("/candidatures/<int:application_id>/etiquettes", methods=["GET", "POST"])
@permission(P.APPLICATION_HANDLE, loads=Application)
def labels(application: Application) -> Any:
    """Words that sort files, written as one likes."""
    form = LabelsForm(data={"version": application.version, "labels": ", ".join(application.labels)})
    tried = attempt(
        form,
        lambda: noting.set_labels(
            application=application, labels=(form.labels.data or "").replace("،", ",").split(","),
            version=form.version.data, **acting.doing(),
        ),
        stored=present.stored(application, "labels"),
    )  # fmt: skip
    if tried.status:
        page = render_template(
            "application_desk/labels.html", application=application, form=form, stale=tried.stale
        )
        return page, tried.status
    return present.done(application, _("Les étiquettes sont enregistrées."))
