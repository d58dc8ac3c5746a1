"""What accounts leave to do: the secretariat answers requests about personal data."""

from datetime import datetime

from noress.core.i18n import gettext as _
from noress.domain.accounts import queries
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import PersonalDataRequest
from noress.domain.accounts.policy import can_handle_personal_data
from noress.domain.accounts.rules.personal_data import ANSWER_WITHIN
from noress.domain.duties import Duty, register
from noress.extensions import db

SHOWN = 20


@register
def list_requests_due(actor: Actor, now: datetime) -> list[Duty]:
    """Each request waits for its answer, for thirty days."""
    if not can_handle_personal_data(actor):
        return []
    waiting = db.session.scalars(queries.list_requests(is_open=True).limit(SHOWN))
    return [_answer_due(request) for request in waiting]


def _answer_due(request: PersonalDataRequest) -> Duty:
    return Duty(
        kind="personal_data", title=_("Répondre à une demande sur des données personnelles"),
        detail=_("%(reference)s, %(kind)s, de %(name)s", reference=request.reference, kind=request.kind.label,
                 name=request.person.shown_name),
        action_label=_("Répondre"), endpoint="people.handle_request",
        values={"personal_data_request_id": request.id}, deadline=request.created_at + ANSWER_WITHIN,
    )  # fmt: skip
