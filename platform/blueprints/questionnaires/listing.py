"""The secretariat's questionnaires: the list, one with its versions, its title, publishing."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.questionnaires import bp, present
from noress.blueprints.questionnaires.typed import TitleForm
from noress.core import clock, paging
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.questionnaires import queries, rules
from noress.domain.questionnaires.definition import read_definition
from noress.domain.questionnaires.models import Questionnaire, QuestionnaireVersion
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.forms import BaseForm
from noress.web.history import page_of
from noress.web.merge import version_field
from noress.web.permissions import permission
from noress.web.questionnaires import Shown
from noress.web.submitting import attempt


class PublishForm(BaseForm):
    version = version_field()


def draft_of(questionnaire: Questionnaire) -> QuestionnaireVersion:
    """The version in the making; 409 when there is none."""
    draft = db.session.scalars(queries.get_draft_version(questionnaire.id)).one_or_none()
    if draft is None:
        message = _("Aucune version n'est en préparation : commencez une nouvelle version.")
        raise RuleError("no_draft", message, status=409)
    return draft


def current_of(questionnaire: Questionnaire) -> QuestionnaireVersion | None:
    return db.session.scalars(queries.get_current_version(questionnaire.id)).one_or_none()


@bp.get("/questionnaires/")
@permission(P.QUESTIONNAIRE_MANAGE)
def index() -> Any:
    """Those in use; those put away apart, by `?archives=1`."""
    is_archive = request.args.get("archives") == "1"
    rows = list(db.session.execute(queries.list_questionnaires(archived=is_archive)).all())
    page = paging.cut(rows, paging.page_number(request.args.get("page")))
    archived = len(rows) if is_archive else db.session.scalar(queries.count_archived())
    return render_template("questionnaires/index.html", page=page, is_archive=is_archive, archived=archived)


@bp.route("/questionnaires/nouveau", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE)
def create() -> Any:
    form = TitleForm()
    tried = attempt(
        form,
        lambda: rules.create_questionnaire(
            title=form.text("title"), notice=form.text("notice"), actor=acting.actor(), now=clock.now()
        ),
    )
    if tried.status:
        return render_template(
            "questionnaires/edit.html", form=form, questionnaire=None, stale=None
        ), tried.status
    say(_("Le questionnaire est créé. Ajoutez sa première partie."))
    address = url_for(".build", questionnaire_id=tried.made.id)
    db.session.commit()
    return redirect(address, 303)


@bp.get("/questionnaires/<int:questionnaire_id>")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def show(questionnaire: Questionnaire) -> Any:
    """Its versions, what is wrong with the one in the making, what may be done with it."""
    versions = list(db.session.scalars(queries.list_versions(questionnaire.id)))
    draft = db.session.scalars(queries.get_draft_version(questionnaire.id)).one_or_none()
    problems, changes = [], []
    if draft:
        definition = read_definition(draft.content)
        problems = present.problem_lines(questionnaire.id, definition)
        if versions:
            changes = present.changes_between(read_definition(versions[0].content), definition)
    return render_template(
        "questionnaires/show.html", questionnaire=questionnaire, versions=present.version_lines(versions),
        draft=draft, problems=problems, changes=changes,
    )  # fmt: skip


@bp.route("/questionnaires/<int:questionnaire_id>/modifier", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def edit(questionnaire: Questionnaire) -> Any:
    form = TitleForm(data=_titles(questionnaire))
    tried = attempt(
        form,
        lambda: rules.edit_questionnaire(
            questionnaire=questionnaire, title=form.text("title"), notice=form.text("notice"),
            correct_until=form.correct_until.data, version=form.version.data, actor=acting.actor(), now=clock.now(),
        ),
        stored=lambda: _titles(questionnaire),
    )  # fmt: skip
    if tried.status:
        page = render_template(
            "questionnaires/edit.html", form=form, questionnaire=questionnaire, stale=tried.stale
        )
        return page, tried.status
    say(_("Le titre et la notice sont enregistrés."))
    db.session.commit()
    return redirect(url_for(".show", questionnaire_id=questionnaire.id), 303)


def _titles(questionnaire: Questionnaire) -> dict[str, Any]:
    texts = {"title": questionnaire.title, "notice": questionnaire.notice}
    return {"version": questionnaire.version, "correct_until": questionnaire.correct_until} | {
        f"{name}_{code}": text.get(code, "") for name, text in texts.items() for code in ("fr", "ar")
    }


@bp.post("/questionnaires/<int:questionnaire_id>/nouvelle-version")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def begin_version(questionnaire: Questionnaire) -> Any:
    if current_of(questionnaire) is None:
        raise RuleError("has_draft", _("Une nouvelle version est déjà en préparation."), status=409)
    rules.begin_version(questionnaire=questionnaire, actor=acting.actor(), now=clock.now())
    say(_("La nouvelle version est commencée : la version publiée reste en service jusqu'à la publication."))
    db.session.commit()
    return redirect(url_for(".build", questionnaire_id=questionnaire.id), 303)


@bp.route("/questionnaires/<int:questionnaire_id>/publier", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def publish(questionnaire: Questionnaire) -> Any:
    """After a page that says how many drafts move."""
    draft, current = draft_of(questionnaire), current_of(questionnaire)
    form = PublishForm(data={"version": draft.version})
    tried = attempt(
        form,
        lambda: rules.publish_version(
            draft=draft, version=form.version.data, actor=acting.actor(), now=clock.now()
        ),
        stored=lambda: {"version": draft.version},
    )
    if tried.status:
        definition = read_definition(draft.content)
        page = render_template(
            "questionnaires/publish.html", questionnaire=questionnaire, form=form, stale=tried.stale,
            problems=present.problem_lines(questionnaire.id, definition), number=(current.number or 0) + 1 if current else 1,
            changes=present.changes_between(read_definition(current.content), definition) if current else [],
            moving=db.session.scalar(queries.count_drafts_of_version(current.id)) if current else 0,
        )  # fmt: skip
        return page, tried.status
    say(_("La version %(number)s est publiée.", number=draft.number))
    db.session.commit()
    return redirect(url_for(".show", questionnaire_id=questionnaire.id), 303)


@bp.route("/questionnaires/<int:questionnaire_id>/abandonner", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def discard(questionnaire: Questionnaire) -> Any:
    draft, current = draft_of(questionnaire), current_of(questionnaire)
    form = BaseForm()
    tried = attempt(form, lambda: rules.discard_version(draft=draft, actor=acting.actor(), now=clock.now()))
    if tried.status:
        page = render_template(
            "questionnaires/discard.html", questionnaire=questionnaire, form=form, current=current
        )
        return page, tried.status
    say(_("La version en préparation est abandonnée."))
    db.session.commit()
    return redirect(url_for(".show", questionnaire_id=questionnaire.id), 303)


@bp.get("/questionnaires/<int:questionnaire_id>/apercu")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def preview(questionnaire: Questionnaire) -> Any:
    """The version in the making, else the one in use, as it will be asked; nothing is kept."""
    draft = db.session.scalars(queries.get_draft_version(questionnaire.id)).one_or_none()
    version = draft or current_of(questionnaire)
    definition = read_definition(version.content if version else {})
    section = definition.section(request.args.get("partie", ""))
    return render_template(
        "questionnaires/preview.html", questionnaire=questionnaire, is_draft=draft is not None,
        sections=[section] if section else definition.sections, answers=Shown({}, voice_at=lambda file_id: url_for(".voice", questionnaire_id=questionnaire.id, stored_file_id=file_id)),
    )  # fmt: skip


@bp.get("/questionnaires/<int:questionnaire_id>/historique")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def history(questionnaire: Questionnaire) -> Any:
    page = page_of({"questionnaire": [questionnaire.id]}, paging.page_number(request.args.get("page")))
    return render_template("questionnaires/history.html", questionnaire=questionnaire, page=page)
