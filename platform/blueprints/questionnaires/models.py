"""Models of papers: empty, to download beside the question that asks for them filled in; one per language."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms import FileField

from noress.blueprints.questionnaires import bp, opening
from noress.blueprints.questionnaires.listing import draft_of
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGE_NAMES, lazy
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.files.models import StoredFile
from noress.domain.files.rules.uploads import ACCEPTED
from noress.domain.questionnaires import editing, policy, queries, rules, types
from noress.domain.questionnaires.definition import Question, models_of, read_definition
from noress.domain.questionnaires.models import Questionnaire, QuestionnaireVersion
from noress.domain.questionnaires.rules.answering import definition_of
from noress.extensions import db
from noress.web import acting, files
from noress.web.flashes import say
from noress.web.forms import BaseForm
from noress.web.headers import private_page
from noress.web.merge import version_field
from noress.web.permissions import permission, public

MAX_BYTES = 5_000_000
CODES = ("fr", "ar")


class ModelForm(BaseForm):
    version = version_field()
    file = FileField(lazy("Fichier"), render_kw={"accept": ACCEPTED})


@bp.route("/questionnaires/<int:questionnaire_id>/questions/<question_name>/modele", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def models(questionnaire: Questionnaire, question_name: str) -> Any:
    """One paper per language: given, replaced, taken away."""
    draft = draft_of(questionnaire)
    question = editing.find_question(read_definition(draft.content), question_name)
    if question.type not in types.names() or not types.get(question.type).is_file:
        abort(404)
    forms = {code: ModelForm(prefix=f"{code}-", data={"version": draft.version}) for code in CODES}
    status, code = 200, request.form.get("language", "")
    if request.method == "POST":
        if code not in CODES:
            abort(404)
        try:
            _record(draft, question_name, code, forms[code])
            say(_("Le modèle est retiré.") if "remove" in request.form else _("Le modèle est enregistré."))
            db.session.commit()
            return redirect(request.path, 303)
        except RuleError as refused:
            db.session.rollback()
            forms[code].add_error(refused)
            status = refused.status
    page = render_template(
        "questionnaires/models.html", questionnaire=questionnaire, question=question, name=question_name,
        lines=_lines(questionnaire, question, forms), tried=forms.get(code),
    )  # fmt: skip
    return page, status


def _record(draft: QuestionnaireVersion, name: str, code: str, form: ModelForm) -> None:
    now, file = clock.now(), None
    if not form.validate():
        raise RuleError("incomplete", _("Cette page est arrivée incomplète."))
    if "remove" not in request.form:
        file = files.need_upload(form.file.data, max_bytes=MAX_BYTES, actor=acting.actor(), now=now)
    rules.record_model(
        draft=draft, name=name, language=code, file=file, version=form.version.data or 0, actor=acting.actor(), now=now
    )  # fmt: skip


def _lines(
    questionnaire: Questionnaire, question: Question, forms: dict[str, ModelForm]
) -> list[dict[str, Any]]:
    held = models_of(question)
    found = {code: db.session.get(StoredFile, held[code]) for code in CODES if code in held}
    return [
        {"code": code, "language": LANGUAGE_NAMES[code], "form": forms[code], "file": found.get(code),
         "url": url_for(".model", questionnaire_id=questionnaire.id, stored_file_id=held[code]) if code in held else ""}
        for code in CODES
    ]  # fmt: skip


# --- downloading ------------------------------------------------------------------------------------------


@bp.get("/questionnaires/<int:questionnaire_id>/modeles/<int:stored_file_id>")
@permission(P.QUESTIONNAIRE_FILL_IN, loads=Questionnaire)
def model(questionnaire: Questionnaire, stored_file_id: int) -> Any:
    """For those who build it, of any version; for those who may fill it in, of the one in use."""
    if policy.can_manage(acting.actor(), questionnaire):
        contents = db.session.scalars(queries.list_contents(questionnaire.id))
    else:
        contents = [db.session.scalars(queries.get_current_version(questionnaire.id)).one().content]
    if not any(stored_file_id in read_definition(content).models() for content in contents):
        abort(404)
    return files.send(_file(stored_file_id))


@bp.get("/q/<token>/modele/<int:stored_file_id>")
@public
def form_model(token: str, stored_file_id: int) -> BaseResponse:
    """For whoever holds the link of a form."""
    if stored_file_id not in definition_of(opening.open_form(token).response).models():
        abort(404)
    return private_page(files.send(_file(stored_file_id)))


def _file(key: int) -> StoredFile:
    return db.session.get(StoredFile, key) or abort(404)
