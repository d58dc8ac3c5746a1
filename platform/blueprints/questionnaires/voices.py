"""Recorded voices that read questions aloud: given by the secretariat, played in the form."""

from functools import partial
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from wtforms import FileField

from noress.blueprints.questionnaires import bp, opening
from noress.blueprints.questionnaires.listing import draft_of
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGE_NAMES, lazy
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.files.models import StoredFile
from noress.domain.questionnaires import editing, policy, queries, rules
from noress.domain.questionnaires.definition import Question, read_definition
from noress.domain.questionnaires.models import Questionnaire, QuestionnaireVersion
from noress.domain.questionnaires.rules.answering import definition_of
from noress.extensions import db
from noress.web import acting, files
from noress.web.flashes import say
from noress.web.forms import BaseForm
from noress.web.merge import version_field
from noress.web.permissions import permission, public
from noress.web.questionnaires import Shown

MAX_BYTES = 2_000_000
CODES = ("fr", "ar")
ACCEPT = ".mp3,.m4a,.ogg,.webm"


class VoiceForm(BaseForm):
    version = version_field()
    file = FileField(lazy("Enregistrement"), render_kw={"accept": ACCEPT})


def address_of(questionnaire: Questionnaire) -> Any:
    """Where pages of the builder play voices, for `Shown.voice_at`."""
    return lambda file_id: url_for(
        "questionnaires.voice", questionnaire_id=questionnaire.id, stored_file_id=file_id
    )


@bp.route("/questionnaires/<int:questionnaire_id>/questions/<question_name>/voix", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def voices(questionnaire: Questionnaire, question_name: str) -> Any:
    """One recording per language: given, replaced, taken away."""
    draft = draft_of(questionnaire)
    question = editing.find_question(read_definition(draft.content), question_name)
    forms = {code: VoiceForm(prefix=f"{code}-", data={"version": draft.version}) for code in CODES}
    status = 200
    code = request.form.get("language", "")
    if request.method == "POST":
        if code not in CODES:
            abort(404)
        form = forms[code]
        try:
            _record(draft, question_name, code, form)
            say(_("La voix est enregistrée.") if "remove" not in request.form else _("La voix est retirée."))
            db.session.commit()
            return redirect(
                url_for(".voices", questionnaire_id=questionnaire.id, question_name=question_name), 303
            )
        except RuleError as refused:
            db.session.rollback()
            form.add_error(refused)
            status = refused.status
    page = render_template(
        "questionnaires/voices.html", questionnaire=questionnaire, question=question, name=question_name,
        lines=_lines(questionnaire, question, forms), tried=forms.get(code),
    )  # fmt: skip
    return page, status


def _record(draft: QuestionnaireVersion, name: str, code: str, form: VoiceForm) -> None:
    now, file = clock.now(), None
    if not form.validate():
        raise RuleError("incomplete", _("Cette page est arrivée incomplète."))
    if "remove" not in request.form:
        file = files.need_upload(
            form.file.data, max_bytes=MAX_BYTES, actor=acting.actor(), now=now, is_voice=True
        )
    rules.record_voice(
        draft=draft,
        name=name,
        language=code,
        file=file,
        version=form.version.data or 0,
        actor=acting.actor(),
        now=now,
    )


def _lines(
    questionnaire: Questionnaire, question: Question, forms: dict[str, VoiceForm]
) -> list[dict[str, Any]]:
    at = address_of(questionnaire)
    return [
        {"code": code, "language": LANGUAGE_NAMES[code], "form": forms[code],
         "text": question.label.get(code, ""), "url": at(question.voices[code]) if code in question.voices else ""}
        for code in CODES
    ]  # fmt: skip


# --- playing ----------------------------------------------------------------------------------------------


@bp.get("/questionnaires/<int:questionnaire_id>/voix/<int:stored_file_id>")
@permission(P.QUESTIONNAIRE_FILL_IN, loads=Questionnaire)
def voice(questionnaire: Questionnaire, stored_file_id: int) -> Any:
    """For those who build it, of any version; for those who may fill it in, of the one in use."""
    if policy.can_manage(acting.actor(), questionnaire):
        contents = db.session.scalars(queries.list_contents(questionnaire.id))
    else:
        current = db.session.scalars(queries.get_current_version(questionnaire.id)).one()
        contents = [current.content]
    if not any(stored_file_id in read_definition(content).recordings() for content in contents):
        abort(404)
    return files.play(_file(stored_file_id))


@bp.get("/q/<token>/voix/<int:stored_file_id>")
@public
def form_voice(token: str, stored_file_id: int) -> Any:
    """For whoever holds the personal link."""
    if stored_file_id not in definition_of(opening.open_form(token).response).recordings():
        abort(404)
    return files.play(_file(stored_file_id))


def _file(key: int) -> StoredFile:
    return db.session.get(StoredFile, key) or abort(404)


def shown_by_builder(questionnaire: Questionnaire) -> Shown:
    """Empty controls, as the builder's previews show them."""
    model_at = partial(url_for, "questionnaires.model", questionnaire_id=questionnaire.id)
    return Shown({}, voice_at=address_of(questionnaire), model_at=lambda key: model_at(stored_file_id=key))
