"""What standing aside leaves to do: name who stands in."""

from datetime import datetime

from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.duties import Duty, register
from noress.domain.funding.models import CallState
from noress.domain.reviewing import queries
from noress.domain.reviewing.conflicts import APPLICATION, recused_ids
from noress.domain.reviewing.policy import can_manage_recusals
from noress.domain.reviewing.standing import standing_of
from noress.extensions import db

#: nothing is judged any more
_OVER = frozenset({CallState.PUBLISHED, CallState.EXECUTION, CallState.CLOSED})


@register
def list_substitutes_to_name(actor: Actor, now: datetime) -> list[Duty]:
    """One for each call, in a bounded number of queries: the files of all calls are looked at together."""
    if not can_manage_recusals(actor):
        return []
    calls = [
        call for call in db.session.scalars(queries.list_calls_with_files(recused_ids(actor, APPLICATION)))
        if call.state not in _OVER and not call.is_test
    ]  # fmt: skip
    if not calls:
        return []
    hidden = recused_ids(actor, APPLICATION)
    query = queries.list_numbered_of([call.id for call in calls], hidden)
    applications: list[Application] = list(db.session.scalars(query))
    standing = standing_of(applications, now=now)
    missing = [one.application.call_id for one in standing.asides if one.is_missing]
    return [
        Duty(
            kind="recusal.substitute", title=ngettext("%(num)s remplaçant à nommer", "%(num)s remplaçants à nommer", count),
            detail=_("%(call)s : des personnes sont écartées de dossiers.", call=call.title), action_label=_("Nommer"),
            endpoint="reviewing.index", values={"appel": call.id},
        )
        for call in calls
        if (count := missing.count(call.id))
    ]  # fmt: skip
