"""Counts that documents give, each with its source."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.attendance import bp
from noress.blueprints.attendance.forms import FigureForm
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.attendance import queries, rules
from noress.domain.attendance.figures import by_measure
from noress.domain.attendance.models import AttendanceFigure, Measure
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting
from noress.extensions import db
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission


@bp.route("/sessions/<int:meeting_id>/presence/chiffres", methods=["GET", "POST"])
@permission(P.ATTENDANCE_RECORD, loads=Meeting)
def figures(meeting: Meeting) -> Any:
    """What documents say of how many came."""
    form = FigureForm()
    if request.method == "GET" or not form.validate_on_submit():
        return _page(meeting, form), 422 if form.errors else 200
    try:
        rules.add_figure(
            meeting=meeting, measure=Measure(form.measure.data), count=form.count.data,
            per_mille=None if form.percent.data is None else form.percent.data * 10, source=form.source.data,
            actor=current_actor(), now=clock.now(),
        )  # fmt: skip
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form.add_error(error)
        return _page(meeting, form), error.status
    say(_("Le chiffre est ajouté, avec sa source."))
    return redirect(url_for(".figures", meeting_id=meeting.id), 303)


@bp.post("/sessions/<int:meeting_id>/presence/chiffres/<int:figure_id>/retirer")
@permission(P.ATTENDANCE_RECORD, loads=Meeting)
def remove_figure(meeting: Meeting, figure_id: int) -> Any:
    found = db.session.get(AttendanceFigure, figure_id)
    if found is None or found.meeting_id != meeting.id:
        abort(404)
    rules.remove_figure(figure=found, meeting=meeting, actor=current_actor(), now=clock.now())
    db.session.commit()
    say(_("Le chiffre est retiré."))
    return redirect(url_for(".figures", meeting_id=meeting.id), 303)


def _page(meeting: Meeting, form: FigureForm) -> str:
    found = db.session.scalars(queries.list_figures(meeting.id)).all()
    return render_template(
        "attendance/figures.html", meeting=meeting, title=wording.title(meeting), form=form, figures=found,
        measures=by_measure(found),
    )  # fmt: skip
