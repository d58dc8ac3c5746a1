"""Having the text approved: by a later session that has met, or by written consultation."""

from typing import Any

from flask import redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.minutes import bp
from noress.blueprints.minutes.forms import ApproveForm
from noress.blueprints.minutes.reading import minutes_of
from noress.core import clock, formats
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.minutes import queries, rules
from noress.domain.minutes.models import Minutes, MinutesState
from noress.extensions import db
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission


@bp.route("/<int:meeting_id>/compte-rendu/approuver", methods=["GET", "POST"])
@permission(P.MINUTES_APPROVE, loads=Meeting)
def approve(meeting: Meeting) -> Any:
    """Choose the later session that approved; the text is then locked for good."""
    minutes = minutes_of(meeting)
    form = _form(meeting)
    if request.method == "GET":
        return _page(meeting, minutes, form)
    if not form.validate_on_submit():
        return _page(meeting, minutes, form), 422
    try:
        by_meeting = db.session.get(Meeting, form.meeting_id.data) if form.meeting_id.data else None
        rules.approve_minutes(minutes=minutes, by_meeting=by_meeting, actor=current_actor(), now=clock.now())
    except RuleError as error:
        db.session.rollback()
        form.add_error(error)
        return _page(meeting, minutes, form), error.status
    db.session.commit()
    say(_("Le texte est approuvé et ne change plus. Vous pouvez le publier."))
    return redirect(url_for(".show", meeting_id=meeting.id), 303)


def _form(meeting: Meeting) -> ApproveForm:
    """Later sessions of the same bodies; the one whose agenda has "approval of the record" is chosen."""
    rows = db.session.execute(queries.list_later_meetings(meeting)).all()
    on_agenda = next((found.id for found, item_id in rows if item_id is not None and _has_met(found)), None)
    form = ApproveForm(data={"meeting_id": on_agenda})
    form.meeting_id.choices = [SelectChoice(str(found.id), _label(found, item_id)) for found, item_id in rows]
    return form


def _label(meeting: Meeting, item_id: int | None) -> str:
    """S-2026-05, « Thème », 8 avril 2027; and whether it could approve anything yet."""
    label = _(
        "%(reference)s, %(title)s, %(day)s", reference=meeting.reference or "", title=wording.title(meeting),
        day=formats.date_short(meeting.starts_wall),
    )  # fmt: skip
    if not _has_met(meeting):
        return _("%(label)s (pas encore tenue)", label=label)
    return _("%(label)s (à son ordre du jour)", label=label) if item_id is not None else label


def _has_met(meeting: Meeting) -> bool:
    return meeting.state in {MeetingState.HELD, MeetingState.CLOSED}


def _page(meeting: Meeting, minutes: Minutes, form: ApproveForm) -> str:
    is_circulated = minutes.state is MinutesState.CIRCULATED
    return render_template(
        "minutes/approve.html", meeting=meeting, minutes=minutes, title=wording.title(meeting), form=form,
        obstacles=rules.list_obstacles(minutes, now=clock.now()) if is_circulated else [minutes.state.label],
        is_circulated=is_circulated, consultation=rules.open_consultation_of(minutes),
    )  # fmt: skip
