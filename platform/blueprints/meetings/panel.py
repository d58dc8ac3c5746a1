"""What the secretariat sees of a session on its public page: where it stands and what can be done."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.permissions import P
from noress.domain.meetings import policy, queries, rules
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.meetings.tally import Tally, tally
from noress.extensions import db
from noress.web.policy import allows


@dataclass(frozen=True)
class Panel:
    """One action that comes next, the others as links."""

    next_label: str | None
    next_url: str | None
    links: list[tuple[str, str]]
    counts: Tally | None
    #: when a waiting update leaves
    leaves_at: Any = None
    over_minutes: int = 0


def panel_for(meeting: Meeting, actor: Actor) -> Panel | None:
    """None for those who have no work here; whoever leads the body sees the answers."""
    if not policy.can_see_answers(actor, meeting):
        return None
    is_convened = meeting.state is not MeetingState.DRAFT
    counts = tally(db.session.execute(queries.count_answers(meeting.id))) if is_convened else None
    leaves_at = db.session.scalar(queries.get_next_departure(meeting.id)) if is_convened else None
    label, url = _next(meeting, actor, counts)
    return Panel(label, url, _links(meeting, actor), counts, leaves_at, _over(meeting))


def _next(meeting: Meeting, actor: Actor, counts: Tally | None) -> tuple[str | None, str | None]:
    if meeting.state is MeetingState.DRAFT and allows(actor, P.MEETING_CONVENE, meeting):
        return _("Préparer la convocation"), url_for("meetings.convene", meeting_id=meeting.id)
    if counts is None or not counts.invited:
        return None, None
    late = _count_late(meeting, actor) if counts.unanswered else 0
    if late:
        label = ngettext("Relancer %(num)s sans réponse", "Relancer les %(num)s sans réponse", late)
        return label, url_for("meetings.remind", meeting_id=meeting.id)
    return _("Voir les réponses"), url_for("meetings.answers", meeting_id=meeting.id)


def _count_late(meeting: Meeting, actor: Actor) -> int:
    """Those that a reminder would reach now."""
    if not allows(actor, P.INVITATION_MANAGE, meeting):
        return 0
    now = clock.now()
    values = {"meeting_id": meeting.id, "now": now, "reminded_before": now - rules.AT_MOST_EVERY}
    return db.session.scalar(queries.count_to_remind(), values) or 0


def _links(meeting: Meeting, actor: Actor) -> list[tuple[str, str]]:
    is_draft = meeting.state is MeetingState.DRAFT
    is_alive = is_draft or meeting.state is MeetingState.CONVENED
    is_coming = meeting.takes_answers(clock.now())
    rows: list[tuple[bool, P, Any, str]] = [
        (is_draft or is_coming, P.MEETING_EDIT, _("Modifier"), "meetings.edit"),
        (is_alive, P.MEETING_EDIT, _("Ordre du jour"), "meetings.agenda"),
        (is_alive, P.MEETING_EDIT, _("Documents"), "meetings.documents"),
        (is_alive, P.INVITATION_MANAGE, _("Personnes invitées"), "meetings.invitees"),
        (not is_draft, P.MEETING_ANSWERS, _("Réponses"), "meetings.answers"),
        (not is_draft, P.MEETING_EDIT, _("Partager"), "meetings.share"),
        (True, P.MEETING_CREATE, _("Dupliquer"), "meetings.duplicate"),
        (True, P.HISTORY_READ, _("Historique"), "meetings.history"),
        (is_coming, P.MEETING_CANCEL, _("Annuler la session"), "meetings.cancel"),
    ]
    return [
        (label, url_for(endpoint, meeting_id=meeting.id))
        for is_shown, right, label, endpoint in rows
        if is_shown and allows(actor, right, None if right is P.MEETING_CREATE else meeting)
    ]


def _over(meeting: Meeting) -> int:
    length = rules.length_minutes(meeting)
    return max(0, rules.total_minutes(meeting) - length) if length is not None else 0
