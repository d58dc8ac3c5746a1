"""The usual items of an agenda: approving the records that wait for it, following up what was decided."""

from datetime import datetime

from noress.core import formats
from noress.core.i18n import Translated, in_language
from noress.core.i18n import gettext as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.meetings.models import AgendaItem, AgendaKind, ItemOrigin, Meeting
from noress.domain.meetings.queries import standing
from noress.domain.meetings.rules.agenda import ItemValues, Source, add_agenda_item
from noress.domain.minutes.models import MinutesKind
from noress.extensions import db

APPROVAL_MINUTES, FOLLOW_UP_MINUTES = 10, 15
_LANGUAGES = ("fr", "ar")


def insert_standing_items(
    *, meeting: Meeting, actor: Actor, now: datetime, only_if_useful: bool = False
) -> list[AgendaItem]:
    """Put at the top of the agenda the usual items that it lacks; doing it again adds nothing. Without a
    decision in force nor an open action, the follow-up is put in only when somebody asks for it."""
    lock(meeting)
    db.session.expire(meeting, ["agenda"])  # somebody may just have put them in
    body_ids = [body.id for body in meeting.bodies]
    is_followed = any(item.origin is ItemOrigin.FOLLOW_UP for item in meeting.agenda)
    wanted = list_missing_approvals(meeting)
    if not is_followed and (not only_if_useful or _is_useful(meeting, body_ids)):
        wanted.append((_follow_up(), Source(ItemOrigin.FOLLOW_UP)))
    return [
        add_agenda_item(meeting=meeting, values=values, source=source, place=place, actor=actor, now=now)
        for place, (values, source) in enumerate(wanted)
    ]


def list_missing_approvals(meeting: Meeting) -> list[tuple[ItemValues, Source]]:
    """The records that wait for their approval and that this agenda does not name. One query."""
    there = {item.approves_meeting_id for item in meeting.agenda if item.origin is ItemOrigin.APPROVAL}
    waiting = standing.list_unapproved([body.id for body in meeting.bodies], meeting.starts_at)
    return [
        (_approval(earlier, kind), Source(ItemOrigin.APPROVAL, approves_meeting_id=earlier.id))
        for earlier, kind in db.session.execute(waiting).all()
        if earlier.id != meeting.id and earlier.id not in there
    ]


def _is_useful(meeting: Meeting, body_ids: list[int]) -> bool:
    return bool(db.session.scalar(standing.has_something_to_follow(body_ids, meeting.starts_at)))


def _approval(earlier: Meeting, kind: MinutesKind) -> ItemValues:
    title = Translated()
    for code in _LANGUAGES:
        with in_language(code):
            day = formats.date_short(earlier.starts_wall)
            title[code] = (
                _("Approbation du procès-verbal de la session du %(day)s", day=day)
                if kind is MinutesKind.RECORD
                else _("Approbation du compte rendu de la session du %(day)s", day=day)
            )
    # a report stays a report: an agenda that decides makes a meeting's own text a signed record
    kind_of_item = AgendaKind.DECISION if kind is MinutesKind.RECORD else AgendaKind.DISCUSSION
    return ItemValues(kind=kind_of_item, title=title, minutes=APPROVAL_MINUTES)


def _follow_up() -> ItemValues:
    title = Translated()
    for code in _LANGUAGES:
        with in_language(code):
            title[code] = _("Suivi des décisions et des actions")
    return ItemValues(kind=AgendaKind.DISCUSSION, title=title, minutes=FOLLOW_UP_MINUTES)
