"""Calendar texts: invitations, cancellations, feeds, and the answers that come back.

RFC 5545 (format), RFC 5546 (iTIP), RFC 7986 (feed properties). Every instant received is aware and in
UTC; every text made here has CRLF line ends and lines of at most 75 octets. No database, no Flask.
The form chosen is explained in docs/decisions/0003-calendar-text.md. The library, 35 ms, is loaded by the first text made.
"""

import logging
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from noress.core.icalendar_text import (
    CONTROL,
    CalendarError,
    EventError,
    clean_line,
    clean_text,
    clean_url,
    mailto,
)

if TYPE_CHECKING:
    import icalendar

    from noress.core.icalendar_escaping import Text

__all__ = [
    "CalendarAttendee",
    "CalendarError",
    "CalendarEvent",
    "EventError",
    "cancel",
    "feed",
    "request",
    "vevent_text",
    "vtimezone",
]

log = logging.getLogger(__name__)

PRODID: Final = "-//NORESS//NORESS//FR"
REFRESH: Final = timedelta(hours=4)  # how often a subscribed calendar is asked to come back
EVENT_STATUSES: Final = frozenset({"TENTATIVE", "CONFIRMED", "CANCELLED"})
PARTSTATS: Final = frozenset({"NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"})

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_CN_UNSAFE = str.maketrans({'"': "'", "^": " "})  # most readers do not know the escapes of RFC 6868


@dataclass(frozen=True, slots=True)
class CalendarAttendee:
    """One invited person, as an ATTENDEE line says it (RFC 5545, 3.8.4.1)."""

    email: str
    name: str = ""
    partstat: str = "NEEDS-ACTION"
    rsvp: bool = True
    language: str = ""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One meeting ready to be written. Instants are aware UTC; ``zone`` is the place's IANA zone name.

    The caller raises ``sequence`` at each change of time or place, and for a cancellation (RFC 5546, 2.1.4),
    and gives the address of From: as ``organizer_email``. Raises EventError on a naive or reversed time.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    organizer_email: str
    dtstamp: datetime
    last_modified: datetime
    description: str = ""
    location: str = ""
    url: str = ""
    organizer_name: str = ""
    attendees: tuple[CalendarAttendee, ...] = ()
    status: str = "CONFIRMED"
    categories: tuple[str, ...] = ()
    language: str = "fr"

    def __post_init__(self) -> None:
        for instant in (self.starts_at, self.ends_at, self.dtstamp, self.last_modified):
            if instant.utcoffset() is None:
                raise EventError("naive_time", self.uid)
        if self.ends_at <= self.starts_at:
            raise EventError("end_before_start", self.uid)
        if self.status not in EVENT_STATUSES:
            raise EventError("status", self.status)


def _text(value: str, language: str = "") -> "Text":
    """A cleaned TEXT value with its LANGUAGE parameter, if any."""
    from noress.core.icalendar_escaping import Text

    return Text(value, params=_language(language))


def _language(tag: str) -> dict[str, str]:
    tag = tag.replace("_", "-")
    return {"LANGUAGE": tag} if _LANGUAGE.fullmatch(tag) else {}


# --- time zone ---------------------------------------------------------------------------------------


class _Change(NamedTuple):
    """From the UTC instant ``at`` on, the zone's offset is ``after`` (it was ``before``)."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    offset = instant.astimezone(zone).utcoffset()
    if offset is None:  # ZoneInfo always knows; said for the type checker
        raise EventError("naive_time", str(zone))
    return offset


def _differs(zone: ZoneInfo, start: datetime, offset: timedelta) -> Callable[[int], bool]:
    return lambda second: _offset(zone, start + timedelta(seconds=second)) != offset


@lru_cache(maxsize=64)
def _changes(zone_name: str, first_year: int, last_year: int) -> tuple[_Change, ...]:
    """Every offset change from 1 January of ``first_year`` to a year after ``last_year``.

    Each hour is looked at: a Ramadan of 35 days must not fall between two looks, as it does in
    icalendar's own generator. Inside an hour that changed, bisection finds the second.
    """
    zone = ZoneInfo(zone_name)
    hour = timedelta(hours=1)
    at = datetime(first_year, 1, 1, tzinfo=UTC) - timedelta(days=1)  # 1 January begins earlier in the east
    end = datetime(last_year + 2, 1, 1, tzinfo=UTC)
    before = _offset(zone, at)
    found = [_Change(at, before, before, at.astimezone(zone).tzname() or "")]
    while at < end:
        after = _offset(zone, at + hour)
        if after != before:
            second = bisect_left(range(3600), True, key=_differs(zone, at, before))
            instant = at + timedelta(seconds=second)
            found.append(_Change(instant, before, after, instant.astimezone(zone).tzname() or ""))
            before = after
        at += hour
    return tuple(found)


def vtimezone(zone: str, first_year: int, last_year: int) -> "icalendar.Timezone":
    """VTIMEZONE of ``zone`` for events of these years, one observance per change (RFC 5545, 3.6.5).

    An offset above the lowest of the period is called DAYLIGHT. Raises zoneinfo.ZoneInfoNotFoundError.
    """
    import icalendar

    changes = _changes(zone, first_year, last_year)
    lowest = min(change.after for change in changes)
    component = icalendar.Timezone()
    component.add("TZID", zone)
    for change in changes:
        kind = icalendar.TimezoneStandard if change.after == lowest else icalendar.TimezoneDaylight
        observance = kind()
        observance.add("DTSTART", (change.at + change.before).replace(tzinfo=None))
        observance.add("TZOFFSETFROM", change.before)
        observance.add("TZOFFSETTO", change.after)
        observance.add("TZNAME", change.name)
        component.add_component(observance)
    return component


@lru_cache(maxsize=64)
def _vtimezone_text(zone: str, first_year: int, last_year: int) -> str:
    return vtimezone(zone, first_year, last_year).to_ical().decode()


def _local_or_utc(instant: datetime, zone_name: str) -> datetime:
    """Wall time of the zone; UTC inside a repeated hour, whose wall time programs read in both ways."""
    local = instant.astimezone(ZoneInfo(zone_name)).replace(microsecond=0)
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        return local.astimezone(UTC)
    return local


# --- building ----------------------------------------------------------------------------------------


def request(event: CalendarEvent) -> str:
    """iTIP REQUEST: a new or changed invitation (RFC 5546, 3.2.2). Raises EventError."""
    if event.status == "CANCELLED":
        raise EventError("status", "a cancelled meeting is not requested")
    component = _vevent(event, status=event.status)
    _add_attendees(component, event)
    return _calendar(event, "REQUEST", component)


def cancel(event: CalendarEvent, *, meeting_off: bool) -> str:
    """iTIP CANCEL (RFC 5546, 3.2.5): the whole meeting, or only the invitation of these attendees.

    ``STATUS:CANCELLED`` is written only when the meeting itself is off. Raises EventError.
    """
    component = _vevent(event, status="CANCELLED" if meeting_off else "")
    _add_attendees(component, event)
    return _calendar(event, "CANCEL", component)


def vevent_text(event: CalendarEvent) -> str:
    """The bare VEVENT as published (RFC 5546, 3.2.1): no attendee. To be stored, then given to ``feed``.

    An unusable organizer address drops that line instead of raising.
    """
    return _vevent(event, status=event.status, strict=False).to_ical().decode()


def feed(name: str, vevents: Iterable[str], zone: str, years: tuple[int, int], language: str) -> str:
    """A published calendar made of stored VEVENT texts, within ``years`` (first, last), in their order.

    A stored text that is not one VEVENT is left out and logged.
    """
    import icalendar

    head = icalendar.Calendar()
    head.add("PRODID", PRODID)
    head.add("VERSION", "2.0")
    head.add("CALSCALE", "GREGORIAN")
    head.add("METHOD", "PUBLISH")
    head.add("NAME", _text(clean_line(name), language), encode=False)  # RFC 7986, 5.1
    head.add("X-WR-CALNAME", _text(clean_line(name)), encode=False)
    head.add("X-WR-TIMEZONE", zone)
    head.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})  # RFC 7986, 5.7
    head.add("X-PUBLISHED-TTL", icalendar.vDuration(REFRESH).to_ical().decode())  # Outlook's name for it
    opening = head.to_ical().decode().removesuffix("END:VCALENDAR\r\n")
    body = "".join(_stored(vevents))
    return f"{opening}{_vtimezone_text(zone, *years)}{body}END:VCALENDAR\r\n"


def _stored(vevents: Iterable[str]) -> Iterator[str]:
    for text in vevents:
        lines = text.strip().replace("\r\n", "\n").replace("\r", "\n")
        whole = lines.startswith("BEGIN:VEVENT\n") and lines.endswith("\nEND:VEVENT")
        if not whole or lines.count("\nEND:") != 1 or "\nBEGIN:" in lines or CONTROL.search(lines):
            log.warning("stored VEVENT left out of a feed: %.60r", text)
            continue
        yield lines.replace("\n", "\r\n") + "\r\n"


def _vevent(event: CalendarEvent, *, status: str, strict: bool = True) -> "icalendar.Event":
    import icalendar

    component = icalendar.Event()
    component.add("UID", _text(clean_line(event.uid)), encode=False)
    component.add("SEQUENCE", event.sequence)
    component.add("DTSTAMP", event.dtstamp.astimezone(UTC))
    component.add("LAST-MODIFIED", event.last_modified.astimezone(UTC))
    component.add("DTSTART", _local_or_utc(event.starts_at, event.zone))
    component.add("DTEND", _local_or_utc(event.ends_at, event.zone))
    component.add("SUMMARY", _text(clean_line(event.summary), event.language), encode=False)
    if description := clean_text(event.description):
        component.add("DESCRIPTION", _text(description, event.language), encode=False)
    if location := clean_line(event.location):
        component.add("LOCATION", _text(location, event.language), encode=False)
    if url := clean_url(event.url):
        component.add("URL", url)
    if categories := [_text(word) for word in map(clean_line, event.categories) if word]:
        component.add("CATEGORIES", categories)
    if status:
        component.add("STATUS", status)
    if organizer := mailto(event.organizer_email):
        component.add("ORGANIZER", _address(organizer, event.organizer_name))
    elif strict:
        raise EventError("organizer", event.uid)
    return component


def _address(uri: str, name: str) -> "icalendar.vCalAddress":
    import icalendar

    address = icalendar.vCalAddress(uri)
    if cn := clean_line(name.translate(_CN_UNSAFE)):
        address.params["CN"] = cn
    return address


def _add_attendees(component: "icalendar.Event", event: CalendarEvent) -> None:
    """One ATTENDEE per usable, distinct address; raises EventError when none is left."""
    seen: set[str] = set()
    for attendee in event.attendees:
        uri = mailto(attendee.email)
        if not uri or uri.lower() in seen:
            continue
        seen.add(uri.lower())
        address = _address(uri, attendee.name)
        address.params["CUTYPE"] = "INDIVIDUAL"
        address.params["ROLE"] = "REQ-PARTICIPANT"
        address.params["PARTSTAT"] = attendee.partstat if attendee.partstat in PARTSTATS else "NEEDS-ACTION"
        address.params["RSVP"] = "TRUE" if attendee.rsvp else "FALSE"
        address.params.update(_language(attendee.language))
        component.add("ATTENDEE", address, encode=False)
    if not seen:
        raise EventError("no_attendee", event.uid)


def _calendar(event: CalendarEvent, method: str, component: "icalendar.Event") -> str:
    import icalendar

    zone = ZoneInfo(event.zone)
    years = event.starts_at.astimezone(zone).year, event.ends_at.astimezone(zone).year
    calendar = icalendar.Calendar()
    calendar.add("PRODID", PRODID)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    calendar.add_component(vtimezone(event.zone, *years))
    calendar.add_component(component)
    return calendar.to_ical().decode()
