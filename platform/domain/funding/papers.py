"""The papers that a call asks for: the file questions of its forms, with their models."""

from typing import Any, NamedTuple

from noress.core.i18n import Translated
from noress.domain.funding.models import FundingCall
from noress.domain.funding.rules.completeness import coming_version, forms_of
from noress.domain.questionnaires import queries, types
from noress.domain.questionnaires.definition import Question, read_definition
from noress.extensions import db


class Paper(NamedTuple):
    """One line of the list, as the page shows it."""

    key: str
    #: with which form it is asked
    form: Any
    label: Translated
    help: Translated
    is_required: bool
    is_restricted: bool
    #: {language: stored file} to fill in
    models: dict[str, int]


def list_papers(call: FundingCall, *, is_coming: bool = False) -> list[Paper]:
    """As published; `is_coming`: as they will be, for those who prepare."""
    found: dict[str, Paper] = {}
    for questionnaire_id, form in forms_of(call):
        for question in _questions(questionnaire_id, is_coming):
            kind = types.get(question.type) if question.type in types.names() else None
            if kind is not None and kind.is_file and not question.settings.get("audio"):
                found.setdefault(question.key, _paper(question, form))
    return list(found.values())


def _questions(questionnaire_id: int | None, is_coming: bool) -> list[Question]:
    if questionnaire_id is None:
        return []
    version = coming_version(questionnaire_id) if is_coming else None
    version = version or db.session.scalars(queries.get_current_version(questionnaire_id)).one_or_none()
    return list(read_definition(version.content).questions()) if version is not None else []


def _paper(question: Question, form: Any) -> Paper:
    models = question.settings.get("model") or {}
    return Paper(
        question.key, form, question.label, question.help, question.is_required,
        bool(question.settings.get("restricted")), dict(models) if isinstance(models, dict) else {},
    )  # fmt: skip
