"""What evaluating leaves to do: files to judge; for those who manage, evaluations that nobody gives any more."""

from datetime import datetime

from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.duties import Duty, register
from noress.domain.reviewing import conflicts
from noress.domain.reviewing.assigning import list_lost
from noress.domain.reviewing.grids import is_closed
from noress.domain.reviewing.policy import can_assign
from noress.domain.reviewing.queries import evaluations as queries
from noress.extensions import db


@register
def list_evaluations_to_send(actor: Actor, now: datetime) -> list[Duty]:
    """One for each call, in two queries."""
    if actor.person_id is None:
        return []
    hidden = conflicts.recused_ids(actor, conflicts.APPLICATION)
    counts = {
        row[0]: row[1] for row in db.session.execute(queries.count_waiting(actor.person_id, hidden, now))
    }
    if not counts:
        return []
    return [
        Duty(
            kind="evaluation.send", detail=str(grid.call.title) if grid.call else "", action_label=_("Évaluer"),
            title=ngettext("%(num)s dossier à évaluer", "%(num)s dossiers à évaluer", counts[grid.id]),
            endpoint="evaluating.index", deadline=grid.closes_at,
        )
        for grid in db.session.scalars(queries.list_grids(counts))
    ]  # fmt: skip


@register
def list_evaluations_to_replace(actor: Actor, now: datetime) -> list[Duty]:
    """For each call whose evaluations are under way."""
    if not can_assign(actor):
        return []
    found = []
    for grid in db.session.scalars(queries.list_busy_grids()).unique().all():
        if is_closed(grid, now):
            continue
        if count := len(list_lost(grid, actor)):
            title = ngettext(
                "%(num)s évaluation à confier à quelqu'un d'autre", "%(num)s évaluations à confier à quelqu'un d'autre", count
            )  # fmt: skip
            found.append(
                Duty(
                    kind="evaluation.replace", title=title, detail=str(grid.call.title) if grid.call else "",
                    action_label=_("Voir qui peut remplacer"), endpoint="evaluating.replace",
                    values={"funding_call_id": grid.call_id, "etape": grid.stage},
                )
            )  # fmt: skip
    return found
