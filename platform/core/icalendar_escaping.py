"""TEXT of a calendar as it is escaped; apart, for the library is only loaded by who makes a text."""

import icalendar


class Text(icalendar.vText):
    r"""TEXT escaped as RFC 5545, 3.3.11 says; the library takes the ``\N`` of ``C:\Notes`` for a line end."""

    def to_ical(self) -> bytes:
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode()
