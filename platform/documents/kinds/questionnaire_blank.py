"""A questionnaire to fill in by hand: numbered questions, boxes, lines, tables, conditions in words."""

from typing import Any

from noress.core import links
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.documents.pieces import markdown_tree, spoken
from noress.documents.signs import printable
from noress.documents.typesetting import make_pdf
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.domain.questionnaires import policy, types
from noress.domain.questionnaires.definition import Definition, Question, read_definition
from noress.domain.questionnaires.models import QuestionnaireVersion, VersionState
from noress.domain.questionnaires.numbering import number_questions, say_condition
from noress.extensions import db

#: lines to write on
SHORT, LONG = 1, 4
#: blocks of a repeated question that paper has room for
BLOCKS = 3


def may_read(actor: Any, version: QuestionnaireVersion) -> bool:
    """The secretariat; once published, those who may fill it in."""
    if actor is None:
        return False
    questionnaire = version.questionnaire
    is_published = version.state is VersionState.PUBLISHED
    return policy.can_manage(actor, questionnaire) or (
        is_published and policy.can_fill_in(actor, questionnaire)
    )


def fingerprint(version: QuestionnaireVersion, language: str) -> str:
    questionnaire = version.questionnaire
    return documents.fingerprint_of(
        [questionnaire.title, questionnaire.notice, version.number, version.content]
    )


def make(version_id: int, language: str) -> Made:
    version = db.session.get(QuestionnaireVersion, version_id)
    assert version is not None, "the job has found it"
    name = version.number or _("en préparation")
    title = str(version.questionnaire.title)
    pdf = make_pdf(
        "questionnaire_blank.typ", content(version), title=title, language=language,
        reference=f"Q-{version.questionnaire_id}", version=str(name), sha256="",
    )  # fmt: skip
    filename = f"questionnaire-{version.questionnaire_id}-v{version.number or 0}-{language}.pdf"
    return Made(title=str(_("Formulaire à remplir à la main")), filename=filename, content=pdf)


def content(version: QuestionnaireVersion) -> dict[str, Any]:
    definition = read_definition(version.content).asked_through(None)
    numbers = number_questions(definition)
    return {
        "subtitle": _("Formulaire à remplir à la main"),
        "advice": _("Cochez les cases et écrivez lisiblement. Une étoile marque les réponses obligatoires."),
        "structure": [{"label": label, "value": ""} for label in (_("Structure"), _("Rempli par"), _("Date"))],
        "sections": [
            {
                "title": spoken(section.title), "intro": markdown_tree(section.intro),
                "condition": say_condition(section.condition, definition, numbers),
                "questions": [_question(question, definition, numbers) for question in section.questions],
            }
            for section in definition.sections
        ],
        "notice_title": _("Vos données"), "notice": markdown_tree(version.questionnaire.notice),
        "row_head": "",
    }  # fmt: skip


def _question(question: Question, definition: Definition, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "number": numbers.get(question.key), "condition": say_condition(question.condition, definition, numbers),
        **_asked(question), "parts": [_asked(inner) for inner in question.questions],
        "rows": [spoken(row.label) for row in question.choices] if question.type == "table" else [],
        "blocks": min(int(question.settings.get("max_blocks") or BLOCKS), BLOCKS) if question.type == "repeated" else 0,
    }  # fmt: skip


def _asked(question: Question) -> dict[str, Any]:
    kind = question.type
    boxes = [] if kind == "table" else _boxes(question)
    has_lines = types.get(kind).asks and not boxes and kind not in ("table", "repeated", "file", "photo")
    return {
        "label": spoken(question.label), "help": spoken(question.help) if question.help else None,
        "required": question.is_required, "hint": _hint(question), "boxes": boxes,
        "other": _("Autre :") if boxes and question.settings.get("other") else None,
        "lines": (LONG if kind in ("long_text", "address", "budget") else SHORT) if has_lines else 0,
        "unit": _("DH") if kind == "money" else str(question.settings.get("unit") or ""),
    }  # fmt: skip


def _boxes(question: Question) -> list[dict[str, Any]]:
    if question.type == "yes_no":
        return [{"label": spoken(_("Oui")), "sign": ""}, {"label": spoken(_("Non")), "sign": ""}]
    return [{"label": spoken(choice.label), "sign": _sign(choice.pictogram)} for choice in question.choices]


def _sign(pictogram: str) -> str:
    """A pictogram that our fonts can draw; the others are left out, their words say it."""
    return pictogram if printable(pictogram) == pictogram else ""


def _hint(question: Question) -> str:
    return {
        "one": _("Cochez une seule case."), "several": _("Cochez toutes les cases qui conviennent."),
        "date": _("jour / mois / année"), "file": _("Joignez ce document au formulaire."),
        "photo": _("Joignez cette photo au formulaire."),
        "budget": _("Écrivez chaque dépense avec son montant, puis qui paie : appel, apport propre, partenaires."),
        "beneficiaries": _("Femmes, hommes, non précisé."),
    }.get(question.type, "")  # fmt: skip


documents.register(
    "questionnaire_blank", make, may_read, subject=QuestionnaireVersion, fingerprint=fingerprint,
    label=lazy("Formulaire à remplir à la main"),
    page=lambda version: links.to("questionnaires.show", questionnaire_id=version.questionnaire_id),
)  # fmt: skip
