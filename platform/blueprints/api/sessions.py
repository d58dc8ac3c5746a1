"""Sessions, as visitors read them: no name of a person, nothing of internal items."""

from typing import Any

from flask import abort

from noress.blueprints.api import bp
from noress.blueprints.api.asks import PAGES
from noress.core import clock, links
from noress.core.i18n import Translated, french_spacing, language, lazy
from noress.domain.decisions.queries import Reader as DecisionReader
from noress.domain.decisions.queries import list_of_meeting
from noress.domain.meetings import queries
from noress.domain.meetings.models import Meeting, MeetingDocument, MeetingState
from noress.domain.meetings.page import load_parts
from noress.domain.meetings.queries.open_data import list_open_meetings
from noress.extensions import db
from noress.web import api, meeting_lines
from noress.web.api import answers
from noress.web.permissions import public


@bp.get("/api/v1/sessions")
@public
@answers(lazy("Les sessions, la plus récente d'abord"), "sessions", "Sessions", PAGES)
def sessions(*, asked: dict[str, Any]) -> dict[str, Any]:
    query = list_open_meetings()
    total = db.session.scalar(queries.count_meetings(query)) or 0
    size, offset = asked["per_page"], (asked["page"] - 1) * asked["per_page"]
    found = db.session.scalars(query.limit(size).offset(offset)).all() if offset < total else []
    return api.page_of("sessions", [said(meeting) for meeting in found], total, asked)


@bp.get("/api/v1/sessions/<int:meeting_id>")
@public
@answers(lazy("Une session"), "sessions", "WholeSession")
def one_session(meeting_id: int) -> dict[str, Any]:
    meeting = db.session.scalars(queries.get_meeting(), {"meeting_id": meeting_id}).one_or_none()
    if meeting is None or not meeting.state.is_public:
        abort(404)
    load_parts(meeting)
    return {**said(meeting), **_parts(meeting)}


def title_of(meeting: Any) -> str:
    title = str(meeting_lines.title_of(meeting))
    return title if language() != "fr" else french_spacing(title)


def bodies_of(meeting: Meeting) -> list[dict[str, Any]]:
    return [
        {"id": body.id, "name": body.name, "url": links.to("public.body", body_id=body.id)}
        for body in meeting.bodies
    ]


def said(meeting: Meeting) -> dict[str, Any]:
    is_dated = meeting.state is not MeetingState.POSTPONED
    has_hours = is_dated and not meeting.is_day_only
    zone = clock.zone(meeting.zone)
    return {
        "id": meeting.id, "url": links.to("public.session", meeting_id=meeting.id),
        "reference": meeting.reference or meeting.number, "type": meeting.type.value, "state": meeting.state.value,
        "title": title_of(meeting), "theme": meeting.theme, "place": meeting.place or {},
        "is_online": meeting.online_url is not None,
        "starts_at": meeting.starts_at.astimezone(zone) if has_hours else None,
        "ends_at": meeting.ends_at.astimezone(zone) if has_hours and meeting.ends_at else None,
        "day": meeting.starts_wall.date() if is_dated else None, "bodies": bodies_of(meeting),
    }  # fmt: skip


def _parts(meeting: Meeting) -> dict[str, Any]:
    documents = meeting_lines.documents_of(meeting, only_public=True)
    took_place = meeting.state in (MeetingState.HELD, MeetingState.CLOSED)
    decisions = db.session.scalars(list_of_meeting(meeting.id, DecisionReader())) if took_place else []
    is_dated = meeting.calendar_text is not None and not meeting.is_day_only
    return {
        **{name: getattr(meeting, name) or {} for name in ("introduction", "note", "place_hints", "cancel_reason")},
        "calendar": links.to("public.session_calendar", meeting_id=meeting.id) if is_dated else None,
        "agenda": [
            {
                "kind": item.kind.value, "title": item.title, "note": item.note or {}, "minutes": item.minutes,
                "documents": [_document(found) for found in documents if found.agenda_item_id == item.id],
            }
            for item in meeting_lines.agenda_of(meeting, sees_internal=False)
        ],
        "documents": [_document(found) for found in documents if found.agenda_item_id is None],
        "outcomes": [{"nature": row.nature.value, "text": row.text} for row in meeting.outcomes],
        "findings": [{"axis": row.axis or Translated(), "text": row.text} for row in meeting.findings],
        "decisions": [
            {"number": row.number, "url": links.to("decisions.show", number=row.address)} for row in decisions
        ],
    }  # fmt: skip


def _document(document: MeetingDocument) -> dict[str, Any]:
    return {
        "title": document.title,
        "url": links.to("public.document", meeting_id=document.meeting_id, meeting_document_id=document.id),
        "file_type": meeting_lines.file_type(document), "bytes": document.file.size,
    }  # fmt: skip
