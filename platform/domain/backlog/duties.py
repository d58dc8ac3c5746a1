"""What members' proposals leave to do for the secretariat: to read them and answer."""

from datetime import datetime

from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.backlog import queries
from noress.domain.duties import Duty, register
from noress.domain.institutions.models import Body
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting
from noress.extensions import db


@register
def list_proposal_duties(actor: Actor, now: datetime) -> list[Duty]:
    """One line for each meeting, or body, that somebody proposed to. One query for the secretariat, none for
    the others."""
    if not actor.is_secretariat:
        return []
    return [_to_decide(*row) for row in db.session.execute(queries.count_to_decide()).all()]


def _to_decide(body: Body, meeting: Meeting | None, count: int) -> Duty:
    title = ngettext("%(num)s point proposé à examiner", "%(num)s points proposés à examiner", count)
    if meeting is not None:
        return Duty(
            kind="backlog.decide", title=title, detail=_("%(title)s, %(when)s", title=wording.title(meeting), when=wording.when(meeting)),
            action_label=_("Examiner"), endpoint="backlog.of_meeting", values={"meeting_id": meeting.id},
            deadline=meeting.starts_at,
        )  # fmt: skip
    return Duty(
        kind="backlog.decide", title=title, detail=str(body.name), action_label=_("Examiner"),
        endpoint="backlog.of_body", values={"body_id": body.id},
    )  # fmt: skip
