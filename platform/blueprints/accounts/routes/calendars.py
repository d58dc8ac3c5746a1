"""The private calendar address of each of one's seats."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.accounts import bp, signing_in
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts import rules
from noress.domain.accounts.permissions import P
from noress.domain.accounts.rules.calendars import calendar_address
from noress.domain.institutions.models import Seat
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission


@bp.get("/mon-compte/calendriers")
@permission(P.OWN_ACCOUNT)
def calendar_index() -> str:
    """Whoever has the address reads the calendar: it can be taken back at any time."""
    lines = [(seat, calendar_address(seat)) for seat in _own_seats()]
    return render_template("accounts/calendars.html", lines=lines)


@bp.post("/mon-compte/calendriers/<int:seat_id>/renouveler")
@permission(P.OWN_ACCOUNT)
def calendar_renew(seat_id: int) -> Any:
    rules.renew_calendar(seat=_own_seat(seat_id), actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("La nouvelle adresse est prête. L'ancienne ne répond plus."))
    return redirect(url_for(".calendar_index"), 303)


@bp.route("/mon-compte/calendriers/<int:seat_id>/retirer", methods=["GET", "POST"])
@permission(P.OWN_ACCOUNT)
def calendar_revoke(seat_id: int) -> Any:
    seat = _own_seat(seat_id)
    if request.method == "GET":
        return render_template("accounts/revoke_calendar.html", seat=seat)
    rules.revoke_calendar(seat=seat, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("L'adresse est retirée : les agendas qui la suivaient ne reçoivent plus rien."))
    return redirect(url_for(".calendar_index"), 303)


def _own_seats() -> list[Seat]:
    """The seats that whoever acts may act for."""
    actor = acting.actor()
    identities = rules.list_identities(signing_in.own_device().account, now=clock.now())
    return [
        found.seat for found in identities if found.seat is not None and found.person.id == actor.person_id
    ]


def _own_seat(seat_id: int) -> Seat:
    """Another person's seat is none of ours: 404."""
    return next((seat for seat in _own_seats() if seat.id == seat_id), None) or abort(404)
