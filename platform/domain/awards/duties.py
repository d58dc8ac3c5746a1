"""What waits for those who decide: appeals without an answer."""

from datetime import datetime

from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.awards import queries
from noress.domain.awards.policy import can_decide
from noress.domain.duties import Duty, register
from noress.domain.reviewing import conflicts
from noress.extensions import db

SHOWN = 10


@register
def list_appeals_due(actor: Actor, now: datetime) -> list[Duty]:
    """One line an appeal, never of a file that the reader is recused from."""
    if not can_decide(actor):
        return []
    hidden = conflicts.recused_ids(actor, conflicts.APPLICATION)
    rows = db.session.scalars(queries.list_unanswered_appeals(hidden).limit(SHOWN)).all()
    return [
        Duty(
            kind="awards.appeal", title=_("Répondre à un recours"),
            detail=_("%(number)s, %(structure)s", number=one.application.number, structure=one.application.structure.name),
            action_label=_("Lire et répondre"), endpoint="awards.answer_appeal", values={"appeal_id": one.id},
        )
        for one in rows
    ]  # fmt: skip
