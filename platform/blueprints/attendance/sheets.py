"""The printed sheet, and its photographs once it is signed."""

from typing import Any

from flask import abort, current_app, redirect, render_template, request, url_for

from noress.blueprints.attendance import bp
from noress.blueprints.attendance.forms import SheetForm
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.attendance import queries, rules
from noress.domain.attendance.models import SignInSheet
from noress.domain.files.rules import store_file
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting
from noress.extensions import db
from noress.web import files
from noress.web.documents import document_link
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission


@bp.route("/sessions/<int:meeting_id>/presence/feuille", methods=["GET", "POST"])
@permission(P.ATTENDANCE_RECORD, loads=Meeting)
def sheets(meeting: Meeting) -> Any:
    """Print the sheet; join its photographs."""
    form = SheetForm()
    if request.method == "GET":
        return _page(meeting, form)
    upload = form.file.data
    if not getattr(upload, "filename", ""):
        form.file.errors = [str(_("Choisissez un fichier."))]
        return _page(meeting, form), 422
    actor, now = current_actor(), clock.now()
    try:
        file = store_file(
            name=upload.filename, stream=upload.stream, storage=files.storage(),
            max_bytes=current_app.config["SETTINGS"].max_upload_bytes, actor=actor, now=now,
        )  # fmt: skip
        rules.attach_sheet(meeting=meeting, file=file, actor=actor, now=now)
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form.add_error(error)
        return _page(meeting, form), 413 if error.code == "too_large" else error.status
    say(_("La feuille signée est jointe."))
    return redirect(url_for(".sheets", meeting_id=meeting.id), 303)


@bp.get("/sessions/<int:meeting_id>/presence/feuille/<int:sheet_id>")
@permission(P.ATTENDANCE_RECORD, loads=Meeting)
def sheet(meeting: Meeting, sheet_id: int) -> Any:
    """The photograph itself."""
    return files.send(_sheet(meeting, sheet_id).file)


@bp.post("/sessions/<int:meeting_id>/presence/feuille/<int:sheet_id>/retirer")
@permission(P.ATTENDANCE_RECORD, loads=Meeting)
def remove_sheet(meeting: Meeting, sheet_id: int) -> Any:
    rules.remove_sheet(
        sheet=_sheet(meeting, sheet_id), meeting=meeting, actor=current_actor(), now=clock.now()
    )
    db.session.commit()
    say(_("La feuille est retirée."))
    return redirect(url_for(".sheets", meeting_id=meeting.id), 303)


def _sheet(meeting: Meeting, sheet_id: int) -> SignInSheet:
    found = db.session.get(SignInSheet, sheet_id)
    is_its = found is not None and found.meeting_id == meeting.id and found.removed_at is None
    return found if is_its and found is not None else abort(404)


def _page(meeting: Meeting, form: SheetForm) -> str:
    return render_template(
        "attendance/sheets.html", meeting=meeting, title=wording.title(meeting), form=form,
        sheets=db.session.scalars(queries.list_sheets(meeting.id)).all(),
        sheet=document_link("sign_in_sheet", meeting),
        is_locked=db.session.scalar(queries.is_record_locked(meeting.id)),
    )  # fmt: skip
