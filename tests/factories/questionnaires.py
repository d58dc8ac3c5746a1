"""Questionnaires, their versions and answers, with definitions of a few questions."""

import hashlib
from typing import Any

from noress.core.i18n import Translated
from noress.domain.questionnaires.conditions import Clause, Condition, Operator
from noress.domain.questionnaires.definition import Choice, Definition, Question, Section, write_definition
from noress.domain.questionnaires.models import Questionnaire, QuestionnaireVersion, Response, VersionState
from noress.domain.questionnaires.rules.authoring import canonical
from tests.factories import NOW, save


def both(text: str) -> Translated:
    """A text that misses in neither language."""
    return Translated(fr=text, ar=f"{text} بالعربية")


def make_question(key: str = "name", kind: str = "text", **values: Any) -> Question:
    """A complete question. `choices="a b"` gives it choices of those keys."""
    choices = tuple(Choice(part, both(part.capitalize())) for part in values.pop("choices", "").split())
    return Question(key, kind, values.pop("label", both(key.capitalize())), choices=choices, **values)


def make_section(key: str, *questions: Question, **values: Any) -> Section:
    return Section(key, values.pop("title", both(key.capitalize())), questions=questions, **values)


def when(question: str, operator: str, value: str = "") -> Condition:
    """The condition of one test: `when("age", "more", "18")`."""
    return Condition((Clause(question, Operator(operator), value),))


def make_definition(*questions: Question) -> Definition:
    """One section of these questions; without any, a required name, a count, and a remark for counts above 5."""
    return Definition((make_section("general", *(questions or _usual())),))


def _usual() -> tuple[Question, ...]:
    return (
        make_question("name", is_required=True),
        make_question("members", "number"),
        make_question("remark", "long_text", condition=when("members", "more", "5")),
    )


def make_questionnaire(title: str = "Questionnaire commun", **values: Any) -> Questionnaire:
    """Without any version."""
    return save(
        Questionnaire(
            title=both(title), **{"notice": both("Loi 09-08"), "created_at": NOW, **values},
        )
    )  # fmt: skip


def make_version(
    questionnaire: Questionnaire | None = None,
    definition: Definition | None = None,
    *,
    number: int | None = 1,
    **values: Any,
) -> QuestionnaireVersion:
    """Published, unless `number=None`."""
    questionnaire = questionnaire or make_questionnaire()
    content = write_definition(make_definition() if definition is None else definition)
    usual: dict[str, Any] = {}
    if number:
        sha256 = hashlib.sha256(canonical(content).encode()).hexdigest()
        usual = {"state": VersionState.PUBLISHED, "published_at": NOW, "sha256": sha256}
    return save(
        QuestionnaireVersion(questionnaire_id=questionnaire.id, number=number, content=content, **{**usual, **values})
    )  # fmt: skip


def make_response(of: QuestionnaireVersion | None = None, **values: Any) -> Response:
    """A draft without answers, of that version."""
    of = of or make_version()
    return save(
        Response(
            questionnaire_version_id=of.id, **{"language": "fr", "started_at": NOW, "saved_at": NOW, **values},
        )
    )  # fmt: skip
