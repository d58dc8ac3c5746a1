"""The builder: sections and questions of the version in the making, each on a form of its own."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.questionnaires import bp, present
from noress.blueprints.questionnaires.listing import draft_of
from noress.blueprints.questionnaires.typed import SectionForm, condition_data
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.institutions.models import Institution
from noress.domain.questionnaires import editing, rules, types
from noress.domain.questionnaires.definition import Definition, Section, read_definition
from noress.domain.questionnaires.models import Questionnaire, QuestionnaireVersion
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.forms import BaseForm
from noress.web.merge import version_field
from noress.web.permissions import permission
from noress.web.submitting import attempt

UP = "haut"


class ButtonForm(BaseForm):
    """One button of the list: which version it was shown on."""

    version = version_field()


def save(draft: QuestionnaireVersion, definition: Definition, version: int | None) -> None:
    rules.save_content(
        draft=draft, definition=definition, version=version or 0, actor=acting.actor(), now=clock.now()
    )


def type_choices(*, in_group: bool = False) -> list[SelectChoice]:
    kinds = [(key, types.get(key)) for key in types.names()]
    return [SelectChoice(key, str(kind.label)) for key, kind in kinds if kind.fits_groups or not in_group]


@bp.get("/questionnaires/<int:questionnaire_id>/construire")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def build(questionnaire: Questionnaire) -> Any:
    draft = draft_of(questionnaire)
    definition = read_definition(draft.content)
    return render_template(
        "questionnaires/build.html", questionnaire=questionnaire, draft=draft, lines=present.section_lines(definition),
        owners={one.owner_id: institution_name(one.owner_id) for one in definition.owned_sections()},
        problems=present.problem_lines(questionnaire.id, definition),
    )  # fmt: skip


def institution_name(key: int | None) -> Any:
    found = db.session.get(Institution, key) if key else None
    return found.name if found else ""


def back_to(questionnaire: Questionnaire, anchor: str = "") -> Any:
    return redirect(
        url_for(".build", questionnaire_id=questionnaire.id, _anchor=anchor.partition(".")[0] or None), 303
    )


def press(questionnaire: Questionnaire, change: Callable[[Definition], Definition], anchor: str) -> Any:
    """A button of the list: changed at once, refused when the list has changed meanwhile."""
    draft = draft_of(questionnaire)
    form = ButtonForm()
    save(draft, change(read_definition(draft.content)), form.version.data)
    db.session.commit()
    return back_to(questionnaire, anchor)


# --- sections --------------------------------------------------------------------------------------------


@bp.route("/questionnaires/<int:questionnaire_id>/parties/nouvelle", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def add_section(questionnaire: Questionnaire) -> Any:
    return _section_page(questionnaire, None)


@bp.route("/questionnaires/<int:questionnaire_id>/parties/<section_key>", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def edit_section(questionnaire: Questionnaire, section_key: str) -> Any:
    return _section_page(questionnaire, section_key)


def _section_page(questionnaire: Questionnaire, key: str | None) -> Any:
    draft = draft_of(questionnaire)
    definition = read_definition(draft.content)
    section = editing.find_section(definition, key) if key else None
    form = SectionForm(data=_section_data(draft, section))
    form.offer(editing.earlier_questions(definition, section=key or ""))
    tried = attempt(
        form, lambda: _save_section(draft, form, definition, key), stored=lambda: _stored_section(draft, key)
    )
    if tried.status or "refresh" in request.form:
        db.session.rollback()
        page = render_template(
            "questionnaires/section_form.html", questionnaire=questionnaire, form=form, section=section, stale=tried.stale
        )  # fmt: skip
        return page, 200 if "refresh" in request.form else tried.status
    say(_("La partie est enregistrée."))
    db.session.commit()
    return back_to(questionnaire, tried.made)


def _save_section(
    draft: QuestionnaireVersion, form: SectionForm, definition: Definition, key: str | None
) -> str:
    title = form.text("title")
    name = key or editing.propose_key(title.get("fr", ""), editing.keys_taken(definition), "partie")
    section = Section(name, title, form.text("intro"), condition=form.read_condition())
    changed = (
        editing.replace_section(definition, key, section) if key else editing.add_section(definition, section)
    )
    save(draft, changed, form.version.data)
    return name


def _section_data(draft: QuestionnaireVersion, section: Section | None) -> dict[str, Any]:
    if section is None:
        return {"version": draft.version}
    return {
        "version": draft.version, "title_fr": section.title.get("fr", ""), "title_ar": section.title.get("ar", ""),
        "intro_fr": section.intro.get("fr", ""), "intro_ar": section.intro.get("ar", ""),
        **condition_data(section.condition),
    }  # fmt: skip


def _stored_section(draft: QuestionnaireVersion, key: str | None) -> dict[str, Any]:
    """What is there now, for who wrote from an older version."""
    return _section_data(draft, read_definition(draft.content).section(key) if key else None)


@bp.post("/questionnaires/<int:questionnaire_id>/parties/<section_key>/deplacer")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def move_section(questionnaire: Questionnaire, section_key: str) -> Any:
    return press(questionnaire, lambda now: editing.move_section(now, section_key, _step()), section_key)


@bp.route("/questionnaires/<int:questionnaire_id>/parties/<section_key>/retirer", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def remove_section(questionnaire: Questionnaire, section_key: str) -> Any:
    draft = draft_of(questionnaire)
    definition = read_definition(draft.content)
    section = editing.find_section(definition, section_key)
    keys = {question.key for question in section.questions}
    others = [one for one in editing.depending_on(definition, keys) if one is not section]
    return _removal_page(
        questionnaire, draft, section.title, others, len(keys),
        lambda: editing.remove_section(definition, section_key), needs_page=bool(keys),
    )  # fmt: skip


# --- buttons of a question -------------------------------------------------------------------------------


@bp.post("/questionnaires/<int:questionnaire_id>/questions/<question_name>/deplacer")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def move_question(questionnaire: Questionnaire, question_name: str) -> Any:
    return press(questionnaire, lambda now: editing.move_question(now, question_name, _step()), question_name)


@bp.post("/questionnaires/<int:questionnaire_id>/questions/<question_name>/copier")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def copy_question(questionnaire: Questionnaire, question_name: str) -> Any:
    return press(questionnaire, lambda now: editing.copy_question(now, question_name), question_name)


@bp.route("/questionnaires/<int:questionnaire_id>/questions/<question_name>/retirer", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def remove_question(questionnaire: Questionnaire, question_name: str) -> Any:
    """At once, unless a condition depends on its answer: then after a page that names what does."""
    draft = draft_of(questionnaire)
    definition = read_definition(draft.content)
    question = editing.find_question(definition, question_name)
    others = editing.depending_on(definition, {question.key}) if editing.IN_GROUP not in question_name else []
    return _removal_page(
        questionnaire, draft, question.label, others, 0,
        lambda: editing.remove_question(definition, question_name), needs_page=bool(others),
    )  # fmt: skip


# --- the common core -------------------------------------------------------------------------------------


@bp.post("/questionnaires/<int:questionnaire_id>/parties/<section_key>/verrou")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def lock_section(questionnaire: Questionnaire, section_key: str) -> Any:
    """A section with its questions becomes part of the common core, or leaves it."""
    return press(
        questionnaire, lambda now: editing.set_section_lock(now, section_key, is_locked=_locks()), section_key
    )


@bp.post("/questionnaires/<int:questionnaire_id>/questions/<question_name>/verrou")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def lock_question(questionnaire: Questionnaire, question_name: str) -> Any:
    return press(
        questionnaire, lambda now: editing.set_lock(now, question_name, is_locked=_locks()), question_name
    )


def _locks() -> bool:
    return request.form.get("lock") != "0"


def _removal_page(
    questionnaire: Questionnaire, draft: QuestionnaireVersion, label: Any, others: list[Any], count: int,
    change: Callable[[], Definition], *, needs_page: bool,
) -> Any:  # fmt: skip
    form = ButtonForm(data={"version": draft.version})
    is_asked = request.method == "POST" and (not needs_page or "confirmed" in request.form)
    if is_asked:
        save(draft, change(), form.version.data)
        say(_("« %(text)s » est retiré.", text=label))
        db.session.commit()
        return back_to(questionnaire)
    names = [str(getattr(one, "label", None) or getattr(one, "title", "")) or one.key for one in others]
    return render_template(
        "questionnaires/remove.html",
        questionnaire=questionnaire,
        form=form,
        label=label,
        count=count,
        others=names,
    )


def _step() -> int:
    return -1 if request.form.get("direction") == UP else 1
