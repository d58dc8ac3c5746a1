"""A meeting in words, in the current language: title, when, where. For pages, mails and calendars alike."""

from datetime import datetime

from noress.core import formats
from noress.core.i18n import gettext as _
from noress.domain.meetings.models import Meeting


def title(meeting: Meeting) -> str:
    """The theme; "Session du 18 mars 2015" where the sources print none."""
    return str(meeting.theme) or _(
        "%(type)s du %(date)s", type=meeting.type.label, date=formats.date_short(meeting.starts_wall)
    )


def hours(starts_wall: datetime, ends_wall: datetime | None) -> str:
    """10 h – 13 h; hours isolated so that Arabic keeps their order."""
    start = formats.time_words(starts_wall)
    if ends_wall is None:
        return start
    return _("de %(start)s à %(end)s", start=start, end=formats.time_words(ends_wall))


def when(meeting: Meeting) -> str:
    """jeudi 8 avril 2027, de 10 h à 13 h (heure du Maroc); the day alone where only the day is known."""
    day = formats.date_words(meeting.starts_wall)
    if meeting.is_day_only:
        return day
    return _(
        "%(date)s, %(hours)s (heure du Maroc)", date=day, hours=hours(meeting.starts_wall, meeting.ends_wall)
    )


def where(meeting: Meeting) -> str:
    """The place, or "en ligne"; both for a hybrid meeting."""
    if meeting.place and meeting.online_url:
        return _("%(place)s, et en ligne", place=meeting.place)
    if meeting.place:
        return str(meeting.place)
    return _("en ligne") if meeting.online_url else _("lieu à préciser")
