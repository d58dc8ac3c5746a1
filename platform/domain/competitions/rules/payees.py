"""A winner that is no legal person names one before it is paid, by its personal link; the desk checks it."""

from datetime import datetime
from typing import NamedTuple

from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGES
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.links import actor_of
from noress.domain.applications.models import ApplicationPerson, ApplicationState, Part
from noress.domain.applications.taking import take
from noress.domain.audit.rules import record
from noress.domain.catalogue.models import Source, Structure, StructureState
from noress.domain.catalogue.rules.outside import is_outside
from noress.domain.catalogue.rules.writing import create_structure
from noress.domain.competitions.models import Entrant, Entry
from noress.extensions import db


class Payee(NamedTuple):
    """An entry of the catalogue; else a new one of this name and province."""

    structure_id: int | None = None
    name: str = ""
    province: str | None = None


def needs_payee(entry: Entry) -> bool:
    """Whether the rules ask this entry for one, named or not."""
    return entry.competition.needs_legal_structure and entry.entrant is not Entrant.STRUCTURE


def is_payable(entry: Entry) -> bool:
    """Nothing is lacking before it is paid: it needs none, or the desk has checked the one that it named."""
    return not needs_payee(entry) or (entry.payee_id is not None and entry.payee_checked_at is not None)


def check_payable(entry: Entry) -> None:
    """For whoever prepares the payment."""
    if is_payable(entry):
        return
    if entry.payee_id is None:
        message = _("Cette candidature n'a pas encore nommé la structure légale qui recevra le prix.")
        raise RuleError("no_payee", message, status=409)
    message = _("Vérifiez d'abord la structure légale qui recevra le prix.")
    raise RuleError("unchecked_payee", message, status=409)


def asks_payee(entry: Entry) -> bool:
    """The winner's own page: it was told, and nothing is checked yet."""
    won = entry.prize_id is not None and entry.application.public_state is ApplicationState.SELECTED
    return won and needs_payee(entry) and entry.payee_checked_at is None


def name_payee(*, person: ApplicationPerson, entry: Entry, payee: Payee, now: datetime) -> Structure:
    """By whoever carries the entry; another one may be named until it is checked."""
    lock(entry)
    if person.part is not Part.OWNER:
        message = _("Seule la personne qui porte le dossier nomme la structure.")
        raise RuleError("cannot", message, status=403)
    if not asks_payee(entry):
        raise RuleError("not_asked", _("Aucune structure n'est demandée pour ce dossier."), status=409)
    structure = _found(payee) or _made(person, payee, now)
    changes = {"payee_id": (entry.payee_id, structure.id)}
    entry.payee, entry.payee_id = structure, structure.id
    entry.version += 1
    record(actor_of(person), "entry.payee_named", entry.application, now=now, changes=changes)
    return structure


def _found(payee: Payee) -> Structure | None:
    if payee.structure_id is None:
        return None
    structure = db.session.get(Structure, payee.structure_id)
    while structure is not None and structure.merged_into is not None:
        structure = structure.merged_into
    if structure is None or is_outside(structure) or structure.state is StructureState.REFUSED:
        raise RuleError("no_structure", _("Cette structure n'est plus au catalogue."), field="name")
    return structure


def _made(person: ApplicationPerson, payee: Payee, now: datetime) -> Structure:
    """A legal person that the catalogue does not know yet: the desk looks at it."""
    if not payee.name.strip():
        raise RuleError("no_name", _("Écrivez le nom de la structure."), field="name")
    language = person.language if person.language in LANGUAGES else "fr"
    values = {"name": {language: payee.name.strip()[:200]}}
    if payee.province:
        values["province"] = payee.province  # type: ignore[assignment]
    return create_structure(
        values=values, source=Source.DECLARED, said_by=person.name, actor=actor_of(person), now=now,
        state=StructureState.DRAFT,
    )  # fmt: skip


def check_payee(
    *, entry: Entry, is_right: bool, actor: Actor, now: datetime, version: int | None = None
) -> None:
    """The desk says that it is a legal person and may receive the prize, or asks for another."""
    lock(entry)
    take(entry.application, actor=actor)
    if version is not None and version != entry.version:
        message = _("Quelqu'un a changé ce dossier depuis que cette page est ouverte.")
        raise RuleError("stale", message, status=409)
    if entry.payee_id is None:
        raise RuleError("no_payee", _("Ce dossier n'a encore nommé aucune structure."), status=409)
    if is_right:
        entry.payee_checked_at = now
    else:
        entry.payee, entry.payee_id, entry.payee_checked_at = None, None, None
    entry.version += 1
    action = "entry.payee_checked" if is_right else "entry.payee_refused"
    record(actor, action, entry.application, now=now)
