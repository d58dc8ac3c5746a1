"""The statements of the page of one meeting. Each is built once: building them and their loaders for every request
costs three times what running them costs."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import joinedload, raiseload

from noress.domain.files.models import RenderedDocument
from noress.domain.institutions.models import Body
from noress.domain.meetings.models import (
    AgendaItem,
    Finding,
    Meeting,
    MeetingDocument,
    Outcome,
    meeting_body,
)

_NOTHING_MORE = raiseload("*", sql_only=True)


@cache
def get_meeting() -> Select[Meeting]:
    """By `meeting_id`, alone."""
    return select(Meeting).where(Meeting.id == bindparam("meeting_id"))


@cache
def list_page_outline() -> Select[*tuple[Any, ...]]:
    """The bodies of a meeting, by `meeting_id`, and beside each of them which parts its page has: an answer of one
    row at least. Most meetings have few of the parts: those that are not there are not asked for."""
    key: Any = bindparam("meeting_id")
    parts: tuple[type[Any], ...] = (AgendaItem, MeetingDocument, Finding, Outcome)
    papers = exists().where(RenderedDocument.subject_type == "meeting", RenderedDocument.subject_id == key)
    return (
        select(
            Body, *(exists().where(part.meeting_id == key).label(part.__tablename__) for part in parts),
            papers.label("rendered_document"),
        )
        .select_from(Meeting)
        .outerjoin(meeting_body, meeting_body.c.meeting_id == Meeting.id)
        .outerjoin(Body, Body.id == meeting_body.c.body_id)
        .where(Meeting.id == key)
        .options(_NOTHING_MORE)
        .order_by(Body.position, Body.id)
    )  # fmt: skip


@cache
def list_page_parts() -> dict[str, tuple[str, Select[Any]]]:
    """What a meeting's page shows, one statement each, by `meeting_id`, with its name in the outline."""
    key: Any = bindparam("meeting_id")
    agenda = select(AgendaItem).where(AgendaItem.meeting_id == key).order_by(AgendaItem.position)
    documents = select(MeetingDocument).where(MeetingDocument.meeting_id == key).order_by(MeetingDocument.id)
    findings = select(Finding).where(Finding.meeting_id == key).order_by(Finding.position)
    outcomes = select(Outcome).where(Outcome.meeting_id == key).order_by(Outcome.position)
    return {
        "agenda": ("agenda_item", agenda.options(_NOTHING_MORE)),
        "documents": ("meeting_document", documents.options(joinedload(MeetingDocument.file), _NOTHING_MORE)),
        "findings": ("finding", findings),
        "outcomes": ("outcome", outcomes),
    }
