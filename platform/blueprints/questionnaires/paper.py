"""Quick entry of papers: every question on one page, in the paper's order; the next paper begins at once."""

import secrets
from dataclasses import replace
from typing import Any, NamedTuple

from flask import abort, redirect, render_template, request, url_for
from wtforms import FileField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from noress.blueprints.questionnaires import bp, filled, filling
from noress.blueprints.questionnaires.listing import current_of
from noress.core import clock
from noress.core.contacts import clean_email
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import LANGUAGE_NAMES, Translated, lazy, ngettext
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.files.rules.uploads import store_file
from noress.domain.institutions import queries as institutions
from noress.domain.questionnaires import queries, rules, types
from noress.domain.questionnaires.definition import Definition, Question, read_definition
from noress.domain.questionnaires.filling import list_missing
from noress.domain.questionnaires.models import Channel, Questionnaire, Response, ResponseState
from noress.domain.questionnaires.numbering import number_questions, say_condition
from noress.domain.questionnaires.rules.answering import definition_of
from noress.domain.questionnaires.rules.paper import Entered, Head
from noress.extensions import db
from noress.web import acting
from noress.web.files import storage
from noress.web.flashes import say
from noress.web.forms import REQUIRED, BaseForm, Checked, line
from noress.web.permissions import permission
from noress.web.questionnaires import Shown, texts_of

MAX_SCAN = 20_000_000


def _optional_id(raw: Any) -> int | None:
    text = str(raw or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class HeadForm(BaseForm):
    """What stands above the questions."""

    filled_by = line(lazy("Qui a rempli le papier"), required=True)
    institution_id = SelectField(
        lazy("Institution, si elle est dans l'annuaire"), coerce=_optional_id, validate_choice=False
    )
    language = RadioField(
        lazy("Langue du papier"), validators=[InputRequired(REQUIRED)],
        choices=[SelectChoice(code, LANGUAGE_NAMES[code]) for code in ("fr", "ar")],
    )  # fmt: skip
    email = line(lazy("Courriel de la structure, pour le reçu"), limit=254, validators=[Checked(clean_email)])


class ScanForm(BaseForm):
    file = FileField(
        lazy("Papier numérisé, photo ou PDF"), render_kw={"accept": ".pdf,.png,.jpg,.jpeg,.webp"}
    )


class PaperLine(NamedTuple):
    """A question as the page shows it, under its number."""

    question: Question
    condition: str
    is_file: bool


@bp.route("/questionnaires/<int:questionnaire_id>/saisie", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def enter_paper(questionnaire: Questionnaire) -> Any:
    return _page(questionnaire, None)


@bp.route("/questionnaires/<int:questionnaire_id>/saisie/<int:response_id>", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def finish_paper(questionnaire: Questionnaire, response_id: int) -> Any:
    """One whose copying was left."""
    response = _find(questionnaire, response_id)
    if response.state is not ResponseState.DRAFT:
        return redirect(url_for(".answer", questionnaire_id=questionnaire.id, response_id=response.id), 303)
    return _page(questionnaire, response)


@bp.post("/questionnaires/<int:questionnaire_id>/saisie/<int:response_id>/papier")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def attach_scan(questionnaire: Questionnaire, response_id: int) -> Any:
    """An upload of its own: a slow network never holds the answers back."""
    response, form, now = _find(questionnaire, response_id), ScanForm(prefix="scan-"), clock.now()
    upload = form.file.data
    if not form.validate() or not getattr(upload, "filename", ""):
        raise RuleError("no_file", _("Choisissez un fichier."), field="file")
    file = store_file(
        name=upload.filename,
        stream=upload.stream,
        storage=storage(),
        max_bytes=MAX_SCAN,
        actor=acting.actor(),
        now=now,
    )
    rules.attach_scan(response=response, file=file, actor=acting.actor(), now=now)
    say(_("Le papier est joint."))
    where = _place_of(questionnaire, response)
    if "next" in request.form:
        where = url_for(".enter_paper", questionnaire_id=questionnaire.id, apres=response.id)
    db.session.commit()
    return redirect(where, 303)


def _page(questionnaire: Questionnaire, response: Response | None) -> Any:
    version = response.questionnaire_version if response else current_of(questionnaire)
    if version is None:
        raise RuleError("not_published", _("Ce questionnaire n'est pas encore ouvert."), status=409)
    definition = definition_of(response) if response else read_definition(version.content).asked_through(None)
    before = _before(questionnaire)
    form = HeadForm(data=_head_data(response, before))
    rows = db.session.execute(institutions.list_institution_choices())
    form.institution_id.choices = [
        SelectChoice("", "—"),
        *(SelectChoice(row.id, str(row.name)) for row in rows),
    ]
    shown, status = _texts(definition, response), 200
    if request.method == "POST":
        posted = filling.posted_answers()
        shown.texts, status = dict(posted), 422
        if form.validate():
            try:
                return _save(questionnaire, response, form, posted)
            except StaleVersion as stale:
                db.session.rollback()
                form.add_error(stale)
                status = 409
            except RuleError as refused:
                db.session.rollback()
                form.add_error(refused)
                status = refused.status
    return _render(questionnaire, response, before, definition, form, shown), status


def _render(
    questionnaire: Questionnaire, response: Response | None, before: Response | None, definition: Definition,
    form: HeadForm, shown: Shown,
) -> str:  # fmt: skip
    drafts = [
        one for one in db.session.scalars(queries.list_paper_drafts(questionnaire.id)) if one is not response
    ]
    action = (
        url_for(".finish_paper", questionnaire_id=questionnaire.id, response_id=response.id)
        if response
        else url_for(".enter_paper", questionnaire_id=questionnaire.id)
    )
    return render_template(
        "questionnaires/paper.html", questionnaire=questionnaire, response=response, form=form, answers=shown,
        wrong=filled.named(definition.questions(), shown.errors),
        parts=_parts(definition), drafts=drafts, before=before, action=action, scan=ScanForm(prefix="scan-"),
        key=request.form.get("key") or secrets.token_hex(16), names=filled_names(drafts),
    )  # fmt: skip


def filled_names(drafts: list[Response]) -> dict[int, Any]:
    return {one.id: one.institution.name if one.institution else one.filled_by for one in drafts}


def _save(
    questionnaire: Questionnaire, response: Response | None, form: HeadForm, posted: dict[str, list[str]]
) -> Any:
    head = Head(
        form.filled_by.data or "",
        form.language.data or "fr",
        form.institution_id.data,
        clean_email(form.email.data),
    )
    entered = rules.enter_paper(
        questionnaire=questionnaire, response=response, head=head, posted=posted, version=filling.posted_version(),
        key=request.form.get("key", "")[:40] or secrets.token_hex(16), actor=acting.actor(), now=clock.now(),
    )  # fmt: skip
    made = entered.response
    _tell(entered)
    where = url_for(
        ".finish_paper", questionnaire_id=questionnaire.id, response_id=made.id, manque=1,
        bloc=request.form.get("more") or None,
    ) if entered.missing or "more" in request.form else _place_of(questionnaire, made)  # fmt: skip
    if "next" in request.form:
        where = url_for(".enter_paper", questionnaire_id=questionnaire.id, apres=made.id)
    db.session.commit()
    return redirect(where, 303)


def _tell(entered: Entered) -> None:
    if entered.dropped:
        numbers = number_questions(definition_of(entered.response))
        said = ", ".join(str(numbers[key]) for key in entered.dropped if key in numbers)
        say(
            _("Réponses écartées, parce que leur condition n'est pas remplie : %(numbers)s.", numbers=said),
            "warning",
        )
    if "more" in request.form:
        return
    if entered.missing:
        say(ngettext("Gardé en brouillon : il manque %(num)s réponse.", "Gardé en brouillon : il manque %(num)s réponses.",
                     entered.missing), "warning")  # fmt: skip
    else:
        say(_("Réponses enregistrées sous le numéro %(number)s.", number=entered.response.number))


def _place_of(questionnaire: Questionnaire, response: Response) -> str:
    """Its own page: to be finished, or as it was received."""
    endpoint = ".finish_paper" if response.state is ResponseState.DRAFT else ".answer"
    return url_for(endpoint, questionnaire_id=questionnaire.id, response_id=response.id)


def _texts(definition: Definition, response: Response | None) -> Shown:
    if response is None:
        return Shown({})
    shown = Shown(texts_of(tuple(definition.questions()), response.values, response.unread))
    shown.more = request.args.get("bloc", "")
    if request.args.get("manque") and not shown.more:
        missing = list_missing(definition, response.values)
        shown.errors = missing | dict.fromkeys(response.unread, filled.UNREADABLE)
    return shown


def _parts(definition: Definition) -> list[tuple[Any, str, list[PaperLine]]]:
    """(title, condition in words, questions under their numbers) of each section."""
    numbers = number_questions(definition)
    return [
        (
            section.title, say_condition(section.condition, definition, numbers),
            [
                PaperLine(
                    _numbered(question, numbers), say_condition(question.condition, definition, numbers),
                    types.get(question.type).is_file,
                )
                for question in section.questions
                if types.get(question.type).asks
            ],
        )
        for section in definition.sections
    ]  # fmt: skip


def _numbered(question: Question, numbers: dict[str, int]) -> Question:
    label = Translated({code: f"{numbers[question.key]}. {text}" for code, text in question.label.items()})
    return replace(question, label=label)


def _before(questionnaire: Questionnaire) -> Response | None:
    """The paper that was entered just before: its scan may still be joined."""
    key = _optional_id(request.args.get("apres"))
    found = db.session.get(Response, key) if key else None
    if found is None or found.channel is not Channel.PAPER:
        return None
    return found if found.questionnaire_version.questionnaire_id == questionnaire.id else None


def _head_data(response: Response | None, before: Response | None) -> dict[str, Any]:
    if response is not None:
        return {
            "filled_by": response.filled_by, "institution_id": response.institution_id, "language": response.language,
            "email": response.email,
        }  # fmt: skip
    return {"language": before.language if before else "fr"}


def _find(questionnaire: Questionnaire, response_id: int) -> Response:
    found = db.session.get(Response, response_id)
    if (
        found is None
        or found.channel is not Channel.PAPER
        or found.questionnaire_version.questionnaire_id != questionnaire.id
    ):
        abort(404)
    return found
