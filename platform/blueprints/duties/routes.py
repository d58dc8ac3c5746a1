"""The page everybody lands on, and the answer to an invitation."""

from datetime import datetime
from typing import Any, NamedTuple

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.duties import bp
from noress.core import clock, formats
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.actions import duties as action_duties  # noqa: F401 -- registers its providers
from noress.domain.duties import Duty, list_duties
from noress.domain.meetings import duties as meeting_duties  # noqa: F401 -- registers its providers
from noress.domain.meetings import queries
from noress.domain.meetings.models import Channel, Invitation
from noress.extensions import db
from noress.web import acting, answering, meeting_page
from noress.web import meeting_lines as present
from noress.web.drafts import attach_draft
from noress.web.flashes import say
from noress.web.permissions import permission

COMING = 5


class DutyLine(NamedTuple):
    """A duty as the list shows it."""

    title: str
    detail: str
    action_label: str
    url: str
    deadline_label: str
    deadline_kind: str


@bp.get("/a-faire")
@permission(P.DUTY_LIST)
def index() -> str:
    """What waits for this person, the most pressing first; then the coming sessions."""
    actor, now = acting.actor(), clock.now()
    today = clock.today(now)
    coming = queries.list_public_meetings(past=False, today=today).limit(COMING)
    return render_template(
        "duties/index.html",
        duties=[_line(duty, now) for duty in list_duties(actor, now=now)],
        coming=present.lines(db.session.scalars(coming), today),
    )


@bp.route("/invitations/<int:invitation_id>", methods=["GET", "POST"])
@permission(P.INVITATION_ANSWER, loads=Invitation)
def answer(invitation: Invitation) -> BaseResponse | tuple[str, int]:
    """Answer on the site: the same form as behind the mailed link."""
    now = clock.now()
    form: Any
    status, meanwhile = 200, ()
    if request.method != "POST":
        form = answering.open_form(invitation)
    else:
        form, status, meanwhile = answering.take(
            invitation, actor=acting.actor(), channel=Channel.SITE, now=now
        )  # type: ignore[assignment]
        attach_draft(form)
        if status == 200:
            target = url_for("duties.answer", invitation_id=invitation.id)
            db.session.commit()
            say(_("Votre réponse est enregistrée. Le secrétariat la voit tout de suite."))
            return redirect(target, 303)
    return _answer_page(invitation, now, form, meanwhile), status


def _answer_page(invitation: Invitation, now: datetime, form: Any, meanwhile: Any) -> str:
    (entry,) = answering.list_entries([invitation], now=now, posted=invitation, form=form)
    entry.stale_rows = meanwhile
    meeting = meeting_page.load(invitation.meeting)
    return render_template(
        "duties/answer.html", entry=entry, meeting=meeting,
        form_action=url_for("duties.answer", invitation_id=invitation.id),
        document_url=lambda d: url_for("public.document", meeting_id=meeting.id, meeting_document_id=d.id),
        calendar_url=meeting_page.calendar_url(meeting),
        **meeting_page.told(meeting, only_public=False, now=now),
    )  # fmt: skip


def _line(duty: Duty, now: datetime) -> DutyLine:
    label = kind = ""
    if duty.deadline is not None:
        days = (clock.today(duty.deadline) - clock.today(now)).days
        label, kind = formats.time_left(duty.deadline, now), "late" if days <= 1 else "info"
    return DutyLine(
        duty.title, duty.detail, duty.action_label, url_for(duty.endpoint, **duty.values), label, kind
    )
