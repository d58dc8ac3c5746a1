"""Which fields of an entry a person may read."""

from typing import Any, Protocol

from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.fields import FIELDS
from noress.domain.catalogue.models import Structure
from noress.domain.catalogue.policy import can_keep
from noress.domain.questionnaires.definition import Visibility


class Telling(Protocol):
    """A Structure, or what a query brought of one."""

    @property
    def detail(self) -> Any: ...


def audiences(actor: Actor | None, structure: Structure) -> frozenset[Visibility]:
    """What this person may read of it."""
    if actor is not None and can_keep(actor, structure):
        return frozenset(Visibility)
    if actor is not None and actor.is_member:
        return frozenset({Visibility.PUBLIC, Visibility.MEMBERS})
    return frozenset({Visibility.PUBLIC})


def audience_of(structure: Telling, field: str) -> Visibility:
    """Who reads that field: as its keepers chose, else as the field is."""
    chosen = structure.detail.audience.get(field)
    return Visibility(chosen) if chosen else FIELDS[field].audience


def visible_values(structure: Telling, audiences: frozenset[Visibility]) -> dict[str, object]:
    """{field: value} that may be read, in the order of pages."""
    values = structure.detail.values
    return {
        name: values[name]
        for name in FIELDS
        if values.get(name) not in (None, "", [], {}) and audience_of(structure, name) in audiences
    }
