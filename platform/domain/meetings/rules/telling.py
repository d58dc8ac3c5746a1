"""News of a convened session: its invited seats are told as they chose. Changes of day, hour or place are no news
but mails of their own (announcing.py)."""

from collections.abc import Callable
from datetime import datetime

from noress.core import links
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting, MeetingDocument
from noress.domain.meetings.queries import convening
from noress.domain.notifications.models import Topic
from noress.domain.notifications.rules import tell
from noress.extensions import db


def tell_document(document: MeetingDocument, meeting: Meeting, *, actor: Actor, now: datetime) -> None:
    """A file was joined; what follows within minutes is in the same mail."""

    def title() -> str:
        values = {"document": document.title, "session": wording.title(meeting)}
        return _("Nouveau document : %(document)s (%(session)s)", **values)

    _tell(meeting, title, f"document:{document.id}", actor, now)


def tell_agenda(meeting: Meeting, *, actor: Actor, now: datetime) -> None:
    """Items were added, edited, moved or removed."""
    _tell(
        meeting, lambda: _("L'ordre du jour a changé : %(session)s", session=wording.title(meeting)),
        f"agenda:{meeting.id}:{meeting.agenda_version}", actor, now, unless_waiting=f"agenda:{meeting.id}:",
    )  # fmt: skip


def _tell(
    meeting: Meeting, title: Callable[[], str], key: str, actor: Actor, now: datetime, *,
    unless_waiting: str | None = None,
) -> None:  # fmt: skip
    if not meeting.takes_answers(now):
        return
    seats = db.session.scalars(convening.list_told_seats(meeting.id)).all()
    tell(
        topic=Topic.SESSIONS, to=seats, title=title, key=key, bundle=f"meeting:{meeting.id}",
        url=links.to("public.session", meeting_id=meeting.id), unless_waiting=unless_waiting, actor=actor, now=now,
    )  # fmt: skip
