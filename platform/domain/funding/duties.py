"""What calls leave to do: questions that wait for their answer."""

from datetime import datetime

from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.competitions.finding import competition_of
from noress.domain.duties import Duty, register
from noress.domain.funding import queries
from noress.domain.funding.models import FundingCall
from noress.domain.funding.policy import can_manage
from noress.extensions import db

SHOWN = 10


@register
def list_questions_due(actor: Actor, now: datetime) -> list[Duty]:
    """One line a call, for those who answer."""
    if not can_manage(actor):
        return []
    rows = db.session.execute(queries.list_calls_with_questions().limit(SHOWN)).all()
    return [_duty(call, count) for call, count in rows]


def _duty(call: FundingCall, count: int) -> Duty:
    """Of an edition of the prize, on its own pages."""
    competition = competition_of(call)
    values = {"competition_id": competition.id} if competition else {"funding_call_id": call.id}
    return Duty(
        kind="funding.question",
        title=ngettext("%(num)s question à répondre", "%(num)s questions à répondre", count),
        detail=str(call.title), action_label=_("Répondre"), values=values, deadline=call.closes_at,
        endpoint="competitions.list_questions" if competition else "funding.list_questions",
    )  # fmt: skip
