"""The act that gave a mandate, typed on one line: said in the reader's language where it names a session by its
day, else as it was typed, in its own language."""

import re
from typing import Any

from noress.core import formats
from noress.core.i18n import gettext as _
from noress.core.tables import in_its_language
from noress.domain.actions.due_reading import NotADue, read_due
from noress.domain.actions.models import DuePrecision
from noress.domain.meetings.models import MeetingType

#: "Session du 18 mars 2015", "دورة 18 مارس 2015"
_SESSION = re.compile(r"(?:session\s+du|دورة)\s+(?P<day>.+)", re.IGNORECASE)


def act_words(act: str | None) -> Any:
    """A text, or a Translated that pages mark with its language; None when nothing was typed."""
    if not act:
        return None
    named = _SESSION.fullmatch(act.strip())
    try:
        due = read_due(named["day"]) if named is not None else None
    except NotADue:
        due = None
    if due is None or due.on is None or due.precision is not DuePrecision.DAY:
        return in_its_language(act)
    day = formats.date_short(due.on)
    return _("%(type)s du %(date)s", type=MeetingType.SESSION.label, date=day)
