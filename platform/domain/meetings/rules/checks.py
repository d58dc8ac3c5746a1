"""What several rules check."""

import re

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.meetings.models import Meeting
from noress.domain.meetings.queries import standing
from noress.extensions import db

LINE_BREAKS = re.compile("[\r\n\x0b\x0c\x00\x85\u2028\u2029]")


def refuse_line_breaks(value: str | None, field: str) -> None:
    """A name or a title is one line: line breaks would break mail headers and lists."""
    if value and LINE_BREAKS.search(value):
        raise RuleError("line_break", _("Écrivez ce texte sur une seule ligne."), field=field)


def has_numbered_letters(meeting: Meeting) -> bool:
    """Numbers of letters are given once: the meeting whose letters bear some is not deleted."""
    return bool(db.session.scalar(standing.has_numbered_letters(meeting.id)))
