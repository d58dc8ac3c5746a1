"""What waits for the secretariat: letters that have not left."""

from datetime import datetime

from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.duties import Duty, register
from noress.domain.letters import queries
from noress.domain.meetings import wording
from noress.extensions import db


@register
def list_letter_duties(actor: Actor, now: datetime) -> list[Duty]:
    """One query for the secretariat, none for the others."""
    if not actor.is_secretariat:
        return []
    return [
        Duty(
            kind="letter.depart",
            title=ngettext("Noter le départ de %(num)s lettre", "Noter le départ de %(num)s lettres", count),
            detail=wording.title(meeting), action_label=_("Registre des départs"), endpoint="letters.departures",
            values={"meeting_id": meeting.id}, deadline=meeting.starts_at,
        )
        for meeting, count in db.session.execute(queries.list_without_departure(now))
    ]  # fmt: skip
