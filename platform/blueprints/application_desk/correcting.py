"""Correction requests: asked, and taken back."""

from typing import Any

from flask import abort, render_template

from noress.blueprints.application_desk import bp, present
from noress.blueprints.application_desk.forms import CorrectionForm, VersionForm
from noress.core import clock
from noress.core.formats import date_words
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.applications import reading
from noress.domain.applications.models import Application
from noress.domain.applications.rules import correcting
from noress.domain.applications.taking import last_sending
from noress.web import acting
from noress.web.drafts import draft_form
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/candidatures/<int:application_id>/correction", methods=["GET", "POST"])
@permission(P.APPLICATION_HANDLE, loads=Application)
def correct(application: Application) -> Any:
    """After a page that says who is written to and how long they have."""
    response = application.response
    if response is None or response.answers is None:
        abort(404)
    form = draft_form(
        CorrectionForm, data={"version": application.version, "seen": last_sending(application)}
    )
    said = [(one.key, one.label) for _key, _title, lines in reading.parts_of(response) for one in lines]
    form.questions.choices = [(key, str(label)) for key, label in said] + [
        (one.key, str(one.label)) for one in reading.papers_of(response)
    ]
    tried = attempt(
        form,
        lambda: correcting.ask_correction(
            application=application, kind=form.kind.data, questions=form.questions.data or [], reason=form.reason.data or "",
            version=form.version.data, seen=form.seen.data, **acting.doing(),
        ),
        stored=present.stored(application),
    )  # fmt: skip
    if tried.status:
        present.show_anew(form, application, tried)
        page = render_template(
            "application_desk/correct.html", application=application, form=form, stale=tried.stale,
            readers=correcting.readers(application),
        )  # fmt: skip
        return page, tried.status
    until = date_words(tried.made.due_at)
    return present.done(
        application, _("La correction est demandée à la structure, jusqu'au %(day)s.", day=until)
    )


@bp.route("/candidatures/<int:application_id>/correction/reprendre", methods=["GET", "POST"])
@permission(P.APPLICATION_HANDLE, loads=Application)
def withdraw_correction(application: Application) -> Any:
    """The file is closed again as it was sent last; the structure is told."""
    request = correcting.open_request(application, clock.now())
    form = VersionForm(data={"version": application.version})
    tried = attempt(form, lambda: correcting.withdraw_request(application=application, **acting.doing()))
    if tried.status:
        page = render_template(
            "application_desk/withdraw_correction.html", application=application, form=form, correction=request,
            readers=correcting.readers(application),
        )  # fmt: skip
        return page, tried.status
    return present.done(application, _("La demande de correction est reprise. La structure est prévenue."))
