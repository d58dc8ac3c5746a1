"""A meeting as a calendar event: published for everybody, or sent to the invited."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from noress.core import formats, links
from noress.core.i18n import HTML_LANG, Translated, in_language
from noress.core.i18n import gettext as _
from noress.core.icalendar_build import CalendarAttendee, CalendarEvent, vevent_text
from noress.domain.meetings import wording
from noress.domain.meetings.models import Answer, Meeting, MeetingState

PARTSTAT = {
    Answer.NONE: "NEEDS-ACTION",
    Answer.YES: "ACCEPTED",
    Answer.NO: "DECLINED",
    Answer.MAYBE: "TENTATIVE",
    Answer.DELEGATE: "DELEGATED",
}
_STATUS = {MeetingState.CANCELLED: "CANCELLED", MeetingState.POSTPONED: "TENTATIVE"}


class Organizer(NamedTuple):
    """The secretariat's real mailbox, as every calendar shows it."""

    email: str
    name: Translated


_organizer = Organizer("", Translated())


def set_organizer(email: str, name: Translated) -> None:
    """Given by the meetings blueprint, which knows the settings."""
    global _organizer
    _organizer = Organizer(email, name)


def organizer() -> Organizer:
    return _organizer


def new_uid() -> str:
    """The identity of a meeting in every calendar, for ever (RFC 7986, 5.3)."""
    return f"{uuid.uuid4()}@{_organizer.email.rpartition('@')[2] or 'noress.invalid'}"


def build_event(
    meeting: Meeting, *, language: str, attendees: Sequence[CalendarAttendee], now: datetime
) -> CalendarEvent:
    """The meeting as an event in a language, with the public items of its agenda. Without attendees it is
    the published one, which keeps the online link to itself."""
    with in_language(language):
        lines = [str(meeting.introduction or ""), str(meeting.cancel_reason or ""), _agenda(meeting)]
        if meeting.place_hints:
            lines.append(_("Pour venir : %(hints)s", hints=meeting.place_hints))
        if attendees and meeting.online_url:
            lines.append(_("Lien en ligne : %(url)s", url=meeting.online_url))
        page = links.to("public.session", meeting_id=meeting.id)
        lines.append(page)
        return CalendarEvent(
            uid=meeting.uid, sequence=meeting.sequence, starts_at=meeting.starts_at, ends_at=_end(meeting),
            zone=meeting.zone, summary=_("%(type)s : %(title)s", type=meeting.type.label, title=wording.title(meeting)),
            organizer_email=_organizer.email, organizer_name=str(_organizer.name),
            dtstamp=now, last_modified=meeting.calendar_changed_at or now,
            description="\n\n".join(line for line in lines if line), location=wording.where(meeting), url=page,
            attendees=tuple(attendees), status=_STATUS.get(meeting.state, "CONFIRMED"),
            language=HTML_LANG[language],
        )  # fmt: skip


def _agenda(meeting: Meeting) -> str:
    """The items that everybody may read, in order, with their length, in the current language."""
    items = sorted(meeting.agenda, key=lambda item: (item.position, item.id))
    lines = [
        f"{number}. {item.title} ({formats.minutes_words(item.minutes)})"
        for number, item in enumerate((item for item in items if not item.is_internal), 1)
    ]
    return "\n".join([_("Ordre du jour"), *lines]) if lines else ""


def refresh(meeting: Meeting, *, now: datetime) -> None:
    """Store the published VEVENT anew, after the title, the time, the place, the agenda or the state changed.
    The sequence is the caller's: it rises when people are to be told. Drafts have none: they are nobody's
    business yet."""
    if not meeting.state.is_public:
        meeting.calendar_text = None
        return
    meeting.calendar_changed_at = now
    meeting.calendar_text = vevent_text(build_event(meeting, language="fr", attendees=(), now=now))


def _end(meeting: Meeting) -> datetime:
    if meeting.ends_at is not None:
        return meeting.ends_at
    return meeting.starts_at + (timedelta(days=1) if meeting.is_day_only else timedelta(hours=2))
