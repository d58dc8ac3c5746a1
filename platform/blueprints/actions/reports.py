"""News of an action, given on the site or typed in for somebody; its photos and files."""

import secrets
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.actions import bp, present, typed
from noress.blueprints.actions.forms import ReportForm
from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.actions import rules, wording
from noress.domain.actions.models import Action, ActionEvidence, ActionState
from noress.domain.files.models import StoredFile
from noress.domain.files.rules import store_file
from noress.extensions import db
from noress.web import acting, files
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.merge import stale_fields
from noress.web.permissions import permission


@bp.route("/actions/<int:action_id>/nouvelles", methods=["GET", "POST"])
@permission(P.ACTION_REPORT, loads=Action)
def report(action: Action) -> Any:
    """State, how far it is, a word, the proof."""
    form = draft_form(
        ReportForm, data={**_known(action), "client_key": secrets.token_hex(16), "channel": "site"}
    )
    actor = acting.actor()
    speaks_for_itself = (
        actor.institution_id is not None and actor.institution_id == action.owner_institution_id
    )
    if request.method == "GET":
        return _report_page(action, form, speaks_for_itself)
    if not form.validate_on_submit():
        return _report_page(action, form, speaks_for_itself, status=422)
    try:
        rules.report_progress(
            action=action, state=ActionState(form.state.data), progress=form.progress.data or 0,
            comment=form.comment.data, files=store_sent(typed.uploads(form.files.data), actor, "files"),
            channel="site" if speaks_for_itself else form.channel.data, actor=actor, now=clock.now(),
            version=form.version.data, client_key=form.client_key.data,
        )  # fmt: skip
    except StaleVersion:
        db.session.rollback()
        stale = stale_fields(form, _known(action))
        return _report_page(action, form, speaks_for_itself, stale=stale, status=409)
    except RuleError as error:
        if error.status == 409:
            raise
        db.session.rollback()
        form.add_error(error)
        return _report_page(action, form, speaks_for_itself, status=error.status)
    action_id = action.id
    db.session.commit()
    say(_("Vos nouvelles sont enregistrées. Le secrétariat et l'instance du plan les voient tout de suite."))
    return redirect(url_for(".show", action_id=action_id), 303)


@bp.get("/actions/preuves/<int:action_evidence_id>")
@permission(P.EVIDENCE_SEE, loads=ActionEvidence)
def evidence(evidence: ActionEvidence) -> BaseResponse:
    """A photo or file, for those who read the words of its action."""
    return files.send(evidence.file)


@bp.route("/actions/preuves/<int:action_evidence_id>/retirer", methods=["GET", "POST"])
@permission(P.EVIDENCE_REMOVE, loads=ActionEvidence)
def remove_evidence(evidence: ActionEvidence) -> Any:
    """Nobody can open it any more."""
    action = evidence.report.action
    if request.method == "GET":
        return render_template("actions/remove_evidence.html", evidence=evidence, action=action)
    rules.remove_evidence(evidence=evidence, actor=acting.actor(), now=clock.now())
    action_id = action.id
    db.session.commit()
    say(_("Le fichier est retiré. Le texte des nouvelles reste."))
    return redirect(url_for(".show", action_id=action_id), 303)


def store_sent(sent: Any, actor: Any, field: str) -> list[StoredFile]:
    """Check and keep what was sent; the first file refused refuses all."""
    return [
        store_file(
            name=file.filename or "", stream=file.stream, storage=files.storage(), actor=actor, now=clock.now(),
            max_bytes=current_app.config["SETTINGS"].max_upload_bytes, field=field,
        )
        for file in sent
    ]  # fmt: skip


def _known(action: Action) -> dict[str, Any]:
    """What is recorded, as form fields; a word is new each time."""
    return {"version": action.version, "state": action.state.value, "progress": action.progress}


def _report_page(
    action: Action, form: ReportForm, speaks_for_itself: bool, *, stale: Any = None, status: int = 200
) -> Any:
    page = render_template(
        "actions/report.html", action=action, form=form, stale=stale, title=wording.title_of(action),
        line=present.line(action, clock.now()), speaks_for_itself=speaks_for_itself,
        limit=current_app.config["SETTINGS"].max_upload_bytes,
    )  # fmt: skip
    return page, status
