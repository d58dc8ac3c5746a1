"""Where a deliberation is prepared and opened: its meeting, who has not sent, the order of entries."""

from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.deliberating import bp, present
from noress.blueprints.deliberating.forms import MeetingForm, OpenForm, OrderForm
from noress.core import formats
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.attendance import policy as attendance
from noress.domain.competitions import finding, phases
from noress.domain.competitions.models import Competition
from noress.domain.competitions.phases import Phase
from noress.domain.juries import rights, sealing, standings
from noress.domain.juries.attending import list_here, list_quorums_of
from noress.domain.juries.models import Deliberation
from noress.domain.juries.queries import deliberating as queries
from noress.domain.juries.rules import opening, room
from noress.domain.minutes import policy as minutes
from noress.extensions import db
from noress.web import acting
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/deliberation/<int:competition_id>")
@permission(P.DELIBERATION_SEE, loads=Competition)
def show(competition: Competition) -> Any:
    """How far it is, and what the reader can do now."""
    actor, deliberation = acting.actor(), opening.deliberation_of(competition)
    meeting = deliberation.meeting if deliberation is not None else None
    at = phases.phase(competition, finding.grid_of(competition), acting.doing()["now"])
    leads = rights.can_lead(actor, competition)
    here, away = list_here(deliberation) if deliberation is not None else ([], [])
    return render_template(
        "deliberating/home.html", competition=competition, deliberation=deliberation, meeting=meeting, at=at,
        can_open=leads and at is Phase.SCORED, leads=leads, attends=rights.can_attend(actor, competition),
        prepares=rights.can_prepare(actor, competition), closes=rights.can_close(actor, competition), here=here, away=away,
        quorums=list_quorums_of(deliberation) if deliberation is not None else [],
        keeps_attendance=meeting is not None and attendance.can_record_attendance(actor, meeting),
        reads_record=meeting is not None and meeting.minutes is not None and minutes.can_read_minutes(actor, meeting),
        seal=sealing.current_seal(competition) if rights.can_attend(actor, competition) else None,
    )  # fmt: skip


@bp.route("/deliberation/<int:competition_id>/reunion", methods=["GET", "POST"])
@permission(P.DELIBERATION_PREPARE, loads=Competition)
def choose_meeting(competition: Competition) -> Any:
    """One that is planned, or a new one of the jury itself."""
    form = MeetingForm()
    coming = list(db.session.scalars(queries.list_meetings_to_choose()))
    form.meeting.choices = [
        SelectChoice("", _("aucune")),
        *(
            SelectChoice(str(one.id), f"{one.theme}, {formats.datetime_short(one.starts_at)}")
            for one in coming
        ),
    ]

    def choose() -> Deliberation:
        chosen = next((one for one in coming if str(one.id) == form.meeting.data), None)
        if chosen is not None:
            return opening.choose_meeting(competition=competition, meeting=chosen, **acting.doing())
        if not (form.date.data and form.starts.data and form.ends.data):
            message = _("Choisissez une réunion, ou dites le jour et les heures d'une nouvelle.")
            raise RuleError("no_meeting", message, field="meeting")
        return opening.make_meeting(
            competition=competition, starts=datetime.combine(form.date.data, form.starts.data),
            ends=datetime.combine(form.date.data, form.ends.data), **acting.doing(),
        )  # fmt: skip

    tried = attempt(form, choose)
    if tried.status:
        return render_template(
            "deliberating/choose_meeting.html", competition=competition, form=form
        ), tried.status
    target = url_for(".show", competition_id=competition.id)
    return acting.done(target, _("Le jury délibérera à cette réunion. Convoquez-la comme toute réunion."))


@bp.route("/deliberation/<int:competition_id>/ouvrir", methods=["GET", "POST"])
@permission(P.DELIBERATION_LEAD, loads=Competition)
def open_it(competition: Competition) -> Any:
    """Says who has not sent; then seals the scores."""
    form = OpenForm()
    tried = attempt(form, lambda: opening.open_deliberation(competition=competition, **acting.doing()))
    if tried.status:
        late = sealing.list_late(competition, acting.actor())
        page = render_template("deliberating/open.html", competition=competition, form=form, late=late)
        return page, tried.status
    target = url_for(".show", competition_id=competition.id)
    return acting.done(target, _("La délibération est ouverte, les notes sont scellées."))


@bp.route("/deliberation/<int:competition_id>/ordre", methods=["GET", "POST"])
@permission(P.DELIBERATION_LEAD, loads=Competition)
def order(competition: Competition) -> Any:
    """Typed place by place, or all by number or by rank."""
    deliberation = present.opened(competition)
    items, leaves = present.list_shown(deliberation)
    places = {one.id: place for place, one in enumerate(items, 1)}
    made = OrderForm.of(list(places), {one.id: one.application.number or "" for one in items})
    form = made(
        data={"version": deliberation.version, **{f"place_{key}": place for key, place in places.items()}}
    )

    def save() -> None:
        wanted = _sorted(items, form, request.form.get("by", ""), competition)
        room.order_entries(
            deliberation=deliberation, item_ids=wanted, version=form.version.data or 0, **acting.doing()
        )

    tried = attempt(form, save)
    if tried.status:
        page = render_template(
            "deliberating/order.html", competition=competition, form=form, items=items, leaves=leaves, present=present
        )  # fmt: skip
        return page, tried.status
    return acting.done(url_for(".order", competition_id=competition.id), _("L'ordre est enregistré."))


def _sorted(items: list[Any], form: Any, by: str, competition: Competition) -> list[int]:
    lots = {lot.id: place for place, lot in enumerate(competition.call.lots)}

    def lot_of(one: Any) -> int:
        return lots.get(one.application.lot_id, len(lots))

    if by == "rank":
        ranks = standings.ranks_of(competition, items, acting.doing()["now"])
        rows = sorted(
            items, key=lambda one: (lot_of(one), ranks.get(one.application_id, 999), one.application.number)
        )
    elif by == "number":
        rows = sorted(items, key=lambda one: (lot_of(one), one.application.number))
    else:
        typed = {one.id: form[f"place_{one.id}"].data for one in items}
        rows = sorted(items, key=lambda one: (typed[one.id] is None, typed[one.id] or 0))
    return [one.id for one in rows]
