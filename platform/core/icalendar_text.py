"""Cleaning of what goes into a calendar: a bad record gives a poorer line, never a broken file.

The library escapes TEXT well but raises on a line end in an address or a URL, which would kill a feed.
"""

import re
from urllib.parse import quote, urlsplit

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_NEWLINE = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
ADDRESS = re.compile(r'[^\s@<>"(),:;\\\[\]]+@[^\s@<>"(),:;\\\[\]]+')
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


class CalendarError(ValueError):
    """A calendar text cannot be made or read. ``code`` is stable and for programs, never shown as is."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


class EventError(CalendarError):
    """The event cannot be sent: 'naive_time', 'end_before_start', 'status', 'organizer', 'no_attendee'."""


def clean_text(value: str) -> str:
    """Text of several lines: line ends become ``\\n``; controls and lone surrogates go (RFC 5545, 3.3.11)."""
    return CONTROL.sub("", _NEWLINE.sub("\n", value)).strip()


def clean_line(value: str) -> str:
    """Text of one line: line ends, tabs and runs of spaces become one space."""
    return " ".join(clean_text(value).split())


def clean_url(value: str) -> str:
    """An http(s) address in ASCII without blanks or controls, or '' when it is none (RFC 3986)."""
    candidate = quote("".join(clean_line(value).split()), safe="!#$%&'()*+,/:;=?@[]~")
    try:
        parts = urlsplit(candidate)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:  # unbalanced [ ] around a host
        return ""
    return candidate if usable else ""


def mailto(email: str) -> str:
    """``mailto:`` URI of an address (RFC 6068), or '' when the address is unusable."""
    address = "".join(clean_line(email).split())
    if not ADDRESS.fullmatch(address):
        return ""
    local, domain = address.rsplit("@", 1)
    try:
        host = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    if not _HOST.fullmatch(host):
        return ""
    return "mailto:" + quote(local, safe="!$'*+-._~") + "@" + host
