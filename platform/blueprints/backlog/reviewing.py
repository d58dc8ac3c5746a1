"""The secretariat reads what is proposed and answers."""

from typing import Any

from flask import redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.backlog import bp, present
from noress.blueprints.backlog.forms import ACCEPT, DECLINE, ReviewForm, key_of
from noress.core import clock, formats, paging
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.backlog import queries, rules
from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.backlog.recipients import list_recipients
from noress.domain.institutions.models import Body
from noress.domain.meetings import wording
from noress.domain.meetings.cutoff import OPEN, proposals_until
from noress.domain.meetings.models import AgendaKind, Meeting
from noress.domain.meetings.rules import ItemValues
from noress.extensions import db
from noress.web import acting
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.merge import stale_fields
from noress.web.permissions import permission


@bp.get("/sessions/<int:meeting_id>/points-proposes")
@permission(P.BACKLOG_MANAGE, loads=Meeting)
def of_meeting(meeting: Meeting) -> str:
    """What is proposed for this session, then what waits in its bodies' backlog."""
    number, actor, until = (
        paging.page_number(request.args.get("page")),
        acting.actor(),
        proposals_until(meeting),
    )
    body_ids = [body.id for body in meeting.bodies]
    proposed = db.session.scalars(queries.list_of_meeting(meeting.id).limit(paging.PER_PAGE)).unique().all()
    waiting = paging.paginate(queries.list_waiting(body_ids, except_meeting_id=meeting.id), number)
    return render_template(
        "backlog/of_meeting.html", meeting=meeting, title=wording.title(meeting), until=until,
        proposed=present.lines(proposed, actor), waiting=present.lines(waiting.items, actor), page=waiting,
        is_open=meeting.state in OPEN, undecided={item.id for item in proposed if item.state.is_waiting},
    )  # fmt: skip


@bp.get("/instances/<int:body_id>/points-en-attente")
@permission(P.BACKLOG_MANAGE, loads=Body)
def of_body(body: Body) -> str:
    """Everything that waits for an agenda of this body."""
    page = paging.paginate(queries.list_waiting([body.id]), paging.page_number(request.args.get("page")))
    coming = db.session.scalars(queries.list_open_meetings([body.id], clock.now())).all()
    return render_template(
        "backlog/of_body.html", body=body, page=page, lines=present.lines(page.items, acting.actor()),
        coming=[(meeting, present.session_words(meeting)) for meeting in coming[:5]],
    )  # fmt: skip


@bp.route("/points-proposes/<int:proposed_item_id>/examiner", methods=["GET", "POST"])
@permission(P.BACKLOG_MANAGE, loads=ProposedItem)
def review(item: ProposedItem) -> Any:
    """Onto an agenda, kept for another time, or declined; who proposed it is told at once."""
    form = draft_form(ReviewForm, data=_fields(item))
    coming = db.session.scalars(queries.list_open_meetings([item.body_id], clock.now())).all()
    form.meeting_id.choices = [SelectChoice(one.id, present.session_words(one)) for one in coming]
    if request.method != "POST":
        _check_waits(item)
        return _review_page(item, form)
    if not form.validate_on_submit():
        return _review_page(item, form), 422
    try:
        said, where = _answer(item, form)
    except StaleVersion:
        db.session.rollback()
        return _review_page(item, form, stale=stale_fields(form, _fields(item))), 409
    except RuleError as error:
        if error.code == "decided":
            raise
        db.session.rollback()
        form.add_error(error)
        return _review_page(item, form), error.status
    db.session.commit()
    say(said)
    return redirect(where, 303)


def _answer(item: ProposedItem, form: ReviewForm) -> tuple[str, str]:
    """What was done, in words, and where to go on."""
    now, version, answer = clock.now(), form.version.data, form.answer.data or ""
    back = url_for(".of_body", body_id=item.body_id)
    if item.meeting_id is not None:
        back = url_for(".of_meeting", meeting_id=item.meeting_id)
    if form.decision.data == DECLINE:
        rules.decline_item(item=item, reason=answer, version=version, actor=acting.actor(), now=now)
        return _("Le point n'est pas retenu. Votre réponse part par courriel."), back
    if form.decision.data != ACCEPT:
        rules.park_item(item=item, reason=answer, version=version, actor=acting.actor(), now=now)
        return _("Le point est gardé pour une autre fois. Votre réponse part par courriel."), back
    meeting = db.session.get(Meeting, form.meeting_id.data or -1)
    if meeting is None:
        raise RuleError("no_meeting", _("Choisissez la session qui traitera ce point."), field="meeting_id")
    values = ItemValues(
        kind=AgendaKind(form.kind.data), title=Translated(fr=form.title_fr.data, ar=form.title_ar.data),
        minutes=form.minutes.data or 0, note=Translated(fr=form.note_fr.data, ar=form.note_ar.data),
        presenter=form.presenter.data or None, is_internal=bool(form.is_internal.data),
    )  # fmt: skip
    made = rules.accept_item(
        item=item,
        meeting=meeting,
        values=values,
        version=version,
        answer=answer,
        actor=acting.actor(),
        now=now,
    )
    target = url_for("meetings.agenda", meeting_id=meeting.id, _anchor=f"point-{made.id}")
    if not list_recipients(item):
        return _("Le point est inscrit à la fin de l'ordre du jour."), target
    return _(
        "Le point est inscrit à la fin de l'ordre du jour. Qui le proposait l'apprend par courriel."
    ), target


def _check_waits(item: ProposedItem) -> None:
    if not item.state.is_waiting:
        message = _("Ce point a déjà sa réponse : il est %(state)s.", state=item.state.label)
        raise RuleError("decided", message, status=409)


def _fields(item: ProposedItem) -> dict[str, Any]:
    note, institution = Translated(item.note), item.institution
    asked = request.args.get("session") or item.meeting_id
    return {
        "version": item.version, "kind": item.kind.value, "minutes": item.minutes,
        "title_fr": item.title.get("fr", ""), "title_ar": item.title.get("ar", ""),
        "note_fr": note.get("fr", ""), "note_ar": note.get("ar", ""), "is_internal": item.is_internal,
        "presenter": item.presenter or (institution.name.pick("fr")[1] if institution is not None else ""),
        "meeting_id": key_of(asked) if asked else None,
    }  # fmt: skip


def _review_page(item: ProposedItem, form: ReviewForm, *, stale: Any = None) -> str:
    return render_template(
        "backlog/review.html", item=item, line=present.line(item, acting.actor()), form=form, stale=stale,
        told=formats.listed(person.shown_name for person, _label in list_recipients(item)), is_parked=item.state is ProposedState.PARKED,
        chain=rules.list_chain(item.carried_from) if item.carried_from is not None else [],
    )  # fmt: skip
