"""Where the record of a session stands: what the session's page says of it, and what can be done next."""

from datetime import datetime
from typing import Any, NamedTuple

from flask import url_for

from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.decisions.models import DecisionState
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.minutes import policy, queries, rules
from noress.domain.minutes.models import Minutes, MinutesState
from noress.extensions import db

STATE_KINDS = {
    MinutesState.DRAFTING: "neutral", MinutesState.CIRCULATED: "warning", MinutesState.APPROVED: "info",
    MinutesState.PUBLISHED: "ok",
}  # fmt: skip


class RecordSummary(NamedTuple):
    """On the session's page: the record's state, the way to it, and what was decided once it is public."""

    label: str
    url: str
    state: Any = None
    state_kind: str = "neutral"
    until: datetime | None = None
    decisions: tuple[Any, ...] = ()


class Step(NamedTuple):
    """Something that can be done with the record; the first is the primary button."""

    label: str
    url: str
    is_next: bool = False


def summary_for(meeting: Meeting, actor: Actor | None) -> RecordSummary | None:
    """None while there is nothing that this reader may open; before a meeting begins, without a query."""
    if meeting.state not in {MeetingState.CONVENED, MeetingState.HELD, MeetingState.CLOSED}:
        return None
    if meeting.convened_at is None or meeting.starts_at > clock.now():
        return None
    minutes, url = meeting.minutes, url_for("minutes.show", meeting_id=meeting.id)
    if minutes is None:
        may = actor is not None and policy.can_write_minutes(actor, meeting)
        return RecordSummary(_("Commencer le compte rendu"), url) if may else None
    label = str(minutes.kind.label).capitalize()
    if minutes.state is MinutesState.PUBLISHED:
        decisions = db.session.scalars(queries.list_decisions_of(meeting.id))
        shown = tuple(d for d in decisions if d.is_public and d.state is not DecisionState.WITHDRAWN)
        return RecordSummary(label, url, minutes.state.label, "ok", decisions=shown)
    if not policy.can_read_minutes(actor, meeting):
        return None
    return RecordSummary(
        label, url, minutes.state.label, STATE_KINDS[minutes.state],
        minutes.corrections_until if minutes.takes_corrections(clock.now()) else None,
    )  # fmt: skip


def steps_of(meeting: Meeting, minutes: Minutes, actor: Actor, now: datetime) -> list[Step]:
    """What the secretariat does next, the first being the one that matters; nothing for the others."""
    if not policy.can_lead_minutes(actor):
        return []
    steps = []

    def add(label: str, endpoint: str, *, is_next: bool = False) -> None:
        steps.append(Step(label, url_for(endpoint, meeting_id=meeting.id), is_next))

    if minutes.state is MinutesState.DRAFTING:
        add(_("Diffuser pour relecture"), "minutes.circulate", is_next=True)
    elif minutes.state is MinutesState.CIRCULATED:
        running = rules.open_consultation_of(minutes)
        is_over = not minutes.takes_corrections(now)
        if running is not None:
            add(_("Suivre la consultation"), "minutes.consultation", is_next=True)
        else:
            add(_("Faire approuver"), "minutes.approve", is_next=is_over)
            add(_("Prolonger le délai"), "minutes.circulate")
    elif minutes.state is MinutesState.APPROVED:
        add(_("Publier"), "minutes.publish", is_next=True)
    else:
        add(_("Ajouter une rectification"), "minutes.rectify")
    return steps
