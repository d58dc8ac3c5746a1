"""Calendars to subscribe to: every public session, one session, and the private one of a seat."""

from flask import Response, abort, current_app, make_response, request
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.public import bp
from noress.core import clock
from noress.core.i18n import Translated, language
from noress.core.i18n import gettext as _
from noress.core.icalendar_build import feed
from noress.domain.accounts.permissions import P
from noress.domain.meetings import private_calendar, queries
from noress.domain.meetings.models import Meeting
from noress.extensions import db
from noress.web.permissions import permission, public
from noress.web.public_cache import cached_public


@bp.get("/sessions.ics")
@cached_public
@public
def calendar() -> Response:
    """Every public session: stored texts joined, nothing rendered."""
    texts = [text for text in db.session.scalars(queries.list_calendar_texts()) if text]
    first, last = db.session.execute(queries.get_calendar_span()).one()
    years = (first.year, last.year) if first and last else (clock.today().year, clock.today().year)
    return _file(feed(_name(), texts, _zone(), years, language()), "sessions.ics")


@bp.get("/sessions/<int:meeting_id>.ics")
@cached_public
@permission(P.MEETING_SEE, loads=Meeting)
def session_calendar(meeting: Meeting) -> Response:
    """One session, to open in a calendar."""
    if meeting.calendar_text is None:
        abort(404)
    years = (meeting.starts_at.year, (meeting.ends_at or meeting.starts_at).year)
    return _file(
        feed(_name(), [meeting.calendar_text], meeting.zone, years, language()), f"session-{meeting.id}.ics"
    )


@bp.get("/calendrier/<token>.ics", endpoint="private_calendar")
@public
def seat_calendar(token: str) -> BaseResponse:
    """All that a seat is invited to, with its answers; the secret address can be revoked."""
    found = private_calendar.find_seat(token, now=clock.now())
    if found is None:
        return _plain(_("Ce calendrier n'existe pas."), 404)
    seat, is_good = found
    if not is_good:
        return _plain(_("Cette adresse de calendrier ne sert plus. La nouvelle est dans votre compte."), 410)
    if seat.person.is_suspended:
        return _plain(
            _(
                "Ce compte est suspendu : son calendrier ne s'ouvre plus. Le secrétariat peut vous dire pourquoi."
            ),
            410,
        )
    spoken = seat.person.language
    invitations = db.session.scalars(queries.list_calendar_of_seat(seat.id)).all()
    instants = [i.meeting.starts_at for i in invitations] or [clock.now()]
    name = _("%(network)s : %(institution)s", network=_name(), institution=seat.institution.name)
    text = feed(
        name, private_calendar.write_vevents(invitations, spoken), _zone(),
        (min(instants).year, max(instants).year), spoken,
    )  # fmt: skip
    response = _file(text, "calendrier.ics")
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)


def _name() -> str:
    return str(Translated(current_app.config["SETTINGS"].network_name))


def _zone() -> str:
    zone: str = current_app.config["SETTINGS"].zone
    return zone


def _file(text: str, name: str) -> Response:
    response = Response(text, content_type="text/calendar; charset=utf-8")
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


def _plain(text: str, status: int) -> BaseResponse:
    response: BaseResponse = make_response(text, status)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Cache-Control"] = "no-store"
    return response
