"""A pitch as a calendar event, for whoever presents and for the jury."""

from datetime import datetime, timedelta

from noress.core import clock
from noress.core.i18n import HTML_LANG, in_language
from noress.core.i18n import gettext as _
from noress.core.icalendar_build import CalendarAttendee, CalendarEvent, cancel, feed, request, vevent_text
from noress.domain.applications.models import ApplicationPerson
from noress.domain.competitions.models import PitchSlot
from noress.domain.meetings.calendar import organizer


def _event(
    slot: PitchSlot, *, language: str, now: datetime, attendees: tuple[CalendarAttendee, ...] = ()
) -> CalendarEvent:
    host = organizer().email.rpartition("@")[2] or "noress.invalid"
    with in_language(language):
        title = slot.application.title if slot.application is not None else ""
        return CalendarEvent(
            uid=f"oral-{slot.id}-{slot.application_id}@{host}", sequence=slot.version, starts_at=slot.starts_at,
            ends_at=slot.starts_at + timedelta(minutes=slot.minutes), zone=clock.MOROCCO,
            summary=_("Présentation orale : %(title)s", title=title), organizer_email=organizer().email,
            organizer_name=str(organizer().name), dtstamp=now, last_modified=slot.told_at or now, location=slot.place,
            attendees=attendees, language=HTML_LANG[language],
        )  # fmt: skip


def _attendee(person: ApplicationPerson) -> tuple[CalendarAttendee, ...]:
    return (CalendarAttendee(email=person.email, name=person.name or person.email, rsvp=False),)


def asked(slot: PitchSlot, person: ApplicationPerson, now: datetime) -> str:
    """Goes with the mail that gives the hour."""
    return request(_event(slot, language=person.language, now=now, attendees=_attendee(person)))


def called_off(slot: PitchSlot, person: ApplicationPerson, now: datetime) -> str:
    return cancel(
        _event(slot, language=person.language, now=now, attendees=_attendee(person)), meeting_off=True
    )


def published(slot: PitchSlot, *, language: str, now: datetime) -> str:
    """The file that the entrant's page offers."""
    year = slot.starts_at.year
    with in_language(language):
        name = _("Présentation orale")
    return feed(
        name, [vevent_text(_event(slot, language=language, now=now))], clock.MOROCCO, (year, year), language
    )
