"""What meetings leave to do for the invited: a seat answers its invitations."""

from datetime import datetime

from noress.core import formats
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.duties import Duty, register
from noress.domain.meetings import queries, wording
from noress.domain.meetings.models import Invitation
from noress.extensions import db


@register
def list_answers_due(actor: Actor, now: datetime) -> list[Duty]:
    """Duties follow the seat: whoever acts for it now answers its invitations."""
    if actor.seat_id is None:
        return []
    found = db.session.scalars(queries.list_unanswered_of_seat(actor.seat_id, now))
    return [_answer_due(invitation) for invitation in found]


def _answer_due(invitation: Invitation) -> Duty:
    meeting = invitation.meeting
    return Duty(
        kind="answer", title=_("Répondre à l'invitation"),
        detail=_("%(title)s, %(when)s", title=wording.title(meeting), when=formats.datetime_words(meeting.starts_at)),
        action_label=_("Répondre"), endpoint="duties.answer", values={"invitation_id": invitation.id},
        deadline=meeting.starts_at,
    )  # fmt: skip
