"""What the page of one session shows, to visitors, to the invited and to the secretariat."""

from datetime import datetime
from typing import Any

from flask import current_app, url_for

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.meetings import queries, rules
from noress.domain.meetings.models import Answer, Invitation, Meeting, MeetingState
from noress.domain.meetings.page import load_page
from noress.extensions import db
from noress.web import meeting_lines as present


def load(meeting: Meeting) -> Meeting:
    """The same meeting with all that its page shows, in a fixed number of queries."""
    return load_page(meeting)


def own_invitations(meeting: Meeting, actor: Actor | None) -> list[Invitation]:
    """The invitations of the institution that the reader acts for."""
    if actor is None or actor.institution_id is None:
        return []
    return list(db.session.scalars(queries.list_institution_invitations(meeting.id, actor.institution_id)))


def takes_answers(invitation: Invitation, now: datetime) -> bool:
    try:
        rules.check_can_be_answered(invitation, now=now)
    except RuleError:
        return False
    return True


def context(meeting: Meeting, actor: Actor | None, *, now: datetime) -> dict[str, Any]:
    meeting = load(meeting)
    own = own_invitations(meeting, actor)
    sees_all = bool(own) or (actor is not None and actor.is_secretariat)
    today = clock.today(now)
    return {
        "meeting": meeting,
        "own": [(invitation, takes_answers(invitation, now)) for invitation in own],
        "no_answer": Answer.NONE,
        **told(meeting, only_public=not sees_all, now=now),
        "findings": present.by_axis(meeting.findings),
        "event_json": present.event_json(
            meeting, str(Translated(current_app.config["SETTINGS"].network_name))
        ),
        "calendar_url": calendar_url(meeting),
        "document_url": lambda d: url_for("public.document", meeting_id=meeting.id, meeting_document_id=d.id),
        "is_past": meeting.starts_wall.date() < today,
        **panel(meeting, actor),
    }


def calendar_url(meeting: Meeting) -> str | None:
    """Where the session's calendar file is; past sessions of which only the day is known have none."""
    if meeting.calendar_text is None or meeting.is_day_only:
        return None
    return url_for("public.session_calendar", meeting_id=meeting.id)


def told(meeting: Meeting, *, only_public: bool, now: datetime) -> dict[str, Any]:
    """Facts, agenda and documents: the same on the public page and behind a mailed link."""
    documents = present.documents_of(meeting, only_public=only_public)
    return {
        "title": present.title_of(meeting),
        "state": present.state_of(meeting, clock.today(now)),
        "fact_rows": present.facts_of(meeting),
        "agenda": [(item, [d for d in documents if d.agenda_item_id == item.id]) for item in meeting.agenda],
        "agenda_minutes": sum(item.minutes for item in meeting.agenda),
        "documents": [d for d in documents if d.agenda_item_id is None],
        "file_type": present.file_type,
        "is_cancelled": meeting.state is MeetingState.CANCELLED,
        "is_postponed": meeting.state is MeetingState.POSTPONED,
    }


def panel(meeting: Meeting, actor: Actor | None) -> dict[str, Any]:
    """The secretariat's work on this session, made by its own area."""
    if actor is None:
        return {"panel": None}
    provider = current_app.extensions.get("meeting_panel")
    return {"panel": provider(meeting, actor) if provider is not None else None}
