"""What a meeting that serves as a model brings along when it is asked to: its documents, its guests."""

from collections.abc import Iterable
from datetime import datetime

from noress.core.errors import RuleError
from noress.core.names import ERASED
from noress.domain.accounts.actor import Actor
from noress.domain.meetings import queries
from noress.domain.meetings.models import AgendaItem, Meeting
from noress.domain.meetings.rules.agenda import join_file
from noress.domain.meetings.rules.invitees import GuestValues, add_guest
from noress.extensions import db


def copy_documents(
    *, meeting: Meeting, target: Meeting, items: Iterable[tuple[AgendaItem, AgendaItem]], actor: Actor, now: datetime
) -> None:  # fmt: skip
    """Join the same files to the copy, each to the item that stands for its own; those of items that are not
    copied stay behind."""
    copied: dict[int | None, AgendaItem | None] = {old.id: new for old, new in items}
    copied[None] = None
    for document in meeting.documents:
        if document.removed_at is None and document.agenda_item_id in copied:
            join_file(
                meeting=target, item=copied[document.agenda_item_id], file=document.file, title=document.title,
                is_public=document.is_public, actor=actor, now=now,
            )  # fmt: skip


def copy_guests(*, meeting: Meeting, target: Meeting, actor: Actor, now: datetime) -> None:
    """Invite the same guests, without their answers; whoever is convened with an institution meanwhile, or may
    not be invited any more, is left out."""
    for invitation in db.session.scalars(queries.list_invitations(meeting.id)).all():
        if invitation.seat_id is not None or invitation.guest_name in {None, ERASED}:
            continue
        values = GuestValues(
            invitation.guest_name or "",
            invitation.guest_organisation,
            invitation.guest_email,
            invitation.guest_language,
        )
        try:
            add_guest(meeting=target, values=values, actor=actor, now=now)
        except RuleError:
            continue
