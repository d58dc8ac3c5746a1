"""Reading questionnaires and answers."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from noress.domain.questionnaires.models import (
    Questionnaire,
    QuestionnaireVersion,
    Response,
    ResponseState,
    VersionState,
)


def list_questionnaires() -> Select[Any]:
    """(questionnaire, number of the version in use, whether one is in the making, answers sent), newest first."""
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
        .where(versions, Response.state == ResponseState.SUBMITTED)
        .scalar_subquery()
    )
    return (
        select(Questionnaire, number.label("number"), has_draft.label("has_draft"), sent.label("sent"))
        .where(Questionnaire.archived_at.is_(None))
        .order_by(Questionnaire.id.desc())
    )


def get_current_version(questionnaire_id: int) -> Select[QuestionnaireVersion]:
    """The last one that was published."""
    return (
        select(QuestionnaireVersion)
        .where(
            QuestionnaireVersion.questionnaire_id == questionnaire_id,
            QuestionnaireVersion.state == VersionState.PUBLISHED,
        )
        .order_by(QuestionnaireVersion.number.desc())
        .limit(1)
    )


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


def list_sent(questionnaire_id: int) -> Select[Response]:
    """Answers that were sent, the last first."""
    return (
        select(Response)
        .join(QuestionnaireVersion, Response.questionnaire_version_id == QuestionnaireVersion.id)
        .where(
            QuestionnaireVersion.questionnaire_id == questionnaire_id,
            Response.state == ResponseState.SUBMITTED,
        )
        .options(joinedload(Response.questionnaire_version))
        .order_by(Response.submitted_at.desc(), Response.id.desc())
    )


def get_begun(questionnaire_id: int, institution_id: int) -> Select[Response]:
    """What an institution began or sent, the last first."""
    return (
        select(Response)
        .join(QuestionnaireVersion, Response.questionnaire_version_id == QuestionnaireVersion.id)
        .where(
            QuestionnaireVersion.questionnaire_id == questionnaire_id,
            Response.institution_id == institution_id,
        )
        .order_by(Response.id.desc())
    )
