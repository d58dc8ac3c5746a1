"""Seats that are left out before the convocation, and those that are convened after it."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.meetings import bp
from noress.blueprints.meetings.forms import ConveneSeatsForm, LeaveOutForm
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.institutions.models import Seat
from noress.domain.meetings import mails, rules, wording
from noress.domain.meetings.models import Meeting, MeetingState
from noress.extensions import db
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission

#: as many boxes as one page shows; those convened leave room for the next
SHOWN = 100


@bp.route("/<int:meeting_id>/sieges/<int:seat_id>/ne-pas-convoquer", methods=["GET", "POST"])
@permission(P.INVITATION_MANAGE, loads=Meeting)
def leave_out(meeting: Meeting, seat_id: int) -> Any:
    """Do not convene one seat of a draft, with the reason why."""
    seat, form = _get_seat(seat_id), LeaveOutForm()
    _refuse_convened(meeting)
    if request.method == "GET":
        return _leave_out_page(meeting, seat, form)
    if not form.validate_on_submit():
        return _leave_out_page(meeting, seat, form), 422
    try:
        rules.leave_out_seat(
            meeting=meeting, seat=seat, reason=form.reason.data or "", actor=current_actor(), now=clock.now()
        )
    except RuleError as error:
        if error.status == 409:
            raise
        db.session.rollback()
        form.add_error(error)
        return _leave_out_page(meeting, seat, form), error.status
    name = seat.person.shown_name
    db.session.commit()
    said = _(
        "Siège laissé de côté : %(name)s. Rien ne lui sera envoyé ; vous pouvez le remettre sur la liste.",
        name=name,
    )
    say(said)
    return redirect(url_for(".invitees", meeting_id=meeting.id, _anchor="de-cote"), 303)


@bp.post("/<int:meeting_id>/sieges/<int:seat_id>/convoquer-quand-meme")
@permission(P.INVITATION_MANAGE, loads=Meeting)
def put_back(meeting: Meeting, seat_id: int) -> Any:
    """Among those who will be convened again; nothing leaves yet."""
    seat = _get_seat(seat_id)
    name = seat.person.shown_name
    rules.put_back_seat(meeting=meeting, seat=seat, actor=current_actor(), now=clock.now())
    db.session.commit()
    say(_("%(name)s est de nouveau sur la liste. Rien ne part avant la convocation.", name=name))
    return redirect(url_for(".invitees", meeting_id=meeting.id, _anchor="liste"), 303)


@bp.route("/<int:meeting_id>/convoquer-aussi", methods=["GET", "POST"])
@permission(P.INVITATION_MANAGE, loads=Meeting)
def convene_also(meeting: Meeting) -> Any:
    """Seats opened, or left out, since the convocation: choose, then their mails leave at once."""
    now, form = clock.now(), ConveneSeatsForm()
    if request.method == "GET":
        if not meeting.takes_answers(now):
            message = _("On ne convoque plus personne à cette session, ou pas encore.")
            raise RuleError("not_open", message, status=409)
        return _convene_also_page(meeting, form)
    try:
        count = rules.convene_seats(
            meeting=meeting, seat_ids=form.seats.data or [], actor=current_actor(), now=now
        )
    except RuleError as error:
        if error.status == 409:
            raise
        db.session.rollback()
        form.add_error(error)
        return _convene_also_page(meeting, form), error.status
    db.session.commit()
    sent = ngettext("%(num)s courriel part maintenant.", "%(num)s courriels partent maintenant.", count)
    say(
        _("C'est fait. %(sent)s", sent=sent)
        if count
        else _("C'est fait. Sans adresse : appelez, puis saisissez la réponse.")
    )
    return redirect(url_for(".invitees", meeting_id=meeting.id), 303)


def _get_seat(seat_id: int) -> Seat:
    seat: Seat = db.session.get(Seat, seat_id) or abort(404)
    return seat


def _refuse_convened(meeting: Meeting) -> None:
    if meeting.state is not MeetingState.DRAFT:
        raise RuleError("not_draft", _("Cette session est déjà convoquée."), status=409)


def _leave_out_page(meeting: Meeting, seat: Seat, form: LeaveOutForm) -> str:
    return render_template(
        "meetings/leave_out.html", meeting=meeting, form=form, title=wording.title(meeting), name=seat.person.shown_name,
        label=mails.label_of_seat(seat),
    )  # fmt: skip


def _convene_also_page(meeting: Meeting, form: ConveneSeatsForm) -> str:
    waiting = rules.list_seats_to_convene(meeting, now=clock.now())
    shown = waiting[:SHOWN]
    form.seats.choices = [
        SelectChoice(one.seat.id, one.name, {"data-hint": _hint(one)})
        for one in shown
        if one.seat is not None
    ]
    if request.method == "GET":
        form.seats.data = _ticked(shown)
    return render_template(
        "meetings/convene_also.html", meeting=meeting, form=form, title=wording.title(meeting), waiting=shown,
        more=len(waiting) - len(shown),
    )  # fmt: skip


def _ticked(shown: list[rules.Invitee]) -> list[int]:
    """The seat whose link was followed, else those that nobody left out."""
    asked = request.args.get("siege")
    return [
        one.seat.id for one in shown
        if one.seat is not None and (str(one.seat.id) == asked if asked else not one.reason)
    ]  # fmt: skip


def _hint(one: rules.Invitee) -> str:
    parts = [one.label, _isolated(one.address) if one.address else _("sans adresse, à appeler")]
    if one.reason:
        parts.append(_("laissé de côté : %(reason)s", reason=_isolated(one.reason)))
    return " · ".join(parts)


def _isolated(text: str) -> str:
    """As <bdi> does, where only plain text goes: French within Arabic keeps its own order."""
    return f"\u2068{text}\u2069"
