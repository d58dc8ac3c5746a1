"""What calls leave to do: questions that wait for their answer."""

from datetime import datetime

from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.duties import Duty, register
from noress.domain.funding import queries
from noress.domain.funding.policy import can_manage
from noress.extensions import db

SHOWN = 10


@register
def list_questions_due(actor: Actor, now: datetime) -> list[Duty]:
    """One line a call, for those who answer."""
    if not can_manage(actor):
        return []
    rows = db.session.execute(queries.list_calls_with_questions().limit(SHOWN)).all()
    return [
        Duty(
            kind="funding.question",
            title=ngettext("%(num)s question à répondre", "%(num)s questions à répondre", count),
            detail=str(call.title), action_label=_("Répondre"), endpoint="funding.list_questions",
            values={"funding_call_id": call.id}, deadline=call.closes_at,
        )
        for call, count in rows
    ]  # fmt: skip
