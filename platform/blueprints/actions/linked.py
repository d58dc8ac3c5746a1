"""The page behind the reminder's link: no password, and nothing changes until one of its buttons is pressed."""

import secrets
from datetime import datetime

from flask import abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.actions import bp, present, typed
from noress.blueprints.actions.forms import LinkForm
from noress.blueprints.actions.reports import store_sent
from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import LANGUAGES, set_language
from noress.core.i18n import gettext as _
from noress.domain.actions import queries, report_links, rules, wording
from noress.domain.actions.models import Action, ActionState
from noress.domain.actions.report_links import Gone
from noress.extensions import db
from noress.web.headers import private_page
from noress.web.languages import COOKIE
from noress.web.permissions import public

#: the three buttons
ANSWERS = (ActionState.DONE, ActionState.OPEN, ActionState.BLOCKED)


@bp.route("/r/<token>", methods=["GET", "POST"])
@public
def report_by_link(token: str) -> BaseResponse:
    """Show the action; note what the button says of it."""
    now = clock.now()
    action, gone = _open(token, now)
    if gone is not None:
        return private_page(_gone_page(action, gone), 410)
    form = LinkForm(data={"version": action.version, "client_key": secrets.token_hex(16)})
    if request.method == "GET":
        return _page(token, action, form, now)
    said = request.form.get("state", "")
    is_valid = form.validate_on_submit()
    if said not in {state.value for state in ANSWERS}:
        form.form_errors.append(_("Appuyez sur l'un des trois boutons : faite, en cours ou bloquée."))
        is_valid = False
    if not is_valid:
        return _page(token, action, form, now, status=422)
    return _note(token, action, form, ActionState(said), now)


def _note(token: str, action: Action, form: LinkForm, state: ActionState, now: datetime) -> BaseResponse:
    actor = report_links.actor_of_link(action)
    try:
        rules.report_progress(
            action=action, state=state, progress=action.progress, comment=form.comment.data, channel="link",
            files=store_sent(typed.uploads(form.photo.data), actor, "photo"), actor=actor, now=now,
            version=form.version.data, client_key=form.client_key.data, reporter_words=actor.name,
        )  # fmt: skip
    except StaleVersion:
        db.session.rollback()
        form.version.raw_data, form.version.data = None, action.version
        return _page(token, action, form, now, status=409, is_stale=True)
    except RuleError as error:
        if error.status == 409:
            raise
        db.session.rollback()
        form.add_error(error)
        return _page(token, action, form, now, status=error.status)
    target = url_for(".report_by_link", token=token, lang=request.args.get("lang"), _anchor="recu")
    db.session.commit()
    return private_page(redirect(target, 303))


def _open(token: str, now: datetime) -> tuple[Action, Gone | None]:
    found = report_links.find_action(token, now=now)
    if found is None:
        abort(404)
    action = found[0]
    # An outside owner's language is known; the others read theirs where they sign in, or choose.
    if (
        action.owner_words
        and request.args.get("lang") not in LANGUAGES
        and request.cookies.get(COOKIE) not in LANGUAGES
    ):
        set_language(action.owner_language)
    return found


def _page(
    token: str, action: Action, form: LinkForm, now: datetime, *, status: int = 200, is_stale: bool = False
) -> BaseResponse:
    last = db.session.scalars(queries.get_last_report(action.id)).one_or_none()
    return private_page(
        render_template(
            "actions/link.html", action=action, form=form, line=present.line(action, now), last=last, is_stale=is_stale,
            title=wording.title_of(action), form_action=url_for(".report_by_link", token=token, lang=request.args.get("lang")),
            contact=current_app.config["SETTINGS"].mail_sender, limit=current_app.config["SETTINGS"].max_upload_bytes,
        ),
        status,
    )  # fmt: skip


def _gone_page(action: Action, gone: Gone) -> str:
    return render_template(
        "actions/gone.html",
        reason=gone,
        number=action.number,
        contact=current_app.config["SETTINGS"].mail_sender,
    )
