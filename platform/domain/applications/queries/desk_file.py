"""One application as the desk reads it: its page, files, corrections, thread and notes."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Integer, Select, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from noress.domain.applications.models import (
    Application,
    ApplicationMessage,
    ApplicationNote,
    ApplicationPerson,
    ApplicationTie,
    CorrectionRequest,
    Opinion,
)
from noress.domain.audit.models import AuditEvent
from noress.domain.questionnaires.models import QuestionnaireVersion, Response, ResponseFile

#: of statements built once, that are run with a file's key
_APPLICATION = bindparam("application", type_=Integer)


@lru_cache(maxsize=1)
def get_answers() -> Select[Application]:
    """:application with what it says, for a page that has read it already."""
    version = joinedload(Response.questionnaire_version).joinedload(QuestionnaireVersion.questionnaire)
    return (
        select(Application)
        .where(Application.id == _APPLICATION)
        .options(
            joinedload(Application.structure), joinedload(Application.lot), joinedload(Application.call),
            joinedload(Application.note_response).options(version),
            joinedload(Application.file_response).options(version),
        )
    )  # fmt: skip


@lru_cache(maxsize=1)
def get_application() -> Select[Application]:
    """:application with what its page shows: also who works on it."""
    return get_answers().options(
        joinedload(Application.officer), joinedload(Application.affiliated_with),
        selectinload(Application.people).joinedload(ApplicationPerson.institution),
        selectinload(Application.ties).joinedload(ApplicationTie.institution),
    )  # fmt: skip


@lru_cache(maxsize=1)
def get_of_response() -> Select[Application]:
    """That :response belongs to; asked wherever a form is read: built once."""
    key = bindparam("response", type_=Integer)
    return (
        select(Application)
        .where(or_(Application.note_response_id == key, Application.file_response_id == key))
        .options(joinedload(Application.call), joinedload(Application.lot))
    )


def list_files(response_id: int) -> Select[ResponseFile]:
    return (
        select(ResponseFile)
        .where(ResponseFile.response_id == response_id)
        .options(joinedload(ResponseFile.file))
        .order_by(ResponseFile.id)
    )


def get_file(response_ids: Sequence[int], file_id: int) -> Select[ResponseFile]:
    return (
        select(ResponseFile)
        .where(ResponseFile.response_id.in_(response_ids), ResponseFile.file_id == file_id)
        .options(joinedload(ResponseFile.file), joinedload(ResponseFile.response))
        .limit(1)
    )


def list_corrections(application_id: int) -> Select[CorrectionRequest]:
    """The last asked first."""
    return (
        select(CorrectionRequest)
        .where(CorrectionRequest.application_id == application_id)
        .order_by(CorrectionRequest.id.desc())
    )


def was_checked(application_id: int, asked_at: datetime) -> Select[int]:
    """One row when what was asked at that instant came out of a check: its line of history says what was right."""
    return (
        select(AuditEvent.id)
        .where(
            AuditEvent.object_type == Application.__tablename__, AuditEvent.object_id == application_id,
            AuditEvent.action == "application.checked", AuditEvent.at == asked_at,
        )
        .limit(1)
    )  # fmt: skip


def get_unsettled_correction(application_id: int) -> Select[CorrectionRequest]:
    """Neither corrected nor ended: at most one, whose day may be over."""
    return select(CorrectionRequest).where(
        CorrectionRequest.application_id == application_id, CorrectionRequest.corrected_at.is_(None),
        CorrectionRequest.ended_at.is_(None),
    )  # fmt: skip


def list_overdue_corrections(now: datetime, limit: int) -> Select[CorrectionRequest]:
    return (
        select(CorrectionRequest)
        .where(
            CorrectionRequest.corrected_at.is_(None), CorrectionRequest.ended_at.is_(None),
            CorrectionRequest.due_at < now,
        )
        .order_by(CorrectionRequest.id)
        .limit(limit)
    )  # fmt: skip


def list_messages(application_id: int) -> Select[ApplicationMessage]:
    """The thread, the oldest first."""
    return (
        select(ApplicationMessage)
        .where(ApplicationMessage.application_id == application_id)
        .options(
            joinedload(ApplicationMessage.person), joinedload(ApplicationMessage.author), joinedload(ApplicationMessage.file)
        )
        .order_by(ApplicationMessage.id)
    )  # fmt: skip


def list_awaiting(application_id: int) -> Select[ApplicationMessage]:
    """What the desk asked and nobody answered."""
    return select(ApplicationMessage).where(
        ApplicationMessage.application_id == application_id, ApplicationMessage.awaits_answer.is_(True),
        ApplicationMessage.answered_at.is_(None),
    )  # fmt: skip


@lru_cache(maxsize=1)
def count_said() -> Select[int, int, int, int]:
    """(messages, notes, opinions asked, opinions given) of :application."""
    messages, notes, opinions = (
        select(func.count()).where(model.application_id == _APPLICATION)
        for model in (ApplicationMessage, ApplicationNote, Opinion)
    )
    given = opinions.where(Opinion.answered_at.is_not(None), Opinion.declined_because.is_(None))
    return select(*(one.scalar_subquery() for one in (messages, notes, opinions, given)))


def list_notes(application_id: int) -> Select[ApplicationNote]:
    return (
        select(ApplicationNote)
        .where(ApplicationNote.application_id == application_id)
        .options(joinedload(ApplicationNote.person))
        .order_by(ApplicationNote.id.desc())
    )
