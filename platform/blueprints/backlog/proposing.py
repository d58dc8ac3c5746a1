"""Members propose items, see what became of them, change them and take them back."""

from datetime import datetime
from typing import Any

from flask import abort, current_app, redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.backlog import bp, present
from noress.blueprints.backlog.forms import ProposalForm
from noress.core import clock, paging
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.backlog import policy, queries, rules
from noress.domain.backlog.models import ProposedDocument, ProposedItem, ProposedState
from noress.domain.drafts import rules as drafts
from noress.domain.institutions.models import Body
from noress.domain.meetings import wording
from noress.domain.meetings.cutoff import proposals_until
from noress.domain.meetings.models import AgendaKind, Meeting
from noress.domain.meetings.rules import Upload
from noress.extensions import db
from noress.web import acting, files
from noress.web import history as histories
from noress.web.drafts import FIELD, draft_form, read_draft_token
from noress.web.flashes import say
from noress.web.merge import stale_fields
from noress.web.permissions import permission

USUAL_MINUTES = 20


@bp.route("/sessions/<int:meeting_id>/points/proposer", methods=["GET", "POST"])
@permission(P.ITEM_PROPOSE, loads=Meeting)
def propose(meeting: Meeting) -> Any:
    """A point for this session, until its cut-off."""
    body = policy.choose_body(acting.actor(), meeting.bodies)
    assert body is not None, "@permission lets nobody else in"
    return _propose(body, meeting)


@bp.route("/instances/<int:body_id>/points/proposer", methods=["GET", "POST"])
@permission(P.ITEM_PROPOSE, loads=Body)
def propose_to_body(body: Body) -> Any:
    """A point for a next session of this body: always open."""
    return _propose(body, None)


def _propose(body: Body, meeting: Meeting | None) -> Any:
    form, now = draft_form(ProposalForm, data={"minutes": USUAL_MINUTES, "version": 0}), clock.now()
    if request.method != "POST":
        closed = _why_closed(body, meeting, now)
        return _propose_page(body, meeting, form, closed), 409 if closed else 200
    if not form.validate_on_submit():
        return _propose_page(body, meeting, form, _why_closed(body, meeting, now)), 422
    try:
        rules.propose_item(
            body=body, meeting=meeting, values=_values(form), upload=_upload(form), storage=files.storage(),
            max_bytes=_max_bytes(), actor=acting.actor(), now=now,
        )  # fmt: skip
    except RuleError as error:
        db.session.rollback()
        form.add_error(error)
        closed = str(error.message) if error.code == "closed" else None
        return _propose_page(body, meeting, form, closed), 413 if error.code == "too_large" else error.status
    _drop_draft_of_session(now)
    db.session.commit()
    say(_("Votre point est envoyé au secrétariat. Sa réponse vous arrive par courriel et se lit ici."))
    return redirect(url_for(".own"), 303)


def _why_closed(body: Body, meeting: Meeting | None, now: datetime) -> str | None:
    try:
        rules.check_can_propose(meeting, body, now=now)
    except RuleError as refused:
        return str(refused.message)
    return None


def _drop_draft_of_session(now: datetime) -> None:
    """Typed for a session whose cut-off passed meanwhile, sent for a next one: the draft has served."""
    posted = read_draft_token(request.form.get(FIELD, ""))
    if posted is not None:
        drafts.drop_draft(slot=posted.slot, writing=posted.writing, actor=acting.actor(), now=now)


def _propose_page(body: Body, meeting: Meeting | None, form: ProposalForm, closed: str | None) -> str:
    until = proposals_until(meeting) if meeting is not None else None
    return render_template(
        "backlog/propose.html",
        form=form,
        body=body,
        meeting=meeting,
        closed=closed,
        until=until,
        title=wording.title(meeting) if meeting is not None else body.name,
        back_url=url_for("public.session", meeting_id=meeting.id)
        if meeting is not None
        else url_for("public.body", body_id=body.id),
    )


@bp.get("/points-proposes/")
@permission(P.OWN_ACCOUNT)
def own() -> str:
    """What one's institution proposed, and what was answered."""
    actor = acting.actor()
    page = paging.paginate(
        queries.list_of_institution(actor.institution_id, actor.person_id),
        paging.page_number(request.args.get("page")),
    )
    return render_template("backlog/own.html", page=page, lines=present.lines(page.items, actor))


@bp.get("/points-proposes/<int:proposed_item_id>")
@permission(P.PROPOSED_ITEM_SEE, loads=ProposedItem)
def show(item: ProposedItem) -> str:
    """One proposal, its answer, and what can still be done."""
    actor = acting.actor()
    page = None
    if actor.is_secretariat:
        page = histories.page_of({"proposed_item": [item.id]}, paging.page_number(request.args.get("page")))
    is_own = policy.can_edit_item(actor, item)
    return render_template(
        "backlog/show.html", item=item, line=present.line(item, actor), page=page,
        chain=rules.list_chain(item.carried_from) if item.carried_from is not None else [],
        may_edit=is_own and item.state is ProposedState.PROPOSED, may_withdraw=is_own and item.state.is_waiting,
        may_review=policy.can_manage_backlog(actor, item) and item.state.is_waiting, carried_words=present.carried_words,
    )  # fmt: skip


@bp.get("/points-proposes/<int:proposed_item_id>/documents/<int:proposed_document_id>")
@permission(P.PROPOSED_ITEM_SEE, loads=ProposedItem)
def document(item: ProposedItem, proposed_document_id: int) -> Any:
    """For who proposes and for the secretariat, until the item is on an agenda."""
    found = db.session.get(ProposedDocument, proposed_document_id)
    if found is None or found.proposed_item_id != item.id:
        abort(404)
    return files.send(found.file)


@bp.route("/points-proposes/<int:proposed_item_id>/modifier", methods=["GET", "POST"])
@permission(P.PROPOSED_ITEM_EDIT, loads=ProposedItem)
def edit(item: ProposedItem) -> Any:
    """While nobody has answered."""
    form = draft_form(ProposalForm, data=_fields(item))
    form.without.choices = [SelectChoice(one.id, one.title) for one in item.documents]
    if item.state is not ProposedState.PROPOSED and request.method == "GET":
        message = _("Ce point ne se modifie plus : il est %(state)s.", state=item.state.label)
        raise RuleError("decided", message, status=409)
    if request.method != "POST":
        return _edit_page(item, form)
    if not form.validate_on_submit():
        return _edit_page(item, form), 422
    try:
        rules.edit_item(
            item=item, values=_values(form), version=form.version.data, upload=_upload(form),
            without=form.without.data or [], storage=files.storage(), max_bytes=_max_bytes(), actor=acting.actor(),
            now=clock.now(),
        )  # fmt: skip
    except StaleVersion:
        db.session.rollback()
        return _edit_page(item, form, stale=stale_fields(form, _fields(item))), 409
    except RuleError as error:
        db.session.rollback()
        form.add_error(error)
        return _edit_page(item, form), 413 if error.code == "too_large" else error.status
    db.session.commit()
    say(_("Votre point est enregistré. Le secrétariat lit la nouvelle version."))
    return redirect(url_for(".show", proposed_item_id=item.id), 303)


def _edit_page(item: ProposedItem, form: ProposalForm, *, stale: Any = None) -> str:
    return render_template("backlog/edit.html", item=item, form=form, stale=stale)


@bp.route("/points-proposes/<int:proposed_item_id>/retirer", methods=["GET", "POST"])
@permission(P.PROPOSED_ITEM_EDIT, loads=ProposedItem)
def withdraw(item: ProposedItem) -> Any:
    """Take it back, after a page that says what happens."""
    if request.method == "GET":
        if not item.state.is_waiting:
            message = _("Ce point n'attend plus : il est %(state)s.", state=item.state.label)
            raise RuleError("decided", message, status=409)
        return render_template("backlog/withdraw.html", item=item)
    rules.withdraw_item(item=item, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("Votre point est retiré. Le secrétariat ne l'examine plus."))
    return redirect(url_for(".own"), 303)


def _max_bytes() -> int:
    limit: int = current_app.config["SETTINGS"].max_upload_bytes
    return limit


def _fields(item: ProposedItem) -> dict[str, Any]:
    note = Translated(item.note)
    return {
        "version": item.version, "kind": item.kind.value, "minutes": item.minutes,
        "title_fr": item.title.get("fr", ""), "title_ar": item.title.get("ar", ""),
        "note_fr": note.get("fr", ""), "note_ar": note.get("ar", ""),
    }  # fmt: skip


def _values(form: ProposalForm) -> rules.ProposedValues:
    return rules.ProposedValues(
        kind=AgendaKind(form.kind.data), minutes=form.minutes.data or 0,
        title=Translated(fr=form.title_fr.data, ar=form.title_ar.data),
        note=Translated(fr=form.note_fr.data, ar=form.note_ar.data),
    )  # fmt: skip


def _upload(form: ProposalForm) -> Upload | None:
    if not form.has_file:
        return None
    sent = form.file.data
    return Upload(sent.filename, sent.stream, form.file_title.data or "")
