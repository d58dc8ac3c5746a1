"""The form of one question, new or not, in a section or inside a group."""

from dataclasses import replace
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.questionnaires import bp, present
from noress.blueprints.questionnaires.building import back_to, save, type_choices
from noress.blueprints.questionnaires.listing import current_of, draft_of
from noress.blueprints.questionnaires.typed import QuestionForm, question_data
from noress.blueprints.questionnaires.voices import shown_by_builder
from noress.core import territories
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.questionnaires import editing, types
from noress.domain.questionnaires.definition import Definition, Question, Visibility, read_definition
from noress.domain.questionnaires.models import Questionnaire, QuestionnaireVersion
from noress.extensions import db
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt

#: buttons that only show the form again, with the fields of what was chosen
SHOWS = "refresh"
GROUPS = ("table", "repeated")


@bp.route("/questionnaires/<int:questionnaire_id>/parties/<section_key>/ajouter", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def add_question(questionnaire: Questionnaire, section_key: str) -> Any:
    return _page(questionnaire, section=section_key)


@bp.route("/questionnaires/<int:questionnaire_id>/questions/<question_name>/ajouter", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def add_inner(questionnaire: Questionnaire, question_name: str) -> Any:
    """A column of a table, a question of a repeated block."""
    outer = editing.find_question(read_definition(draft_of(questionnaire).content), question_name)
    if outer.type not in GROUPS:
        abort(404)
    return _page(questionnaire, group=question_name)


@bp.route("/questionnaires/<int:questionnaire_id>/questions/<question_name>", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def edit_question(questionnaire: Questionnaire, question_name: str) -> Any:
    return _page(questionnaire, name=question_name)


def _page(questionnaire: Questionnaire, *, section: str = "", group: str = "", name: str = "") -> Any:
    draft = draft_of(questionnaire)
    definition = read_definition(draft.content)
    question = editing.find_question(definition, name) if name else None
    group = group or (name.partition(".")[0] if editing.IN_GROUP in name else "")
    section = section or editing.section_of(definition, name or group).key
    editing.find_section(definition, section)
    if question and question.is_locked:
        return _shown(questionnaire, definition, question, name)
    form = form_of(draft, definition, question, section, group)
    has_key = not (question and is_published(questionnaire, name))
    if SHOWS in request.form:
        form.version.raw_data = None
        form.version.data = form.version.data or draft.version
        tried_status, stale, saved = 200, None, ""
    else:
        where = {"section": section, "group": group, "name": name}
        tried = attempt(
            form, lambda: _save(draft, definition, form, question, where, has_key),
            stored=lambda: _stored(draft, name),
        )  # fmt: skip
        tried_status, stale, saved = tried.status, tried.stale, tried.made
    if tried_status:
        page = render_template(
            "questionnaires/question_form.html", questionnaire=questionnaire, form=form, question=question, name=name,
            group=group, has_key=has_key, stale=stale, section=definition.section(section), answers=shown_by_builder(questionnaire),
            inner=_inner(question) if question and not group else [],
            typed=previewed(form, question, in_group=bool(group)), is_typed=request.method == "POST",
        )  # fmt: skip
        return page, tried_status
    say(_("La question est enregistrée."))
    db.session.commit()
    if form.type.data in GROUPS or (question and question.type != form.type.data):
        return redirect(
            url_for(".edit_question", questionnaire_id=questionnaire.id, question_name=saved), 303
        )
    return back_to(questionnaire, saved)


def is_published(questionnaire: Questionnaire, name: str) -> bool:
    """Answers are named by its key already."""
    current = current_of(questionnaire)
    if current is None:
        return False
    outer, _point, inner = name.partition(editing.IN_GROUP)
    found = read_definition(current.content).question(outer)
    return found is not None and (not inner or any(one.key == inner for one in found.questions))


def form_of(
    draft: QuestionnaireVersion, definition: Definition, question: Question | None, section: str, group: str
) -> QuestionForm:
    data = question_data(question) if question else {"type": request.args.get("type") or "text"}
    form = QuestionForm(data={"version": draft.version, **data})
    form.is_guarded = draft.questionnaire.serves is not None
    form.type.choices = type_choices(in_group=bool(group))
    regions = [SelectChoice(place.code, str(place.name)) for place in territories.of_level("region")]
    form.region.choices = [SelectChoice("", _("tout le pays")), *regions]
    if form.region.data is None or form.region.data == "None":
        form.region.data = ""
    earlier = [] if group else _earlier(definition, question, section)
    form.offer(earlier)
    return form


def _earlier(definition: Definition, question: Question | None, section: str) -> list[Question]:
    if question:
        return editing.earlier_questions(definition, name=question.key)
    keys = [part.key for part in definition.sections]
    until = keys.index(section) + 1
    return [one for part in definition.sections[:until] for one in part.questions]


def _save(
    draft: QuestionnaireVersion, definition: Definition, form: QuestionForm, question: Question | None,
    where: dict[str, str], has_key: bool,
) -> str:  # fmt: skip
    group = where["group"]
    taken = editing.keys_taken(definition, group)
    typed = (form.key.data or "") if has_key else ""
    key = typed or (
        question.key if question else editing.propose_key(form.text("label").get("fr", ""), taken)
    )
    made = question_of(form, key, in_group=bool(group))
    if question:
        changed = editing.replace_question(definition, where["name"], made)
    else:
        changed = editing.add_question(definition, made, section=where["section"], group=group)
    save(draft, changed, form.version.data)
    return f"{group}.{key}" if group else key


def question_of(form: QuestionForm, key: str, *, in_group: bool = False) -> Question:
    """What the form holds, as a question. RuleError beside the field that cannot be read."""
    if form.type.data not in types.names():
        raise RuleError("no_type", _("Choisissez un type de question."), field="type")
    return Question(
        key, form.type.data, form.text("label"), form.text("help"), bool(form.is_required.data) and form.kind.asks,
        None if in_group else form.read_condition(), form.read_choices(), form.read_settings(),
        Visibility(form.visibility.data), bool(form.identifies.data),
    )  # fmt: skip


def previewed(form: QuestionForm, question: Question | None, *, in_group: bool = False) -> Question | None:
    """The question as it is typed now, saved or not; as saved, or nothing, where it cannot be read yet."""
    if request.method != "POST":
        return question
    kept = question or Question("apercu", form.type.data, form.text("label"))
    try:
        typed = question_of(form, kept.key, in_group=in_group)
    except (RuleError, ValueError):
        return question
    return replace(typed, questions=kept.questions, voices=kept.voices)


def _stored(draft: QuestionnaireVersion, name: str) -> dict[str, Any]:
    """What is there now, for who wrote from an older version."""
    outer = read_definition(draft.content).question(name.partition(editing.IN_GROUP)[0]) if name else None
    inner = name.partition(editing.IN_GROUP)[2]
    found = next((one for one in outer.questions if one.key == inner), None) if outer and inner else outer
    return {"version": draft.version, **(question_data(found) if found else {})}


def _inner(question: Question) -> list[present.QuestionLine]:
    return present.question_line(question, "", {question.key: []}, {}).inner


def _shown(questionnaire: Questionnaire, definition: Definition, question: Question, name: str) -> Any:
    """A question of the common core: read, not changed."""
    return render_template(
        "questionnaires/locked.html", questionnaire=questionnaire, question=question,
        section=editing.section_of(definition, name), answers=shown_by_builder(questionnaire), name=name,
    )  # fmt: skip
