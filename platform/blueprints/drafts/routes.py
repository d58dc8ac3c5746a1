"""Drafts of the person who is signed in. A token names the form and the open page; another person's, or one
that was changed, does not exist."""

from dataclasses import replace
from typing import Any

from flask import Response, abort, g, jsonify, redirect, render_template, request, url_for

from noress.blueprints.drafts import bp
from noress.core import clock, formats, paging
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.drafts import queries, rules
from noress.domain.drafts.rules import Writing
from noress.extensions import db
from noress.web import acting, drafts, resume
from noress.web.csrf import masked_token
from noress.web.drafts import OpenDraft
from noress.web.flashes import say
from noress.web.identity import signed_in
from noress.web.permissions import is_script, permission

EXCERPT = 120


@bp.get("/")
@permission(P.OWN_ACCOUNT)
def index() -> str:
    """What was begun and not sent, the newest first."""
    actor = acting.actor()
    assert actor.person_id is not None, "@permission lets nobody else in"
    query = queries.list_drafts(actor.person_id, actor.seat_id)
    page = paging.paginate(query, paging.page_number(request.args.get("page")))
    rows = [(drafts.draft_of_row(draft), _excerpt(draft.fields)) for draft in page.items]
    return render_template("drafts/index.html", page=page, rows=rows)


@bp.get("/<token>")
@permission(P.OWN_ACCOUNT)
def state(token: str) -> Any:
    """A fresh form token for a page that stayed open while its reader signed in again; for a reader, the form."""
    draft = _open(token)
    if not is_script():
        return redirect(draft.path, 303)
    return jsonify(csrf_token=masked_token())


@bp.post("/<token>")
@permission(P.OWN_ACCOUNT)
def keep(token: str) -> Any:
    """Keep what the page holds: for its script while one types, for its button without scripts."""
    draft, now = _open(token), clock.now()
    if request.form.get("_undone") == "1":
        rules.drop_draft(slot=draft.slot, writing=draft.writing, actor=acting.actor(), now=now)
        db.session.commit()
        return jsonify(message="", mark="")
    try:
        kept = rules.keep_draft(
            slot=draft.slot, fields=drafts.posted_text(), writing=_writing(draft),
            is_forced=request.form.get("_force") == "1", actor=acting.actor(), now=now,
        )  # fmt: skip
    except RuleError as refused:
        db.session.rollback()
        return _refused(refused, draft)
    saved_at, mark = kept.saved_at, kept.mark
    db.session.commit()
    message = _("Brouillon enregistré à %(time)s", time=formats.time_words(saved_at))
    if is_script():
        return jsonify(message=message, mark=mark)
    say(_("%(said)s. Il vous attend ici, rien n'est envoyé.", said=message))
    return redirect(draft.path, 303)


@bp.post("/<token>/effacer")
@permission(P.OWN_ACCOUNT)
def drop(token: str) -> Any:
    """Begin again from what is saved, or go away without saving. A draft written elsewhere meanwhile is shown,
    not dropped."""
    draft, leave_to = _open(token), resume.safe_target(request.form.get("_leave"))
    is_dropped = rules.drop_draft(
        slot=draft.slot, writing=draft.writing, actor=acting.actor(), now=clock.now()
    )
    is_newer = not is_dropped and db.session.scalar(queries.get_draft(draft.slot)) is not None
    db.session.commit()
    if is_newer:
        say(_("Ce brouillon a changé entre-temps : le voici. Il n'est pas effacé."), "warning")
    else:
        if leave_to is None:
            say(_("Le brouillon est effacé."))
        elif is_dropped:
            say(_("Rien n'est enregistré : ce que vous aviez écrit est effacé."))
        drafts.note_done(draft)
        if leave_to is not None:
            return redirect(leave_to, 303)
    back = url_for(".index") if request.form.get("retour") == "liste" else draft.path
    return redirect(back, 303)


@bp.after_app_request
def tell_what_was_received(response: Response) -> Response:
    """A form with a draft was taken: the browser forgets its own copy on the page that comes next."""
    if response.status_code == 303 and "posted_draft" in g:
        drafts.note_done(g.posted_draft)
    return response


@bp.app_template_global()
def received_draft() -> str | None:
    return drafts.take_done()


def _open(token: str) -> OpenDraft:
    return drafts.read_draft_token(token) or abort(404)


def _writing(draft: OpenDraft) -> Writing:
    """The page, the device in its reader's words, and when the last key was pressed by the page's own clock."""
    user, raw = signed_in(), request.form.get("_typed", "")
    typed = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else 0
    return replace(draft.writing, typed=typed, device_label=user.device.label if user is not None else "")


def _refused(refused: RuleError, draft: OpenDraft) -> Any:
    if is_script():
        return jsonify(message=str(refused.message)), refused.status
    if refused.code == "newer":
        page = render_template("drafts/newer.html", draft=draft, fields=drafts.posted_text())
        return page, refused.status
    return resume.retry_page(_("Ce brouillon n'est pas gardé"), refused.message, refused.status)


def _excerpt(fields: list[list[str]]) -> str:
    """The longest text typed: by it people recognise what they were writing."""
    text = " ".join(max((value for _name, value in fields), key=len, default="").split())
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"
