"""Reading the answers that calendar programs send back (iTIP REPLY, RFC 5546, 3.2.3)."""

import re
from datetime import UTC, date, datetime
from typing import Final, NamedTuple
from urllib.parse import unquote

import icalendar
from icalendar.prop import vBroken

from noress.core.icalendar_text import ADDRESS, CalendarError, clean_line, clean_text

ANSWERS: Final = frozenset({"ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"})
MAX_REPLY_CHARS: Final = 262_144  # a true reply is 1 to 20 kB; more is not read


class ReplyError(CalendarError):
    """The text is no usable answer: 'too_large', 'unreadable', 'no_event', 'several_events', 'uid',
    'attendee', 'partstat', 'sequence', 'dtstamp', 'recurrence_id'; 'not_a_reply' for its subclass."""


class NotAReplyError(ReplyError):
    """A good calendar with another METHOD (COUNTER, REFRESH...): ``method`` says which, maybe ''."""

    def __init__(self, method: str) -> None:
        super().__init__("not_a_reply", method)
        self.method = method


class Reply(NamedTuple):
    """One answer read from an iTIP REPLY. ``attendee`` is a bare lower-case address; instants are UTC.

    The caller matches uid + recurrence_id + attendee, ignores an older sequence or dtstamp, and checks
    that the sender of the mail is the attendee (RFC 6047, 3).
    """

    uid: str
    recurrence_id: datetime | None
    attendee: str
    partstat: str
    sequence: int
    dtstamp: datetime
    comment: str


def parse_reply(text: str) -> Reply:
    """Read an iTIP REPLY to one of our meetings (RFC 5546, 3.2.3), written by any stranger's program.

    Raises ReplyError with a code; NotAReplyError (COUNTER, REFRESH...) tells that a person should read it.
    """
    if len(text) > MAX_REPLY_CHARS:
        raise ReplyError("too_large", str(len(text)))
    try:
        calendar = icalendar.Calendar.from_ical(text)
    except Exception as error:  # the library raises more than ValueError on some garbage
        raise ReplyError("unreadable", type(error).__name__) from error
    if calendar.name != "VCALENDAR":
        raise ReplyError("unreadable", str(calendar.name))
    method = clean_line(str(calendar.get("METHOD", ""))).upper()
    if method != "REPLY":
        raise NotAReplyError(method)
    events = [part for part in calendar.subcomponents if part.name == "VEVENT"]
    if len(events) != 1:
        raise ReplyError("several_events" if events else "no_event")
    return _read_answer(events[0])


def _read_answer(event: icalendar.Component) -> Reply:
    attendee = _single(event, "ATTENDEE")
    address = unquote(re.sub("^mailto:", "", clean_line(str(attendee)), flags=re.IGNORECASE)).lower()
    if not ADDRESS.fullmatch(clean_line(address)):
        raise ReplyError("attendee")
    partstat = str(getattr(attendee, "params", {}).get("PARTSTAT", "")).upper()
    if partstat not in ANSWERS:
        raise ReplyError("partstat", partstat)
    comments = event.get("COMMENT", [])
    return Reply(
        uid=_uid(event),
        recurrence_id=_instant(event, "RECURRENCE-ID") if "RECURRENCE-ID" in event else None,
        attendee=address,
        partstat=partstat,
        sequence=_sequence(event),
        dtstamp=_instant(event, "DTSTAMP"),
        comment=clean_text("\n".join(map(str, comments if isinstance(comments, list) else [comments]))),
    )


def _single(event: icalendar.Component, name: str) -> object:
    value = event.get(name)
    if value is None or isinstance(value, list | vBroken):  # any attribute of a vBroken raises
        raise ReplyError(name.lower().replace("-", "_"), "missing, repeated or malformed")
    return value


def _uid(event: icalendar.Component) -> str:
    uid = clean_line(str(_single(event, "UID")))
    if not uid:
        raise ReplyError("uid", "empty")
    return uid


def _sequence(event: icalendar.Component) -> int:
    """SEQUENCE, 0 when absent (RFC 5545, 3.8.7.4)."""
    value = _single(event, "SEQUENCE") if "SEQUENCE" in event else 0
    if not isinstance(value, int) or not 0 <= value < 2**31:
        raise ReplyError("sequence", str(value)[:20])
    return int(value)


def _instant(event: icalendar.Component, name: str) -> datetime:
    """A property's moment in UTC; without zone it is read as UTC, a bare date as its midnight."""
    code = name.lower().replace("-", "_")
    moment = getattr(_single(event, name), "dt", None)
    if isinstance(moment, date) and not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    if not isinstance(moment, datetime):
        raise ReplyError(code, "no date")
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ReplyError(code, "out of range") from error
