"""An entry in the hands of those who keep it: what they say, who reads it, who else keeps it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.audit.rules import record
from noress.domain.catalogue.fields import FIELDS
from noress.domain.catalogue.models import (
    ChangeOrigin,
    Source,
    Structure,
    StructureChange,
    StructureKeeper,
    StructureState,
)
from noress.domain.catalogue.queries import desk, get_keeper
from noress.domain.catalogue.rules.changes import propose_change
from noress.domain.catalogue.rules.telling import tell_keepers
from noress.domain.catalogue.rules.writing import create_structure, list_again, write_audience, write_values
from noress.domain.catalogue.values import clean_values
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.institutions.models import Institution
from noress.domain.questionnaires.definition import Visibility
from noress.extensions import db

STALE = _("Quelqu'un d'autre a enregistré cette fiche pendant que vous écriviez.")


class Typed(NamedTuple):
    """What a form says of an entry: values by field, who reads each field of contact, whether everybody reads it."""

    values: Mapping[str, Any]
    audience: Mapping[str, str]
    is_open: bool


def write_entry(
    *, structure: Structure, typed: Typed, source: Source, said_by: str, version: int, actor: Actor, now: datetime
) -> None:  # fmt: skip
    """By the secretariat: at once, with where it learnt it. Only what differs takes that source."""
    lock(structure)
    _check_not_merged(structure)
    if version != structure.version:
        raise StaleVersion(STALE, structure)
    known = structure.detail.values
    before = {name: known.get(name) for name in typed.values}
    set_readers(structure=structure, typed=typed, actor=actor, now=now)
    differing = _differing(structure, typed.values, before)
    if differing:
        write_values(
            structure=structure, values=differing, source=source, said_by=said_by, actor=actor, now=now
        )


def create_entry(
    *, typed: Typed, source: Source, said_by: str, actor: Actor, now: datetime, institution: Institution | None = None
) -> Structure:  # fmt: skip
    """By hand, from a telephone call, a register, a visit: to be checked, as any other."""
    structure = create_structure(
        values={name: value for name, value in typed.values.items() if value not in (None, "", [], {})}, source=source,
        said_by=said_by, actor=actor, now=now, is_open=typed.is_open,
        institution_id=institution.id if institution is not None else None,
    )  # fmt: skip
    write_audience(structure, _audience(typed.audience), now=now)
    return structure


def propose_entry(
    *, structure: Structure, typed: Typed, version: int, email: str | None, language: str, actor: Actor, now: datetime
) -> StructureChange | None:  # fmt: skip
    """By those who keep it: who reads it is their choice, at once; what it says waits for the secretariat. None when
    nothing of what it says differs."""
    lock(structure)
    _check_not_merged(structure)
    if version != structure.version:
        raise StaleVersion(STALE, structure)
    set_readers(structure=structure, typed=typed, actor=actor, now=now)
    # what the form showed and nobody touched is not said again: it would undo what waits already
    differing = _differing(structure, typed.values, structure.detail.values)
    if structure.state in {StructureState.DRAFT, StructureState.TO_CHECK}:
        write_values(
            structure=structure,
            values=differing,
            source=Source.DECLARED,
            said_by=actor.name,
            actor=actor,
            now=now,
        )
        return None
    if not differing:
        return None
    return propose_change(
        structure=structure, values=differing, origin=ChangeOrigin.OWNER, source=Source.DECLARED, said_by=actor.name,
        email=email, language=language, actor=actor, now=now, person_id=actor.person_id,
    )  # fmt: skip


def set_readers(*, structure: Structure, typed: Typed, actor: Actor, now: datetime) -> None:
    """Consent, for the entry and for each way to reach it."""
    audience = {**structure.detail.audience, **_audience(typed.audience)}
    audience = {name: who for name, who in audience.items() if who != FIELDS[name].audience.value}
    changes: dict[str, tuple[Any, Any]] = {}
    if typed.is_open != structure.is_open:
        changes["is_open"] = (structure.is_open, typed.is_open)
    if audience != structure.detail.audience:
        names = {**audience, **structure.detail.audience}
        moved = [name for name in names if audience.get(name) != structure.detail.audience.get(name)]
        changes["fields"] = (None, moved)
    if not changes:
        return
    structure.is_open, structure.detail.audience = typed.is_open, audience
    structure.version += 1
    structure.updated_at = now
    list_again(structure, now=now)
    record(actor, "structure.consent_given", structure, now=now, changes=changes)


def add_keeper(*, structure: Structure, person: Person, actor: Actor, now: datetime) -> StructureKeeper:
    """They propose changes and confirm, and are written to."""
    lock(structure)
    _check_not_merged(structure)
    if db.session.scalar(get_keeper(structure.id, person.id)) is not None:
        raise RuleError("keeps", _("Cette personne tient déjà cette fiche."), field="person_id", status=409)
    keeper = db.session.scalars(desk.get_former_keeper(structure.id, person.id)).one_or_none()
    if keeper is None:
        keeper = StructureKeeper(structure=structure, person=person)
        db.session.add(keeper)
    keeper.since, keeper.ended_at = now, None
    record(actor, "structure.keeper_added", structure, now=now, changes={"person_id": (None, person.id)})
    return keeper


def end_keeper(*, structure: Structure, person: Person, actor: Actor, now: datetime) -> None:
    """They keep it no more; what they said stays."""
    lock(structure)
    keeper = db.session.scalar(get_keeper(structure.id, person.id))
    if keeper is None:
        raise RuleError("no_keeper", _("Cette personne ne tient pas cette fiche."), status=409)
    keeper.ended_at = now
    record(actor, "structure.keeper_ended", structure, now=now, changes={"person_id": (person.id, None)})


def set_institution(
    *, structure: Structure, institution: Institution | None, actor: Actor, now: datetime
) -> None:
    """Whose seats keep it."""
    lock(structure)
    _check_not_merged(structure)
    key = institution.id if institution is not None else None
    if key == structure.institution_id:
        return
    before, structure.institution_id = structure.institution_id, key
    structure.version += 1
    record(actor, "structure.owner_set", structure, now=now, changes={"institution_id": (before, key)})


def send_link(*, structure: Structure, actor: Actor, now: datetime, renews: bool = False) -> None:
    """The link of the entry, to the address that it has; with `renews` those given before open nothing any more."""
    lock(structure)
    _check_not_merged(structure)
    if renews:
        structure.link_generation += 1
    if not tell_keepers("structure_link", structure, now=now):
        message = _("Cette fiche n'a pas de courriel : ajoutez-en un, ou donnez le lien de vive voix.")
        raise RuleError("no_address", message, status=409)
    record(actor, "structure.link_renewed" if renews else "structure.link_sent", structure, now=now)


# --- inside ------------------------------------------------------------------------------------------


def _differing(structure: Structure, values: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """What would be another value once it is cleaned."""
    beside = {name: structure.detail.values.get(name) for name in ("province", "commune", "members", "women")}
    cleaned = clean_values({**beside, **values}, read_vocabulary())
    return {name: cleaned[name] for name in values if cleaned[name] != known.get(name)}


def _audience(chosen: Mapping[str, str]) -> dict[str, str]:
    kept = {}
    for name, who in chosen.items():
        if name not in FIELDS or not FIELDS[name].is_contact or who not in set(Visibility):
            raise RuleError(
                "unknown_choice", _("Choisissez une des réponses proposées."), field=f"{name}_readers"
            )
        kept[name] = Visibility(who).value
    return kept


def _check_not_merged(structure: Structure) -> None:
    if structure.state is StructureState.MERGED:
        message = _("Cette fiche a été fusionnée avec une autre : ouvrez l'autre.")
        raise RuleError("merged", message, status=409)
