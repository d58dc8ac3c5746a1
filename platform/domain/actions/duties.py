"""What actions leave to do: owners give news; the secretariat sees what is late."""

from datetime import datetime

from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.actions import queries, wording
from noress.domain.actions.due import Due
from noress.domain.actions.models import Action
from noress.domain.actions.rules.reminding import HEARD, SOON
from noress.domain.duties import Duty, register
from noress.extensions import db

SHOWN = 20


@register
def list_news_due(actor: Actor, now: datetime) -> list[Duty]:
    """Duties follow the seat: whoever acts for the owner now gives the news."""
    if actor.institution_id is None:
        return []
    query = queries.list_due_soon_of(actor.institution_id, now, SOON, now - HEARD)
    return [_news_due(action, now) for action in db.session.scalars(query.limit(SHOWN))]


def _news_due(action: Action, now: datetime) -> Duty:
    due, late = Due.of(action), wording.late_words(action, now)
    when = wording.due_words(due)
    return Duty(
        kind="action.report",
        title=_("Donner des nouvelles de l'action « %(what)s »", what=wording.title_of(action, 80)),
        detail=_("%(number)s, %(when)s", number=action.number, when=f"{when} ({late})" if late else when),
        action_label=_("Donner des nouvelles"), endpoint="actions.report", values={"action_id": action.id},
        deadline=due.until if due is not None else None,
    )  # fmt: skip


@register
def list_late_actions(actor: Actor, now: datetime) -> list[Duty]:
    """One line for all: the list behind it says which."""
    count = (db.session.scalar(queries.count_overdue(now)) or 0) if actor.is_secretariat else 0
    if not count:
        return []
    return [
        Duty(
            kind="action.late", title=ngettext("%(num)s action en retard", "%(num)s actions en retard", count),
            detail=_("Un courriel peut partir à leurs responsables, une fois par semaine au plus."),
            action_label=_("Voir les actions en retard"), endpoint="actions.index", values={"late": "1"},
        )
    ]  # fmt: skip
