"""XLSForm sheets: read into a new questionnaire or into the version in the making, looked at, then taken; written out.

What was read travels signed from the page that shows it to the page that takes it: until then, nothing is written.
"""

import io
from typing import Any

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer
from wtforms import FileField

from noress.blueprints.questionnaires import bp, present
from noress.blueprints.questionnaires.listing import current_of, draft_of
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import Translated, lazy
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.questionnaires import queries, rules
from noress.domain.questionnaires.definition import Definition, read_definition, write_definition
from noress.domain.questionnaires.models import Questionnaire, QuestionnaireVersion
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.forms import BaseForm
from noress.web.permissions import permission

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: one page's work: whoever comes back the next day sends the sheet again
SECONDS = 12 * 3600
#: what a form's field may carry (werkzeug's own limit is 500 KB)
MOST_CARRIED = 450_000
#: problems shown at once
MOST_SHOWN = 50


class XlsformForm(BaseForm):
    file = FileField(lazy("Fichier XLSForm"), render_kw={"accept": ".xlsx"})


@bp.route("/questionnaires/importer", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE)
def import_new() -> Any:
    return _import_page(None)


@bp.route("/questionnaires/<int:questionnaire_id>/importer", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def import_into(questionnaire: Questionnaire) -> Any:
    """In place of what the version in the making asks."""
    return _import_page(questionnaire)


def _import_page(questionnaire: Questionnaire | None) -> Any:
    from noress.domain.questionnaires.xlsform import (  # expressions and names: imports only
        XlsformRefused,
        read_xlsform,
    )

    draft = draft_of(questionnaire) if questionnaire else None
    if "read" in request.form:
        return _take(questionnaire, draft)
    form, problems, status = XlsformForm(), [], 200
    if request.method == "POST":
        status = 422
        upload = form.file.data
        if not form.validate() or not getattr(upload, "filename", ""):
            form.file.errors = [_("Choisissez un fichier.")]
        else:
            try:
                known = _recordings(questionnaire)
                title, definition = read_xlsform(upload.filename, upload.stream, recordings=known)
                return _check_page(questionnaire, draft, upload.filename, title, definition)
            except XlsformRefused as refused:
                problems, status = refused.problems, refused.status
            except RuleError as refused:
                form.add_error(refused)
                status = refused.status
    page = render_template(
        "questionnaires/import.html", questionnaire=questionnaire, form=form, problems=problems[:MOST_SHOWN],
        total=len(problems),
    )  # fmt: skip
    return page, status


def _recordings(questionnaire: Questionnaire | None) -> set[int]:
    """The voices and models that a sheet may name: those of this questionnaire, or, for a new one, of all."""
    contents = db.session.scalars(queries.list_contents(questionnaire.id if questionnaire else None))
    definitions = [read_definition(content) for content in contents]
    return {file_id for one in definitions for file_id in one.recordings() | one.models()}


def _check_page(
    questionnaire: Questionnaire | None, draft: QuestionnaireVersion | None, filename: str, title: Translated,
    definition: Definition,
) -> Any:  # fmt: skip
    """What was read, before anything is written."""
    read = {
        "title": dict(title), "content": write_definition(definition), "name": filename[:120],
        "for": questionnaire.id if questionnaire else 0, "version": draft.version if draft else 0,
    }  # fmt: skip
    carried = str(_signer().dumps(read))
    if len(carried) > MOST_CARRIED:
        raise RuleError("too_big", _("Ce questionnaire est trop long."), field="file", status=413)
    before = read_definition(draft.content) if draft else None
    page = render_template(
        "questionnaires/import_check.html", questionnaire=questionnaire, read=carried, title=title, filename=filename,
        lines=present.read_lines(definition), problems=present.fault_words(definition),
        changes=present.changes_between(before, definition.with_sections((*definition.sections, *before.owned_sections())))
        if before else None,
    )  # fmt: skip
    return page, 200


def _take(questionnaire: Questionnaire | None, draft: QuestionnaireVersion | None) -> Any:
    try:
        read = _signer().loads(request.form["read"], max_age=SECONDS)
    except BadData as error:
        message = _("Ce qui a été lu n'est plus disponible : envoyez le fichier de nouveau.")
        raise RuleError("expired", message, status=409) from error
    if read["for"] != (questionnaire.id if questionnaire else 0):
        abort(404)
    definition, now = read_definition(read["content"]), clock.now()
    if questionnaire and draft:
        rules.import_content(
            draft=draft, definition=definition, filename=read["name"], version=read["version"], actor=acting.actor(), now=now,
        )  # fmt: skip
        made = questionnaire
    else:
        title = Translated(read["title"]) or Translated(fr=read["name"].rpartition(".")[0] or read["name"])
        made = rules.create_questionnaire(
            title=title, notice=Translated(), actor=acting.actor(), now=now, definition=definition
        )
    say(_("Le fichier est importé. Relisez les questions, puis publiez."))
    address = url_for(".build", questionnaire_id=made.id)
    db.session.commit()
    return redirect(address, 303)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="xlsform")


@bp.get("/questionnaires/<int:questionnaire_id>/xlsform.xlsx")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def export(questionnaire: Questionnaire) -> Any:
    """Any version, for KoboToolbox and ODK: `?version=2`, or the one in the making, else the one in use."""
    from noress.domain.questionnaires.xlsform import write_xlsform  # xlsxwriter: exports only

    version = version_asked(questionnaire)
    sheet = io.BytesIO()
    write_xlsform(read_definition(version.content).asked_through(None), questionnaire.title, sheet)
    response = Response(sheet.getvalue(), content_type=SHEET)
    name = (
        f"questionnaire-{questionnaire.id}-{f'v{version.number}' if version.number else 'preparation'}.xlsx"
    )
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def version_asked(questionnaire: Questionnaire) -> QuestionnaireVersion:
    """The one that `?version=` names; without it the one in the making, else the one in use. 404 when there is none."""
    raw = request.args.get("version", "")
    if raw:
        number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 6 else 0
        found = db.session.scalars(queries.get_version(questionnaire.id, number)).one_or_none()
    else:
        found = db.session.scalars(queries.get_draft_version(questionnaire.id)).one_or_none()
        found = found or current_of(questionnaire)
    return found or abort(404)
