"""What waits for the secretariat: drafts to convene, answers that do not come."""

from datetime import datetime, timedelta

from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.duties import Duty, register
from noress.domain.meetings import queries, wording
from noress.domain.meetings.models import Meeting
from noress.domain.meetings.notice import legal_notice
from noress.domain.meetings.rules.reminding import AT_MOST_EVERY
from noress.extensions import db

#: members are to know two weeks before, where no body has a rule of its own
NOTICE = timedelta(days=14)
#: silence becomes the secretariat's business this long before a meeting
CHASE = timedelta(days=10)
SHOWN = 20


@register
def list_secretariat_duties(actor: Actor, now: datetime) -> list[Duty]:
    """Two queries for the secretariat, none for the others."""
    if not actor.is_secretariat:
        return []
    drafts = db.session.scalars(queries.list_drafts().limit(SHOWN)).all()
    silent = db.session.execute(
        queries.count_unanswered(now + CHASE, now, now - AT_MOST_EVERY).limit(SHOWN)
    ).all()
    return [
        *(
            Duty(
                kind="meeting.convene", title=_("Convoquer la session « %(title)s »", title=wording.title(draft)),
                detail=wording.when(draft), action_label=_("Préparer la convocation"),
                endpoint="meetings.convene", values={"meeting_id": draft.id}, deadline=_convene_by(draft, now),
            )
            for draft in drafts
            if draft.starts_at > now
        ),
        *(
            Duty(
                kind="meeting.remind", title=wording.title(meeting), detail=wording.when(meeting),
                action_label=ngettext("Relancer %(num)s sans réponse", "Relancer les %(num)s sans réponse", count),
                endpoint="meetings.remind", values={"meeting_id": meeting.id}, deadline=meeting.starts_at,
            )
            for meeting, count in silent
        ),
    ]  # fmt: skip


def _convene_by(draft: Meeting, now: datetime) -> datetime:
    """The last moment that respects the strictest of the bodies' rules."""
    notice = legal_notice(draft.bodies, draft.starts_wall, now)
    return draft.starts_at - (timedelta(days=notice.days) if notice is not None else NOTICE)
