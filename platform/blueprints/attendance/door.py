"""The door: its code on a screen of the room, and the page where people say that they are there."""

from io import BytesIO
from typing import Any

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from noress.blueprints.attendance import bp
from noress.blueprints.attendance.forms import CodeForm, HereForm
from noress.core import clock, links
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.permissions import P
from noress.domain.attendance import queries, rules
from noress.domain.attendance.models import Attendance, CheckIn
from noress.domain.attendance.rules.door import find_door
from noress.domain.institutions.models import Institution
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting
from noress.extensions import db
from noress.web.flashes import say
from noress.web.headers import private_page
from noress.web.identity import current_actor
from noress.web.permissions import permission, public


@bp.route("/sessions/<int:meeting_id>/presence/pointage", methods=["GET", "POST"])
@permission(P.ATTENDANCE_RECORD, loads=Meeting)
def door(meeting: Meeting) -> Any:
    """Open and close the door; its code, large, to be shown in the room."""
    if request.method == "POST":
        is_opening = request.form.get("faire") != "fermer"
        act = rules.open_door if is_opening else rules.close_door
        act(meeting=meeting, actor=current_actor(), now=clock.now())  # type: ignore[operator]
        db.session.commit()
        say(_("Le pointage est ouvert.") if is_opening else _("Le pointage est fermé."))
        return redirect(url_for(".door", meeting_id=meeting.id), 303)
    found = db.session.scalars(queries.get_check_in(meeting.id)).one_or_none()
    if found is None or found.closed_at is not None:
        rules.check_can_open(meeting, now=clock.now())
    return render_template(
        "attendance/door.html", meeting=meeting, title=wording.title(meeting), door=found,
        is_open=found is not None and found.closed_at is None,
        address=links.to("attendance.here", code=found.code) if found else None,
    )  # fmt: skip


@bp.get("/sessions/<int:meeting_id>/presence/pointage.svg")
@permission(P.ATTENDANCE_RECORD, loads=Meeting)
def door_picture(meeting: Meeting) -> Any:
    """The QR code of the door."""
    import segno  # only this picture needs it

    found = db.session.scalars(queries.get_check_in(meeting.id)).one_or_none()
    if found is None or found.closed_at is not None:
        abort(404)
    drawn = BytesIO()
    segno.make(links.to("attendance.here", code=found.code), micro=False).save(
        drawn, kind="svg", scale=8, border=4, xmldecl=False, svgclass=None, lineclass=None
    )
    response = Response(drawn.getvalue(), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/presence/")
@public
def find() -> Any:
    """Type the code of the room."""
    form = CodeForm(MultiDict(request.args)) if "code" in request.args else CodeForm(MultiDict())
    status = 200
    if "code" in request.args:
        if form.validate() and find_door(form.code.data) is not None:
            return redirect(url_for(".here", code=form.code.data), 303)
        if form.code.data:
            form.code.errors = [
                str(_("Aucun pointage ouvert ne porte ce code. Vérifiez-le sur l'écran de la salle."))
            ]
        status = 404
    return render_template("attendance/find.html", form=form), status


@bp.route("/presence/<code>", methods=["GET", "POST"])
@public
def here(code: str) -> Any:
    """Say "I am here"; opening the page says nothing yet."""
    found = find_door(code)
    if found is None:
        form = CodeForm(MultiDict({"code": code[:20]}))
        form.code.errors = [
            str(_("Ce pointage est fermé, ou son code a changé. Regardez l'écran de la salle."))
        ]
        return private_page(render_template("attendance/find.html", form=form), 404)
    actor = current_actor()
    known = (
        {"institution_id": actor.institution_id, "name": actor.name}
        if actor and request.method == "GET"
        else {}
    )
    form = HereForm(data=known)
    choices = rules.list_own_choices(found.meeting)
    form.institution_id.choices = [
        ("", _("Aucune de ces institutions")),
        *((row.id, str(row.name)) for row in choices),
    ]
    if request.method == "GET" or not form.validate_on_submit():
        return private_page(_here_page(found, code, form), 422 if form.errors else 200)
    try:
        line = rules.announce_presence(
            door=found, institution=_chosen(form), name=form.name.data, organisation=form.organisation.data,
            actor=actor or Actor(name=form.name.data, method="door"), now=clock.now(),
        )  # fmt: skip
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form.add_error(error)
        return private_page(_here_page(found, code, form), error.status)
    return private_page(_done_page(found, form.name.data, line))


def _chosen(form: HereForm) -> Institution | None:
    if form.institution_id.data is None:
        return None
    found = db.session.get(Institution, form.institution_id.data)
    if found is None:
        message = _("Choisissez votre institution dans la liste, ou pointez-vous comme invité.")
        raise RuleError("unknown", message, field="institution_id")
    return found


def _here_page(found: CheckIn, code: str, form: HereForm) -> str:
    return render_template(
        "attendance/here.html", meeting=found.meeting, title=wording.title(found.meeting), form=form, code=code,
        when=wording.when(found.meeting), network=Translated(current_app.config["SETTINGS"].network_name),
    )  # fmt: skip


def _done_page(found: CheckIn, name: str, line: Attendance) -> str:
    institution = db.session.get(Institution, line.institution_id) if line.institution_id else None
    return render_template(
        "attendance/here_done.html", meeting=found.meeting, title=wording.title(found.meeting), name=name,
        institution=institution, at=clock.now(),
    )  # fmt: skip
