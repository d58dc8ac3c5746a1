"""Values proposed for an entry: kept beside what it says, then accepted or refused field by field."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGES
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.catalogue.fields import FIELDS
from noress.domain.catalogue.links import kept_of
from noress.domain.catalogue.models import (
    ChangeOrigin,
    Source,
    Structure,
    StructureChange,
    StructureState,
)
from noress.domain.catalogue.queries.desk import list_open_changes_of
from noress.domain.catalogue.rules.states import MOST_REASON
from noress.domain.catalogue.rules.telling import tell_settled
from noress.domain.catalogue.rules.writing import write_values
from noress.domain.catalogue.values import clean_values
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.extensions import db

#: whose later word replaces an earlier one that nobody has settled yet
_REPLACES = {ChangeOrigin.RESPONSE, ChangeOrigin.OWNER}


def propose_change(
    *, structure: Structure, values: Mapping[str, Any], origin: ChangeOrigin, source: Source, said_by: str,
    email: str | None, language: str, actor: Actor, now: datetime, response_id: int | None = None,
    person_id: int | None = None,
) -> StructureChange | None:  # fmt: skip
    """What differs from the entry waits for the secretariat; None when nothing does. What the same structure had
    proposed before, and nobody has settled, makes place for it."""
    structure = kept_of(structure)
    lock(structure)
    if structure.merged_into is not None:  # at this very moment
        structure = kept_of(structure)
        lock(structure)
    proposed = _cleaned(structure, values)
    waiting = _same_voice(structure, origin, response_id, person_id)
    if waiting is not None and origin is ChangeOrigin.OWNER:
        proposed = {**waiting.values, **proposed}
    before = structure.detail.values
    differing = {name: value for name, value in proposed.items() if before.get(name) != value}
    if not differing:
        if waiting is not None:
            db.session.delete(waiting)
        return None
    change = waiting or StructureChange(structure=structure, origin=origin, created_at=now)
    change.source, change.response_id, change.person_id = source, response_id, person_id
    change.said_by, change.email = said_by[:200], email
    change.language = language if language in LANGUAGES else "fr"
    change.values, change.before = differing, {name: before.get(name) for name in differing}
    if waiting is not None:
        change.version += 1
    db.session.add(change)
    db.session.flush()  # its history needs its number
    record(
        actor, "structure.change_proposed", structure, now=now, changes={"fields": (None, list(differing))}
    )
    return change


def settle_change(
    *, change: StructureChange, decisions: Mapping[str, bool], reason: str | None, version: int, actor: Actor,
    now: datetime, structure_version: int | None = None,
) -> None:  # fmt: skip
    """Each field is accepted or refused. Whoever waits for it is written to, with the reason of what was refused."""
    structure = change.structure
    lock(structure)
    lock(change)
    _check_open(change, version, structure_version)
    undecided = next((name for name in change.values if name not in decisions), None)
    if undecided is not None:
        message = _("Dites, pour chaque ligne, si vous l'acceptez.")
        raise RuleError("undecided", message, field=undecided)
    accepted = {name: value for name, value in change.values.items() if decisions[name]}
    said = _reason(reason, is_needed=len(accepted) < len(change.values) and bool(change.email))
    if accepted:
        write_values(
            structure=structure, values=accepted, source=change.source,
            said_by=change.said_by or str(change.origin.label), actor=actor, now=now,
        )  # fmt: skip
        if change.response_id is not None:
            structure.response_id = change.response_id
    change.decisions = {name: bool(decisions[name]) for name in change.values}
    change.reason, change.settled_at, change.settled_by_id = said, now, actor.person_id
    change.version += 1
    refused = [name for name in change.values if not decisions[name]]
    record(
        actor, "structure.change_settled", structure, now=now,
        changes={"accepted": (None, list(accepted)), "refused": (None, refused), "reason": (None, said)},
    )  # fmt: skip
    tell_settled(change, now=now)


def withdraw_field(*, change: StructureChange, name: str, version: int, actor: Actor, now: datetime) -> None:
    """Whoever keeps the entry takes back a field that they proposed, before anybody settled it; the rest waits on."""
    lock(change.structure)
    lock(change)
    _check_open(change, version, None)
    if name not in change.values:
        raise RuleError("withdrawn", _("Ce changement n'attend plus."), status=409)
    record(actor, "structure.change_withdrawn", change.structure, now=now, changes={"fields": ([name], None)})
    change.values = {field: value for field, value in change.values.items() if field != name}
    change.before = {field: value for field, value in change.before.items() if field != name}
    change.version += 1
    if not change.values:
        db.session.delete(change)


def _cleaned(structure: Structure, values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = next((name for name in values if name not in FIELDS), None)
    if unknown is not None:
        raise RuleError("unknown_field", _("Ce renseignement n'existe pas."), field=unknown)
    known = structure.detail.values
    beside = {name: known.get(name) for name in ("province", "commune", "members", "women")}
    cleaned = clean_values({**beside, **values}, read_vocabulary())
    if "name" in values and not cleaned["name"]:
        raise RuleError("no_name", _("Écrivez le nom de la structure."), field="name")
    return {name: cleaned[name] for name in values}


def _same_voice(
    structure: Structure, origin: ChangeOrigin, response_id: int | None, person_id: int | None
) -> StructureChange | None:
    """What it proposed before and waits still."""
    if origin not in _REPLACES:
        return None
    for change in db.session.scalars(list_open_changes_of(structure.id)):
        same = change.response_id == response_id and change.person_id == person_id
        if change.origin is origin and (same or origin is ChangeOrigin.RESPONSE):
            return change
    return None


def _check_open(change: StructureChange, version: int, structure_version: int | None) -> None:
    if change.settled_at is not None:
        raise RuleError("settled", _("Cette proposition est déjà traitée."), status=409)
    if change.structure.state is StructureState.MERGED:
        message = _("Cette fiche a été fusionnée avec une autre : ouvrez l'autre.")
        raise RuleError("merged", message, status=409)
    is_current = structure_version is None or structure_version == change.structure.version
    if version != change.version or not is_current:
        message = _("Cette proposition ou la fiche a changé depuis que cette page est ouverte : relisez-la.")
        raise RuleError("stale", message, status=409)


def _reason(reason: str | None, *, is_needed: bool) -> str | None:
    reason = (reason or "").replace("\x00", "").strip()
    if is_needed and not reason:
        message = _("Écrivez pourquoi vous refusez une partie : qui l'a proposée le lit dans son courriel.")
        raise RuleError("no_reason", message, field="reason")
    if len(reason) > MOST_REASON:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_REASON)
        raise RuleError("too_long", message, field="reason")
    return reason or None
