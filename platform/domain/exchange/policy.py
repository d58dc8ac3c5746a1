"""Who brings lists in. Whoever may read a list may take it away: see catalogue.policy."""

from noress.domain.accounts.actor import Actor
from noress.domain.catalogue import policy as catalogue
from noress.domain.catalogue.models import FOR_ALL
from noress.domain.exchange.models import CatalogueExport


def can_import(actor: Actor, subject: object = None) -> bool:
    return catalogue.can_manage(actor)


def can_undo_import(actor: Actor, subject: object = None) -> bool:
    """The coordination: a whole list goes."""
    return actor.is_coordinator


def can_read_export(actor: Actor | None, export: CatalogueExport) -> bool:
    """A file of what everybody reads is everybody's."""
    return export.listed == FOR_ALL or (actor is not None and (actor.is_member or actor.is_secretariat))
