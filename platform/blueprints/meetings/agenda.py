"""The agenda on one page: items in order, their documents, the total against the session's length."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for

from noress.blueprints.meetings import bp, typed
from noress.blueprints.meetings.forms import AgendaItemForm, DocumentForm
from noress.blueprints.meetings.standing import live_list, records_to_approve
from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.backlog import queries as backlog
from noress.domain.backlog.rules import list_chain
from noress.domain.meetings import rules, wording
from noress.domain.meetings.models import AgendaItem, ItemOrigin, Meeting, MeetingDocument, MeetingState
from noress.domain.meetings.page import load_page
from noress.extensions import db
from noress.web import acting, files
from noress.web import meeting_lines as present
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.merge import stale_fields
from noress.web.permissions import permission


@bp.route("/<int:meeting_id>/ordre-du-jour", methods=["GET", "POST"])
@permission(P.MEETING_EDIT, loads=Meeting)
def agenda(meeting: Meeting) -> Any:
    """See the agenda and add an item at its end."""
    form = draft_form(AgendaItemForm, data={"minutes": None, "version": 0})
    if request.method == "POST" and form.validate_on_submit():
        try:
            item = rules.add_agenda_item(
                meeting=meeting, values=typed.item_values(form), actor=acting.actor(), now=clock.now()
            )
            _store(form, meeting, item)
            db.session.commit()
        except RuleError as error:
            return _refused(form, error, lambda: _agenda_page(meeting, form))
        say(_("Le point « %(title)s » est ajouté à la fin.", title=item.title))
        return redirect(url_for(".agenda", meeting_id=meeting.id), 303)
    return _agenda_page(meeting, form), 422 if form.errors else 200


@bp.route("/points/<int:agenda_item_id>", methods=["GET", "POST"])
@permission(P.MEETING_EDIT, loads=AgendaItem)
def edit_item(item: AgendaItem) -> Any:
    """Edit one item; its documents are joined and removed here."""
    meeting = item.meeting
    form = draft_form(AgendaItemForm, data=typed.item_fields(rules.ItemValues.of(item), item.version))
    if request.method == "POST" and form.validate_on_submit():
        try:
            rules.edit_agenda_item(
                item=item,
                values=typed.item_values(form),
                version=form.version.data,
                actor=acting.actor(),
                now=clock.now(),
            )
            _store(form, meeting, item)
            db.session.commit()
        except StaleVersion as stale:
            theirs = typed.item_fields(stale.theirs, item.version)
            return _item_page(item, form, stale=stale_fields(form, theirs)), 409
        except RuleError as error:
            return _refused(form, error, lambda: _item_page(item, form))
        say(_("Le point est enregistré."))
        return redirect(url_for(".agenda", meeting_id=meeting.id), 303)
    return _item_page(item, form), 422 if form.errors else 200


@bp.post("/points/<int:agenda_item_id>/deplacer")
@permission(P.MEETING_EDIT, loads=AgendaItem)
def move_item(item: AgendaItem) -> Any:
    """One place up or down."""
    rules.move_agenda_item(
        item=item, up=request.form.get("sens") == "monter", actor=acting.actor(), now=clock.now()
    )
    db.session.commit()
    return redirect(url_for(".agenda", meeting_id=item.meeting_id, _anchor=f"point-{item.id}"), 303)


@bp.route("/points/<int:agenda_item_id>/retirer", methods=["GET", "POST"])
@permission(P.MEETING_EDIT, loads=AgendaItem)
def remove_item(item: AgendaItem) -> Any:
    """Take an item off the agenda, after a page that says what stays."""
    if request.method == "GET":
        count = len([document for document in item.documents if document.removed_at is None])
        proposals = db.session.scalars(backlog.list_accepted_into([item.id])).all()
        return render_template(
            "meetings/remove_item.html", item=item, meeting=item.meeting, document_count=count,
            proposed_by=[one.institution.name for one in proposals if one.institution is not None],
        )  # fmt: skip
    meeting_id = item.meeting_id
    rules.remove_agenda_item(item=item, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("Le point est retiré de l'ordre du jour."))
    return redirect(url_for(".agenda", meeting_id=meeting_id), 303)


@bp.route("/<int:meeting_id>/documents", methods=["GET", "POST"])
@permission(P.MEETING_EDIT, loads=Meeting)
def documents(meeting: Meeting) -> Any:
    """Documents of the whole session."""
    form = DocumentForm()
    if request.method == "POST" and form.validate_on_submit():
        try:
            _store(form, meeting, None)
            db.session.commit()
        except RuleError as error:
            return _refused(form, error, lambda: _documents_page(meeting, form))
        say(_("Le document est joint."))
        return redirect(url_for(".documents", meeting_id=meeting.id), 303)
    return _documents_page(meeting, form), 422 if form.errors else 200


@bp.route("/documents/<int:meeting_document_id>/retirer", methods=["GET", "POST"])
@permission(P.MEETING_EDIT, loads=MeetingDocument)
def remove_document(document: MeetingDocument) -> Any:
    """Nobody can open it any more."""
    if request.method == "GET":
        return render_template("meetings/remove_document.html", document=document, meeting=document.meeting)
    rules.remove_document(document=document, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("Le document est retiré."))
    return redirect(url_for(".documents", meeting_id=document.meeting_id), 303)


def _store(form: Any, meeting: Meeting, item: AgendaItem | None) -> None:
    upload = typed.upload(form)
    if upload is not None:
        rules.add_document(
            meeting=meeting, item=item, upload=upload, storage=files.storage(),
            max_bytes=current_app.config["SETTINGS"].max_upload_bytes, actor=acting.actor(), now=clock.now(),
        )  # fmt: skip


def _refused(form: Any, error: RuleError, page: Any) -> Any:
    """The same page with the refusal beside its field; what was typed is still there."""
    db.session.rollback()
    form.add_error(error)
    return page(), 413 if error.code == "too_large" else error.status


def _agenda_page(meeting: Meeting, form: AgendaItemForm) -> str:
    load_page(meeting)
    total, length = rules.total_minutes(meeting), rules.length_minutes(meeting)
    return render_template(
        "meetings/agenda.html", meeting=meeting, form=form, title=wording.title(meeting), total=total, length=length,
        over=max(0, total - length) if length is not None else 0, is_draft=meeting.state is MeetingState.DRAFT,
        documents=[d for d in meeting.documents if d.removed_at is None and d.agenda_item_id is None],
        carried=present.carried_from(meeting.agenda), waiting=_count_waiting(meeting),
        records=records_to_approve(meeting, clock.now()),
    )  # fmt: skip


def _count_waiting(meeting: Meeting) -> int:
    """What waits in the backlog of its bodies."""
    counts = db.session.execute(backlog.count_waiting(body.id for body in meeting.bodies)).all()
    return sum(count for _state, count in counts)


def _item_page(item: AgendaItem, form: AgendaItemForm, *, stale: Any = None) -> Any:
    meeting = load_page(item.meeting)
    return render_template(
        "meetings/item.html", item=item, meeting=meeting, form=form, stale=stale,
        documents=[d for d in item.documents if d.removed_at is None], chain=list_chain(item),
        follow_up=live_list(meeting, clock.now()) if item.origin is ItemOrigin.FOLLOW_UP else None,
    )  # fmt: skip


def _documents_page(meeting: Meeting, form: DocumentForm) -> Any:
    load_page(meeting)
    return render_template(
        "meetings/documents.html", meeting=meeting, form=form, title=wording.title(meeting),
        documents=[d for d in meeting.documents if d.removed_at is None],
    )  # fmt: skip
