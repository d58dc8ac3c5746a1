"""What a member asks for itself: one section of its own in the version that the secretariat prepares."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.questionnaires import bp, one_question, present
from noress.blueprints.questionnaires.building import UP, ButtonForm, type_choices
from noress.blueprints.questionnaires.listing import draft_of
from noress.blueprints.questionnaires.typed import ARABIC, FRENCH, QuestionForm, question_data
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.questionnaires import editing, queries, rules
from noress.domain.questionnaires.definition import Definition, Question, Section, read_definition
from noress.domain.questionnaires.models import Questionnaire, QuestionnaireVersion
from noress.domain.questionnaires.rules.own import MOST_OWN
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.forms import BaseForm, line, long_text
from noress.web.merge import version_field
from noress.web.permissions import permission
from noress.web.questionnaires import Shown
from noress.web.submitting import attempt


class OwnSectionForm(BaseForm):
    version = version_field()
    title_fr, title_ar = line(FRENCH), line(ARABIC)
    intro_fr, intro_ar = long_text(FRENCH), long_text(ARABIC)

    def text(self, name: str) -> Translated:
        return Translated(fr=self[f"{name}_fr"].data, ar=self[f"{name}_ar"].data)


@bp.get("/questionnaires/<int:questionnaire_id>/nos-questions")
@permission(P.QUESTIONNAIRE_ASK_OWN, loads=Questionnaire)
def own_questions(questionnaire: Questionnaire) -> Any:
    """The institution's section as it is asked now, and as it will be; nothing else can be changed from here."""
    draft = db.session.scalars(queries.get_draft_version(questionnaire.id)).one_or_none()
    section = _section(draft)
    lines = []
    if draft is not None and section is not None:
        every = present.section_lines(read_definition(draft.content))
        lines = [one for part in every if part.section.key == section.key for one in part.questions]
    return render_template(
        "questionnaires/own_questions.html", questionnaire=questionnaire, draft=draft, section=section, lines=lines,
        most=MOST_OWN, form=ButtonForm(data={"version": draft.version if draft else 0}),
    )  # fmt: skip


@bp.route("/questionnaires/<int:questionnaire_id>/nos-questions/partie", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_ASK_OWN, loads=Questionnaire)
def own_section(questionnaire: Questionnaire) -> Any:
    draft = draft_of(questionnaire)
    form = OwnSectionForm(data=_section_data(draft))
    tried = attempt(
        form,
        lambda: rules.save_own_section(
            draft=draft, title=form.text("title"), intro=form.text("intro"), version=form.version.data or 0,
            actor=acting.actor(), now=clock.now(),
        ),
        stored=lambda: _section_data(draft),
    )  # fmt: skip
    if tried.status:
        page = render_template(
            "questionnaires/own_section.html", questionnaire=questionnaire, form=form, stale=tried.stale
        )
        return page, tried.status
    return _done(questionnaire, _("Votre partie est enregistrée."))


@bp.route("/questionnaires/<int:questionnaire_id>/nos-questions/question", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_ASK_OWN, loads=Questionnaire)
def add_own_question(questionnaire: Questionnaire) -> Any:
    return _question_page(questionnaire, "")


@bp.route(
    "/questionnaires/<int:questionnaire_id>/nos-questions/question/<question_name>", methods=["GET", "POST"]
)
@permission(P.QUESTIONNAIRE_ASK_OWN, loads=Questionnaire)
def edit_own_question(questionnaire: Questionnaire, question_name: str) -> Any:
    return _question_page(questionnaire, question_name)


def _question_page(questionnaire: Questionnaire, name: str) -> Any:
    draft = draft_of(questionnaire)
    definition = read_definition(draft.content)
    section, question = _needed(draft), _question(draft, name)
    own = definition.asked_through(acting.actor().institution_id)  # what others ask for themselves is theirs
    form = one_question.form_of(draft, own, question, section.key, "")
    form.type.choices = type_choices(in_group=True)  # tables and blocks are the secretariat's
    status, stale = 200, None
    if one_question.SHOWS in request.form:
        form.version.raw_data = None
        form.version.data = form.version.data or draft.version
    else:
        tried = attempt(
            form, lambda: _save(draft, definition, form, question), stored=lambda: _stored(draft, name)
        )
        if not tried.status:
            return _done(questionnaire, _("La question est enregistrée."))
        status, stale = tried.status, tried.stale
    page = render_template(
        "questionnaires/own_question.html", questionnaire=questionnaire, form=form, question=question, stale=stale,
        section=section, answers=Shown({}), typed=one_question.previewed(form, question), is_typed=request.method == "POST",
    )  # fmt: skip
    return page, status


def _save(
    draft: QuestionnaireVersion, definition: Definition, form: QuestionForm, question: Question | None
) -> None:
    taken = editing.keys_taken(definition)
    key = question.key if question else editing.propose_key(form.text("label").get("fr", ""), taken)
    rules.save_own_question(
        draft=draft, question=one_question.question_of(form, key), name=question.key if question else "",
        version=form.version.data or 0, actor=acting.actor(), now=clock.now(),
    )  # fmt: skip


@bp.post("/questionnaires/<int:questionnaire_id>/nos-questions/question/<question_name>/deplacer")
@permission(P.QUESTIONNAIRE_ASK_OWN, loads=Questionnaire)
def move_own_question(questionnaire: Questionnaire, question_name: str) -> Any:
    rules.move_own_question(
        draft=draft_of(questionnaire), name=question_name, step=-1 if request.form.get("direction") == UP else 1,
        version=ButtonForm().version.data or 0, actor=acting.actor(), now=clock.now(),
    )  # fmt: skip
    return _done(questionnaire, "")


@bp.post("/questionnaires/<int:questionnaire_id>/nos-questions/question/<question_name>/retirer")
@permission(P.QUESTIONNAIRE_ASK_OWN, loads=Questionnaire)
def remove_own_question(questionnaire: Questionnaire, question_name: str) -> Any:
    rules.remove_own_question(
        draft=draft_of(questionnaire), name=question_name, version=ButtonForm().version.data or 0, actor=acting.actor(),
        now=clock.now(),
    )  # fmt: skip
    return _done(questionnaire, _("La question est retirée."))


@bp.route("/questionnaires/<int:questionnaire_id>/nos-questions/retirer", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_ASK_OWN, loads=Questionnaire)
def remove_own_section(questionnaire: Questionnaire) -> Any:
    draft = draft_of(questionnaire)
    section = _needed(draft)
    form = ButtonForm(data={"version": draft.version})
    tried = attempt(
        form,
        lambda: rules.remove_own_section(
            draft=draft, version=form.version.data or 0, actor=acting.actor(), now=clock.now()
        ),
        stored=lambda: {"version": draft.version},
    )
    if tried.status:
        page = render_template(
            "questionnaires/own_remove.html", questionnaire=questionnaire, form=form, section=section
        )
        return page, tried.status
    return _done(questionnaire, _("Votre partie est retirée."))


def _done(questionnaire: Questionnaire, words: str) -> Any:
    if words:
        say(words)
    db.session.commit()
    return redirect(url_for(".own_questions", questionnaire_id=questionnaire.id), 303)


def _section(draft: QuestionnaireVersion | None) -> Section | None:
    key = acting.actor().institution_id
    return read_definition(draft.content).section_owned_by(key) if draft is not None and key else None


def _needed(draft: QuestionnaireVersion) -> Section:
    section = _section(draft)
    if section is None:
        raise RuleError("no_section", _("Votre institution n'a pas encore de partie à elle ici."), status=409)
    return section


def _question(draft: QuestionnaireVersion, name: str) -> Question | None:
    if not name:
        return None
    found = next((one for one in _needed(draft).questions if one.key == name), None)
    if found is None:
        raise RuleError("gone", _("Cette partie ou cette question n'existe plus."), status=404)
    return found


def _section_data(draft: QuestionnaireVersion) -> dict[str, Any]:
    section = _section(draft)
    texts = {"title": section.title, "intro": section.intro} if section else {}
    return {"version": draft.version} | {
        f"{name}_{code}": text.get(code, "") for name, text in texts.items() for code in ("fr", "ar")
    }


def _stored(draft: QuestionnaireVersion, name: str) -> dict[str, Any]:
    section = _section(draft)
    found = next((one for one in section.questions if one.key == name), None) if section and name else None
    return {"version": draft.version, **(question_data(found) if found else {})}
