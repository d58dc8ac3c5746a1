"""What RFC 5546 asks of a calendar text, as tables; used wherever one is made or sent."""

import re
from collections import Counter

import icalendar
import vobject

# RFC 5546: least and most occurrences in a VEVENT. What is not listed may not be there.
MANY = 10**6
OPTIONAL = {
    "DESCRIPTION",
    "DTEND",
    "LOCATION",
    "URL",
    "LAST-MODIFIED",
    "CREATED",
    "CLASS",
    "PRIORITY",
    "TRANSP",
}
TABLES = {
    "REQUEST": {  # 3.2.2
        "ATTENDEE": (1, MANY), "DTSTAMP": (1, 1), "DTSTART": (1, 1), "ORGANIZER": (1, 1), "SEQUENCE": (0, 1),
        "SUMMARY": (1, 1), "UID": (1, 1), "CATEGORIES": (0, MANY), "STATUS": (0, 1),
        "REQUEST-STATUS": (0, 0), **dict.fromkeys(OPTIONAL, (0, 1)),
    },
    "CANCEL": {  # 3.2.5
        "ATTENDEE": (0, MANY), "DTSTAMP": (1, 1), "DTSTART": (0, 1), "ORGANIZER": (1, 1), "SEQUENCE": (1, 1),
        "SUMMARY": (0, 1), "UID": (1, 1), "CATEGORIES": (0, MANY), "STATUS": (0, 1),
        "REQUEST-STATUS": (0, 0), **dict.fromkeys(OPTIONAL, (0, 1)),
    },
    "PUBLISH": {  # 3.2.1
        "ATTENDEE": (0, 0), "DTSTAMP": (1, 1), "DTSTART": (1, 1), "ORGANIZER": (1, 1), "SEQUENCE": (0, 1),
        "SUMMARY": (1, 1), "UID": (1, 1), "CATEGORIES": (0, MANY), "STATUS": (0, 1),
        "REQUEST-STATUS": (0, 0), **dict.fromkeys(OPTIONAL, (0, 1)),
    },
}  # fmt: skip


def unfolded(text: str) -> list[str]:
    """The content lines, after checking CRLF and the 75 octets of RFC 5545, 3.1."""
    assert text.endswith(("END:VCALENDAR\r\n", "END:VEVENT\r\n"))
    assert not re.search(r"\r(?!\n)|(?<!\r)\n", text)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def parsed(text: str, *, are_dates_alike: bool = False) -> tuple[icalendar.Calendar, list[icalendar.Event]]:
    """The text as two independent parsers read it; both must agree on the number of events. Where many texts hold the
    same dates, the second one leaves them as they are written: making its own zone of each takes as long as the rest."""
    unfolded(text)
    calendar = icalendar.Calendar.from_ical(text)
    events = list(calendar.walk("VEVENT"))
    assert [event.errors for event in events] == [[]] * len(events)
    other = vobject.readOne(text, transform=not are_dates_alike)
    assert len(getattr(other, "vevent_list", [])) == len(events)
    return calendar, events


def check(text: str, method: str) -> icalendar.Event:
    """The one event of a text that meets the table of its method."""
    calendar, events = parsed(text)
    lines = unfolded(text)
    body = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]
    counts = Counter(re.split("[;:]", line)[0] for line in body)
    assert [lines.count(f"METHOD:{method}"), lines.count("VERSION:2.0")] == [1, 1]
    assert sum(line.startswith("PRODID:") for line in lines) == 1
    assert {part.name for part in calendar.subcomponents} == {"VTIMEZONE", "VEVENT"}
    assert len(calendar.walk("VTIMEZONE")) == 1
    assert set(counts) <= set(TABLES[method])
    assert {
        name: counts[name] for name, (low, high) in TABLES[method].items() if not low <= counts[name] <= high
    } == {}
    [event] = events
    return event
