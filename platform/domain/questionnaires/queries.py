"""Reading questionnaires and answers."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import defer, joinedload

from noress.domain.questionnaires.models import (
    RECEIVED,
    Channel,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    ResponseSnapshot,
    ResponseState,
    VersionState,
)


def list_questionnaires(*, archived: bool = False, owned: bool = True) -> Select[Any]:
    """(questionnaire, number of the version in use, whether one is in the making, answers sent), newest first;
    those put away stand apart. Without those whose answers another domain owns, unless `owned`."""
    versions = QuestionnaireVersion.questionnaire_id == Questionnaire.id
    number = select(func.max(QuestionnaireVersion.number)).where(versions).scalar_subquery()
    has_draft = (
        select(QuestionnaireVersion.id)
        .where(versions, QuestionnaireVersion.state == VersionState.DRAFT)
        .exists()
    )
    sent = (
        select(func.count(Response.id))
        .join(QuestionnaireVersion, Response.questionnaire_version_id == QuestionnaireVersion.id)
        .where(versions, Response.state.in_(RECEIVED), Response.held_because.is_(None))
        .scalar_subquery()
    )
    return (
        select(Questionnaire, number.label("number"), has_draft.label("has_draft"), sent.label("sent"))
        .where(Questionnaire.archived_at.is_not(None) if archived else Questionnaire.archived_at.is_(None))
        .where(true() if owned else Questionnaire.serves.is_(None))
        .order_by(Questionnaire.id.desc())
    )


def get_current_version(questionnaire_id: int) -> Select[QuestionnaireVersion]:
    """The last one that was published."""
    return list_versions(questionnaire_id).limit(1)


def get_draft_version(questionnaire_id: int) -> Select[QuestionnaireVersion]:
    return select(QuestionnaireVersion).where(
        QuestionnaireVersion.questionnaire_id == questionnaire_id,
        QuestionnaireVersion.state == VersionState.DRAFT,
    )


def list_versions(questionnaire_id: int) -> Select[QuestionnaireVersion]:
    """The published ones, the last first."""
    return (
        select(QuestionnaireVersion)
        .where(
            QuestionnaireVersion.questionnaire_id == questionnaire_id,
            QuestionnaireVersion.state == VersionState.PUBLISHED,
        )
        .order_by(QuestionnaireVersion.number.desc())
    )


def count_archived() -> Select[Any]:
    return select(func.count(Questionnaire.id)).where(Questionnaire.archived_at.is_not(None))


def get_version(questionnaire_id: int, number: int) -> Select[QuestionnaireVersion]:
    """The one published under that number."""
    return select(QuestionnaireVersion).where(
        QuestionnaireVersion.questionnaire_id == questionnaire_id, QuestionnaireVersion.number == number
    )


def list_contents(questionnaire_id: int | None = None) -> Select[Any]:
    """(content) of every version, of one questionnaire or of all."""
    contents = select(QuestionnaireVersion.content)
    return (
        contents.where(QuestionnaireVersion.questionnaire_id == questionnaire_id)
        if questionnaire_id
        else contents
    )


def get_snapshot(sha256: str) -> Select[ResponseSnapshot]:
    """The last sending of that fingerprint, with its response and its questionnaire."""
    return (
        select(ResponseSnapshot)
        .where(ResponseSnapshot.sha256 == sha256)
        .options(
            joinedload(ResponseSnapshot.response)
            .joinedload(Response.questionnaire_version)
            .joinedload(QuestionnaireVersion.questionnaire)
        )
        .order_by(ResponseSnapshot.id.desc())
        .limit(1)
    )


def list_drafts_of_version(version_id: int) -> Select[Response]:
    return (
        select(Response)
        .where(Response.questionnaire_version_id == version_id, Response.state == ResponseState.DRAFT)
        .order_by(Response.id)
    )


def count_drafts_of_version(version_id: int) -> Select[Any]:
    return select(func.count(Response.id)).where(
        Response.questionnaire_version_id == version_id, Response.state == ResponseState.DRAFT
    )


def get_begun(questionnaire_id: int, institution_id: int) -> Select[Response]:
    """What an institution began or sent, the last first; what was refused can be begun anew."""
    return (
        select(Response)
        .join(QuestionnaireVersion, Response.questionnaire_version_id == QuestionnaireVersion.id)
        .where(
            QuestionnaireVersion.questionnaire_id == questionnaire_id,
            Response.institution_id == institution_id,
            Response.state != ResponseState.REFUSED,
        )
        .order_by(Response.id.desc())
    )


def get_paper(questionnaire_id: int, key: str) -> Select[Response]:
    """What the page of that key made of a paper, if it arrived before."""
    return (
        select(Response)
        .join(QuestionnaireVersion, Response.questionnaire_version_id == QuestionnaireVersion.id)
        .where(
            QuestionnaireVersion.questionnaire_id == questionnaire_id,
            Response.channel == Channel.PAPER,
            Response.sent_key == key,
        )
    )


def list_paper_drafts(questionnaire_id: int) -> Select[Response]:
    """Papers whose copying is not finished, the last first."""
    return (
        select(Response)
        .join(QuestionnaireVersion, Response.questionnaire_version_id == QuestionnaireVersion.id)
        .where(
            QuestionnaireVersion.questionnaire_id == questionnaire_id,
            Response.channel == Channel.PAPER,
            Response.state == ResponseState.DRAFT,
        )
        .options(joinedload(Response.institution))
        .order_by(Response.id.desc())
        .limit(50)
    )


@lru_cache
def with_version() -> tuple[Any, ...]:
    """A response with its questionnaire in one statement; the version's content, which `published` keeps, not."""
    version = joinedload(Response.questionnaire_version, innerjoin=True)
    return (
        version.options(
            defer(QuestionnaireVersion.content),
            joinedload(QuestionnaireVersion.questionnaire, innerjoin=True),
        ),
    )
