"""News of actions: those who sit in the bodies whose affair it is are told as they chose."""

from datetime import datetime

from noress.core import links
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.actions import wording
from noress.domain.actions.models import Action, ActionReport
from noress.domain.actions.queries import recipients
from noress.domain.notifications.audience import list_people_of
from noress.domain.notifications.models import Topic
from noress.domain.notifications.rules import tell
from noress.extensions import db

#: a sheet that is read in, a record that is written: nobody gave news
SILENT = frozenset({"import", "minutes"})


def tell_report(report: ActionReport, action: Action, *, actor: Actor, now: datetime) -> None:
    """Somebody gave news of an action."""
    if report.channel in SILENT:
        return

    def title() -> str:
        values = {"number": action.number, "state": report.state.label, "what": wording.title_of(action, 100)}
        return _("Action %(number)s, %(state)s : %(what)s", **values)

    bodies = db.session.scalars(recipients.list_body_ids(action.id))
    tell(
        topic=Topic.ACTIONS, to=list_people_of(bodies, now=now), title=title, key=f"report:{report.id}",
        url=links.to("actions.show", action_id=action.id), bundle=f"action:{action.id}", actor=actor, now=now,
    )  # fmt: skip
