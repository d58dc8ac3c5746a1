"""What the catalogue leaves to do: entries to check, changes to settle."""

from datetime import datetime

from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.policy import can_manage
from noress.domain.catalogue.queries.desk import count_open_changes, count_to_check
from noress.domain.duties import Duty, register
from noress.extensions import db


@register
def list_entries_due(actor: Actor, now: datetime) -> list[Duty]:
    """One line for each queue, for the secretariat."""
    if not can_manage(actor):
        return []
    found = []
    if count := db.session.scalar(count_to_check()):
        found.append(Duty(
            kind="structure.check",
            title=ngettext("%(num)s fiche du catalogue à vérifier", "%(num)s fiches du catalogue à vérifier", count),
            detail=_("Elles ne paraissent qu'une fois publiées."), action_label=_("Vérifier"),
            endpoint="catalogue_desk.index", values={"etat": "to_check"},
        ))  # fmt: skip
    if count := db.session.scalar(count_open_changes()):
        found.append(Duty(
            kind="structure.change",
            title=ngettext("%(num)s proposition de changement à régler", "%(num)s propositions de changement à régler", count),
            detail=_("Dans les fiches du catalogue."), action_label=_("Régler"), endpoint="catalogue_desk.changes",
        ))  # fmt: skip
    return found
