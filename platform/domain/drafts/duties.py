"""A form begun and not sent waits for its author."""

from datetime import datetime

from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.drafts import queries
from noress.domain.duties import Duty, register
from noress.extensions import db


@register
def list_drafts_to_finish(actor: Actor, now: datetime) -> list[Duty]:
    """One line for all: their page lists them, the newest first."""
    if actor.person_id is None:
        return []
    count = db.session.scalar(queries.count_drafts(actor.person_id, actor.seat_id)) or 0
    if not count:
        return []
    return [
        Duty(
            kind="draft",
            title=ngettext("%(num)s brouillon à finir", "%(num)s brouillons à finir", count),
            detail=_("Ce que vous avez commencé à écrire n'est pas envoyé."),
            action_label=_("Voir"), endpoint="drafts.index",
        )
    ]  # fmt: skip
