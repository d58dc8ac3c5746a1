"""Who may look for duplicates, and make two records one."""

from typing import Any

from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.institutions.models import Institution
from noress.domain.merging.models import InstitutionMerge, PersonMerge


def can_see_duplicates(actor: Actor, subject: Any = None) -> bool:
    return actor.is_secretariat


def can_merge(actor: Actor, subject: Institution | InstitutionMerge | None = None) -> bool:
    """Everything that two institutions have moves: the coordination decides, and takes it back."""
    return actor.is_coordinator


def can_merge_persons(actor: Actor, subject: Person | PersonMerge | None = None) -> bool:
    """What two people may do becomes what one may do: the coordination decides, and takes it back."""
    return actor.is_coordinator
