"""What upkeep leaves to do: mistakes to answer, entries to telephone, one's own entry to confirm."""

from datetime import datetime

from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.duties import Duty, register
from noress.domain.upkeep import queries
from noress.domain.upkeep.policy import can_manage, can_tidy
from noress.domain.upkeep.queries import tidying
from noress.extensions import db

SHOWN = 5


@register
def list_upkeep_of_secretariat(actor: Actor, now: datetime) -> list[Duty]:
    """One line for each queue."""
    if not can_manage(actor):
        return []
    found = []
    waiting, _answered = db.session.execute(queries.count_reports()).one()
    if waiting:
        found.append(Duty(
            kind="report.answer",
            title=ngettext("%(num)s erreur signalée à traiter", "%(num)s erreurs signalées à traiter", waiting),
            detail=_("Dans les fiches du catalogue."), action_label=_("Répondre"), endpoint="upkeep.reports",
        ))  # fmt: skip
    if count := db.session.scalar(queries.count_to_phone(now - queries.SAID_WITHIN)):
        found.append(Duty(
            kind="structure.telephone",
            title=ngettext(
                "%(num)s fiche à vérifier par téléphone", "%(num)s fiches à vérifier par téléphone", count),
            detail=_("Leurs courriels reviennent, ou on les dit disparues."), action_label=_("Voir"),
            endpoint="upkeep.to_phone",
        ))  # fmt: skip
    return found


@register
def list_open_sprints(actor: Actor, now: datetime) -> list[Duty]:
    """Whoever may take a card is told that a sprint is open, as long as one is left."""
    if actor.person_id is None or not can_tidy(actor):
        return []
    return [
        Duty(
            kind="sprint.take", title=_("Aider à vérifier le catalogue : %(name)s", name=sprint.name),
            detail=ngettext("%(num)s fiche attend.", "%(num)s fiches attendent.", left), action_label=_("Y aller"),
            endpoint="upkeep.sprint", values={"sprint_id": sprint.id},
        )
        for sprint, left in db.session.execute(tidying.list_open_now(actor.person_id, now, SHOWN))
    ]  # fmt: skip


@register
def list_own_entries(actor: Actor, now: datetime) -> list[Duty]:
    """Those that this person keeps, once a year."""
    if actor.person_id is None:
        return []
    due = queries.list_due_of_keeper(actor.person_id, actor.institution_id, clock.today(now)).limit(SHOWN)
    return [
        Duty(
            kind="structure.confirm", title=_("Confirmer votre fiche du catalogue"), detail=str(structure.name),
            action_label=_("Tout est encore juste ?"), endpoint="upkeep.confirm_own",
            values={"structure_id": structure.id},
        )
        for structure in db.session.scalars(due)
    ]  # fmt: skip
