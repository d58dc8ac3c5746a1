"""The committee's meeting: chosen or created, its files, who leaves the room, what is decided."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import abort, render_template, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.awards import bp, present
from noress.blueprints.awards.forms import FilesForm, MeetingForm, OutcomeForm
from noress.core import clock, formats
from noress.core.errors import RuleError
from noress.core.i18n import Translated, ngettext
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import ApplicationState
from noress.domain.awards import board, policy, queries
from noress.domain.awards.cautions import find_cautions
from noress.domain.awards.conflicts import hidden_items
from noress.domain.awards.models import Selection, SelectionItem
from noress.domain.awards.rules import committee, deciding
from noress.domain.funding.models import FundingCall
from noress.domain.meetings.models import Meeting, MeetingState, MeetingType
from noress.domain.meetings.queries import list_invitations
from noress.domain.meetings.queries.convening import list_bodies
from noress.domain.meetings.rules.meetings import MeetingValues, create_meeting
from noress.extensions import db
from noress.web import acting
from noress.web.permissions import permission
from noress.web.rows import read_amount, typed_amount
from noress.web.submitting import attempt

S = ApplicationState


@bp.route("/appels/gestion/<int:funding_call_id>/comite", methods=["GET", "POST"])
@permission(P.AWARD_BOARD, loads=FundingCall)
def choose_meeting(call: FundingCall) -> Any:
    """Meetings that decide on this call, and another one."""
    now = clock.now()
    form = MeetingForm()
    coming = db.session.scalars(queries.list_meetings_to_choose(now)).all()
    form.meeting.choices = [
        SelectChoice("", _("aucune")),
        *(
            SelectChoice(str(one.id), f"{one.theme}, {formats.datetime_short(one.starts_at)}")
            for one in coming
        ),
    ]
    form.body.choices = [
        SelectChoice("", _("choisissez")),
        *(
            SelectChoice(str(one.id), str(one.name))
            for one in db.session.scalars(list_bodies(clock.today(now)))
        ),
    ]
    tried = attempt(form, lambda: _choose(call, form, list(coming)))
    if tried.status:
        selections = db.session.scalars(queries.list_selections(call.id)).all()
        return render_template(
            "awards/choose_meeting.html", call=call, form=form, selections=selections
        ), tried.status
    return acting.done(
        url_for(".selection", selection_id=tried.made.id), _("La réunion décidera des dossiers.")
    )


def _choose(call: FundingCall, form: MeetingForm, coming: list[Meeting]) -> Selection:
    chosen = next((one for one in coming if str(one.id) == form.meeting.data), None)
    if chosen is None:
        chosen = _make(call, form)
    return committee.choose_meeting(call=call, meeting=chosen, **acting.doing())


def _make(call: FundingCall, form: MeetingForm) -> Meeting:
    if not (form.date.data and form.starts.data and form.ends.data):
        message = _("Choisissez une réunion, ou dites le jour et les heures d'une nouvelle.")
        raise RuleError("no_meeting", message, field="meeting")
    body = int(form.body.data) if (form.body.data or "").isdigit() else 0
    values = MeetingValues(
        type=MeetingType.MEETING,
        theme=Translated(fr=f"Comité de sélection : {call.title.pick('fr')[1]}", ar=f"لجنة الانتقاء: {call.title.pick('ar')[1]}"),
        starts_wall=datetime.combine(form.date.data, form.starts.data),
        ends_wall=datetime.combine(form.date.data, form.ends.data), body_ids=frozenset({body} - {0}),
    )  # fmt: skip
    try:
        return create_meeting(values=values, **acting.doing())
    except RuleError as refused:
        field = {"bodies": "body"}.get(refused.field or "", refused.field)
        raise RuleError(refused.code, refused.message, field=field, status=refused.status) from refused


@bp.get("/comites/<int:selection_id>")
@permission(P.SELECTION_SEE, loads=Selection)
def selection(selection: Selection) -> Any:
    """In the order of the agenda. Of a file that the reader leaves the room for, the place alone."""
    hidden = hidden_items(acting.actor(), selection.meeting_id)
    items = db.session.scalars(queries.list_items(selection.id)).all()
    actor = acting.actor()
    leaving = _names_of_who_leave(selection, items) if actor.is_secretariat else {}
    places = {item.id: place for place, item in enumerate(selection.meeting.agenda, 1)}
    rows = [
        (places[item.agenda_item_id], item, item.agenda_item_id in hidden, leaving.get(item.id, []))
        for item in items
    ]
    ranks = (
        {one.id: one.rank for one in board.files_of(selection.call, actor)} if actor.is_secretariat else {}
    )
    return render_template(
        "awards/selection.html", selection=selection, call=selection.call, rows=rows, present=present, ranks=ranks,
        is_board=actor.is_secretariat, leaves=any(row[2] for row in rows), is_begun=_is_begun(selection.meeting),
        release=db.session.scalars(queries.get_release(selection.call_id, selection.stage)).first(),
    )  # fmt: skip


def _is_begun(meeting: Meeting) -> bool:
    """Its record takes decisions from its hour on."""
    return meeting.starts_at <= clock.now() or meeting.state is MeetingState.HELD


def committee_url(meeting: Meeting, actor: Actor) -> str | None:
    """On the meeting's page: where its files are, for whoever may see them."""
    if meeting.type is not MeetingType.MEETING:
        return None
    found = db.session.scalars(queries.get_selection_of(meeting.id)).first()
    if found is None or not policy.can_see_selection(actor, found):
        return None
    return url_for("awards.selection", selection_id=found.id)


def _names_of_who_leave(selection: Selection, items: Sequence[SelectionItem]) -> dict[int, list[str]]:
    """Of those who are convened, for whoever leads the meeting."""
    people = {
        one.seat.person_id: one.seat.person
        for one in db.session.scalars(list_invitations(selection.meeting_id))
        if one.seat is not None
    }
    return {
        key: [people[person_id].shown_name for person_id in ids]
        for key, ids in committee.list_who_leave(items, people).items()
    }


@bp.route("/appels/gestion/comites/<int:selection_id>/dossiers", methods=["GET", "POST"])
@permission(P.SELECTION_SEE, loads=Selection)
def add_files(selection: Selection) -> Any:
    """Files not yet on the agenda, by rank."""
    if not acting.actor().is_secretariat:
        abort(403)
    known = {item.application_id for item in db.session.scalars(queries.list_items(selection.id))}
    files = [one for one in board.files_of(selection.call, acting.actor()) if one.id not in known]
    form = FilesForm()
    form.files.choices = [
        SelectChoice(one.id, f"{one.number} · {one.structure} · {one.title}")
        for one in files[: committee.MOST_FILES]
    ]

    def add() -> int:
        chosen = set(form.files.data or [])
        by_rank = [one.id for one in files if one.id in chosen]
        return committee.add_files(
            selection=selection, application_ids=[*by_rank, *chosen.difference(by_rank)], **acting.doing()
        )

    tried = attempt(form, add)
    if tried.status:
        page = render_template(
            "awards/add_files.html", selection=selection, call=selection.call, form=form, files=files
        )
        return page, tried.status
    words = ngettext(
        "%(num)s dossier est à l'ordre du jour.", "%(num)s dossiers sont à l'ordre du jour.", tried.made
    )
    return acting.done(url_for(".selection", selection_id=selection.id), words)


@bp.route("/comites/dossiers/<int:selection_item_id>", methods=["GET", "POST"])
@permission(P.SELECTION_NOTE, loads=SelectionItem)
def note(item: SelectionItem) -> Any:
    """During the meeting: what is decided, written in the file and in the record at once."""
    application = item.application
    form = OutcomeForm(
        data={"version": item.version, "outcome": item.outcome.value if item.outcome else None, "reason": item.reason,
              "amount": typed_amount(deciding.default_amount(application))}
    )  # fmt: skip
    form.offer(back=False)
    tried = attempt(form, lambda: _note(item, form), stored=lambda: _stored(item))
    if tried.status:
        cautions = find_cautions([application.id], acting.actor()).get(application.id, [])
        page = render_template(
            "awards/note.html", item=item, application=application, form=form, stale=tried.stale, cautions=cautions,
            selection=item.selection,
        )  # fmt: skip
        return page, tried.status
    target = url_for(".selection", selection_id=item.selection_id)
    return acting.done(target, _("La décision est notée dans le dossier et dans le procès-verbal."))


def _note(item: SelectionItem, form: OutcomeForm) -> None:
    outcome = S(form.outcome.data)
    is_ceiling = item.application.lot.is_ceiling
    amount = read_amount(form.amount.data, "amount") if outcome is S.SELECTED and is_ceiling else None
    committee.note_outcome(
        item=item, outcome=outcome, amount=amount, reason=form.reason.data, version=form.version.data or 0, **acting.doing()
    )  # fmt: skip


def _stored(item: SelectionItem) -> dict[str, Any]:
    db.session.refresh(item)
    return {
        "version": item.version, "outcome": item.outcome.value if item.outcome else None, "reason": item.reason,
    }  # fmt: skip
