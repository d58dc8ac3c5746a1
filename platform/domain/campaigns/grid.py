"""The cells of a campaign's board: the provinces and the kinds of actor that its two questions offer."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from noress.core import territories
from noress.core.i18n import lazy as _
from noress.domain.campaigns.models import Campaign
from noress.domain.questionnaires import queries as questionnaires
from noress.domain.questionnaires.definition import Definition, Question, read_definition
from noress.extensions import db

#: the answer "other, namely": one row of the board for all of them
OTHER = "other"
PROVINCE, KIND = "province", "one"
UNSAID = _("non précisé")


class Grid(NamedTuple):
    """{key: name} of the rows and of the columns, in the order that people know."""

    provinces: Mapping[str, Any]
    kinds: Mapping[str, Any]

    def province_name(self, code: str | None) -> Any:
        return self.provinces.get(code or "") or (UNSAID if not code else _name_of(code))

    def kind_name(self, key: str | None) -> Any:
        return self.kinds.get(key or "") or (key if key else UNSAID)

    def cells(self) -> list[tuple[str, str]]:
        return [(province, kind) for province in self.provinces for kind in self.kinds]


def _name_of(code: str) -> Any:
    found = territories.get(code)
    return found.name if found else code


def definition_in_use(questionnaire_id: int) -> Definition | None:
    """Of the published version; before there is one, of the one in the making."""
    version = db.session.scalars(questionnaires.get_current_version(questionnaire_id)).one_or_none()
    version = version or db.session.scalars(questionnaires.get_draft_version(questionnaire_id)).one_or_none()
    return read_definition(version.content) if version else None


def list_board_questions(definition: Definition | None, kind: str) -> list[Question]:
    """The questions that may tell the province, or the kind of actor: asked of everybody."""
    if definition is None:
        return []
    sections = [section for section in definition.sections if section.owner_id is None]
    return [question for section in sections for question in section.questions if question.type == kind]


def read_grid(campaign: Campaign) -> Grid:
    definition = definition_in_use(campaign.questionnaire_id)
    asked = {question.key: question for question in (definition.questions() if definition else ())}
    return Grid(
        _provinces(asked.get(campaign.province_question or "")),
        _kinds(asked.get(campaign.kind_question or "")),
    )


def _provinces(question: Question | None) -> dict[str, Any]:
    region = (question.settings.get("region") or "") if question else ""
    found = territories.children(region) if region else tuple(territories.of_level(PROVINCE))
    names: dict[str, Any] = {place.code: place.name for place in found}
    return names | ({OTHER: _("ailleurs")} if question and question.settings.get("other") else {})


def _kinds(question: Question | None) -> dict[str, Any]:
    if question is None:
        return {}
    names: dict[str, Any] = {choice.key: choice.label for choice in question.choices}
    return names | ({OTHER: _("autre")} if question.settings.get("other") else {})


def key_of_answer(answer: Any) -> str | None:
    """What the board keeps of an answer: its key, or "other"; None when there is none."""
    if isinstance(answer, dict):
        return OTHER if answer.get("other") else None
    return answer[:40] if isinstance(answer, str) and answer else None
