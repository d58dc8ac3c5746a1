"""How a session is told to readers: its title, when, where, its state; once for every page."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup

from noress.core import clock, formats, links
from noress.core.i18n import HTML_LANG, Translated, language
from noress.core.i18n import gettext as _
from noress.domain.meetings import wording
from noress.domain.meetings.models import AgendaItem, Meeting, MeetingDocument, MeetingState
from noress.domain.meetings.queries import standing
from noress.extensions import db

STATE_KINDS = {
    MeetingState.DRAFT: "neutral",
    MeetingState.CONVENED: "ok",
    MeetingState.POSTPONED: "late",
    MeetingState.CANCELLED: "danger",
    MeetingState.HELD: "info",
}
EVENT_STATES = {
    MeetingState.CONVENED: "https://schema.org/EventScheduled",
    MeetingState.POSTPONED: "https://schema.org/EventPostponed",
    MeetingState.CANCELLED: "https://schema.org/EventCancelled",
}


class MeetingLine(NamedTuple):
    """One session in a list."""

    id: int
    title: Any
    plain_title: str
    url: str
    year: int
    weekday: str
    day: int
    month: str
    when: str
    where: Any
    state: str
    state_kind: str
    is_dated: bool


def title_of(meeting: Meeting) -> Any:
    """Its theme, or "Session du 18 mars 2015" when none is known."""
    return meeting.theme or wording.title(meeting)


def when_of(meeting: Meeting) -> str:
    """jeudi 8 avril 2027, de 10 h à 13 h, and the last day when there are several."""
    if meeting.state is MeetingState.POSTPONED:
        return _("date à venir")
    day, end = formats.date_words(meeting.starts_wall), meeting.ends_wall
    if meeting.is_day_only:
        return day
    if end is not None and end.date() != meeting.starts_wall.date():
        return _(
            "du %(first)s, %(start)s, au %(last)s, %(end)s",
            first=day, start=formats.time_words(meeting.starts_wall),
            last=formats.date_words(end), end=formats.time_words(end),
        )  # fmt: skip
    return _("%(date)s, %(hours)s", date=day, hours=wording.hours(meeting.starts_wall, end))


def zone_words(meeting: Meeting) -> str:
    """Whose clock the hours are read on."""
    if meeting.is_day_only:
        return _("jour seul")
    return _("heure du Maroc") if meeting.zone == clock.MOROCCO else meeting.zone


def state_of(meeting: Meeting, today: date) -> tuple[str, str]:
    """The word and the colour; a convened session whose day is past is "passée"."""
    if meeting.state is MeetingState.CONVENED and (meeting.ends_wall or meeting.starts_wall).date() < today:
        return _("passée"), "info"
    # a closed session is one whose work is over; readers want to know that it took place
    state = MeetingState.HELD if meeting.state is MeetingState.CLOSED else meeting.state
    return str(state.label), STATE_KINDS[state]


def line(meeting: Meeting, today: date) -> MeetingLine:
    start = meeting.starts_wall
    state, kind = state_of(meeting, today)
    title = title_of(meeting)
    return MeetingLine(
        id=meeting.id, title=title, plain_title=str(title), year=start.year,
        url=url_for("public.session", meeting_id=meeting.id),
        weekday=formats.weekday_short(start), day=start.day,
        month=formats.month_short(start), when=when_of(meeting), where=where_of(meeting),
        state=state, state_kind=kind, is_dated=meeting.state is not MeetingState.POSTPONED,
    )  # fmt: skip


def lines(meetings: Iterable[Meeting], today: date) -> list[MeetingLine]:
    return [line(meeting, today) for meeting in meetings]


def by_year(found: list[MeetingLine]) -> list[tuple[int, list[MeetingLine]]]:
    """Past sessions under their year, in the order received."""
    return [(year, list(group)) for year, group in groupby(found, key=lambda item: item.year)]


def where_of(meeting: Meeting) -> Any:
    """Its place, "en ligne", both, or nothing where the sources say nothing."""
    if meeting.place and meeting.online_url:
        return Markup("{} <span class='facts__more'>{}</span>").format(meeting.place, _("et en ligne"))
    return meeting.place or (_("en ligne") if meeting.online_url else "")


def facts_of(meeting: Meeting) -> list[tuple[str, Any]]:
    """The strip under the title: when, where, who, which number."""
    rows: list[tuple[str, Any]] = [(_("Quand"), _with_more(when_of(meeting), zone_words(meeting)))]
    if meeting.state is MeetingState.POSTPONED:
        rows = [
            (_("Quand"), _with_more(_("date à venir"), _("prévue d'abord le %(date)s", date=_day(meeting))))
        ]
    where = where_of(meeting) or (_("non documenté") if meeting.source else _("lieu à préciser"))
    rows.append((_("Où"), _with_more(where, meeting.place_hints)))
    if meeting.bodies:
        label = _("Instance") if len(meeting.bodies) == 1 else _("Instances")
        names = (
            Markup('<a href="{}">{}</a>').format(url_for("public.body", body_id=body.id), body.name)
            for body in meeting.bodies
        )
        rows.append((label, Markup(", ").join(names)))
    rows.append((_("Numéro"), Markup("<bdi>{}</bdi>").format(number_of(meeting))))
    return rows


def number_of(meeting: Meeting) -> str:
    """S-2026-04, "1" as the sources print it, or said to be unknown."""
    if meeting.reference or meeting.number:
        return meeting.reference or meeting.number or ""
    return _("non documenté") if meeting.source else _("à venir")


def _day(meeting: Meeting) -> str:
    return formats.date_words(meeting.starts_wall)


def _with_more(value: Any, more: Any) -> Any:
    return Markup("{} <span class='facts__more'>{}</span>").format(value, more) if more else value


def by_axis(rows: Iterable[Any]) -> list[tuple[Any, list[Any]]]:
    """Findings or proposals under their axis, in their order."""
    return [(axis, list(group)) for axis, group in groupby(rows, key=lambda row: row.axis)]


def agenda_of(meeting: Meeting, *, sees_internal: bool) -> list[AgendaItem]:
    """The items that this reader may know of."""
    return [item for item in meeting.agenda if sees_internal or not item.is_internal]


def documents_of(
    meeting: Meeting, *, only_public: bool, sees_internal: bool = False
) -> list[MeetingDocument]:
    """Every document that this reader may open, those of agenda items included."""
    hidden = {item.id for item in meeting.agenda if item.is_internal and not sees_internal}
    return [
        d
        for d in meeting.documents
        if d.removed_at is None and (d.is_public or not only_public) and d.agenda_item_id not in hidden
    ]


def carried_from(agenda: Iterable[AgendaItem]) -> dict[int, tuple[str, str]]:
    """Of the items carried over: {item: (words, address of the meeting that they come from)}. One query, only when
    there is one."""
    sources = {item.id: item.carried_from_id for item in agenda if item.carried_from_id is not None}
    if not sources:
        return {}
    found = {item.id: item.meeting for item in db.session.scalars(standing.list_origins(sources.values()))}
    return {
        key: (
            _("reporté de la session du %(day)s", day=formats.date_short(found[source].starts_wall)),
            url_for("public.session", meeting_id=found[source].id),
        )
        for key, source in sources.items()
        if source in found and found[source].state.is_public
    }  # fmt: skip


def pack_of(meeting: Meeting, documents: Iterable[MeetingDocument]) -> tuple[str, int] | None:
    """Where all of these documents are had at once, and what they weigh together; nothing for a single one."""
    sizes = [document.file.size for document in documents]
    if len(sizes) < 2:
        return None
    return url_for("meetings.documents_at_once", meeting_id=meeting.id), sum(sizes)


def file_type(document: MeetingDocument) -> str:
    """PDF, DOCX: what people call the type."""
    return document.file.name.rsplit(".", 1)[-1].upper()


def instant(value: datetime, zone: str) -> str:
    return value.astimezone(clock.zone(zone)).isoformat()


def event_json(meeting: Meeting, organizer: str) -> dict[str, Any] | None:
    """schema.org Event, so that search engines show the session as one; nothing for past restated ones."""
    if meeting.state not in EVENT_STATES or meeting.is_day_only:
        return None
    address = links.to("public.session", meeting_id=meeting.id)
    places: list[dict[str, Any]] = []
    if meeting.place:
        places.append({"@type": "Place", "name": str(meeting.place), "address": str(meeting.place)})
    if meeting.online_url:
        places.append({"@type": "VirtualLocation", "url": address})
    data: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "Event", "name": str(title_of(meeting)), "url": address,
        "startDate": instant(meeting.starts_at, meeting.zone), "eventStatus": EVENT_STATES[meeting.state],
        "inLanguage": HTML_LANG[language()], "location": places,
        "organizer": {"@type": "Organization", "name": organizer, "url": links.to("public.home")},
        "eventAttendanceMode": "https://schema.org/" + _attendance(meeting),
    }  # fmt: skip
    if meeting.ends_at:
        data["endDate"] = instant(meeting.ends_at, meeting.zone)
    if meeting.introduction:
        data["description"] = str(Translated(meeting.introduction))
    return data


def _attendance(meeting: Meeting) -> str:
    if meeting.place and meeting.online_url:
        return "MixedEventAttendanceMode"
    return "OnlineEventAttendanceMode" if meeting.online_url else "OfflineEventAttendanceMode"
