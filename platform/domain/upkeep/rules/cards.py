"""One card at a time: taken, held while somebody works on it, given back, done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts import queries as accounts
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.catalogue.models import ChangeOrigin, HiddenBecause, Source, Structure, StructureState
from noress.domain.catalogue.rules.changes import propose_change
from noress.domain.catalogue.rules.states import hide_structure, oppose_structure, send_back_to_check
from noress.domain.catalogue.rules.writing import write_values
from noress.domain.catalogue.values import clean_values
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.upkeep.links import why_shut
from noress.domain.upkeep.models import CardOutcome, Sprint, SprintCard
from noress.domain.upkeep.queries import tidying
from noress.domain.upkeep.rules.asking import confirm_by_telephone
from noress.extensions import db

#: a card that nobody touched for that long goes to the next person
HELD_FOR = timedelta(minutes=15)
#: nobody answers: it comes back twice, not at once
BACK_AFTER = timedelta(minutes=30)
MOST_TRIES = 3
MOST_NOTE = 2000
_O = CardOutcome
#: after these, the secretariat finds the entry among those to be checked by telephone
_UNSETTLED = frozenset({_O.GONE, _O.NO_REPLY, _O.WRONG_NUMBER, _O.FOR_SECRETARIAT})


@dataclass(frozen=True)
class Worked:
    """What came of a card: the outcome, what was typed in its fields, a note, and the entry's version it was read at."""

    outcome: CardOutcome
    values: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    structure_version: int | None = None


def take_card(*, sprint: Sprint, actor: Actor, now: datetime) -> SprintCard | None:
    """The card that this person holds already, else the next one; None when none is left for now."""
    _check_open(sprint)
    assert actor.person_id is not None, "whoever takes a card is signed in"
    accounts.lock_subject(db.session(), f"sprint {sprint.id} person {actor.person_id}")
    held = db.session.scalars(tidying.get_held(sprint.id, actor.person_id, now)).first()
    card = held or db.session.scalars(tidying.take_next(sprint.id, now)).one_or_none()
    if card is not None:
        card.held_by_id, card.held_until = actor.person_id, now + HELD_FOR
    return card


def keep_holding(*, card: SprintCard, actor: Actor, now: datetime) -> None:
    """Its page is still open."""
    _hold(card, actor, now)
    card.held_until = now + HELD_FOR


def give_back(*, card: SprintCard, actor: Actor, now: datetime) -> None:
    """The next person gets it. Given back twice, it changes nothing."""
    lock(card)
    if card.held_by_id == actor.person_id and card.done_at is None:
        card.held_by_id = card.held_until = None


def finish_card(*, card: SprintCard, worked: Worked, actor: Actor, now: datetime) -> CardOutcome:
    """What was typed is kept by the rules of the catalogue: written by the secretariat, proposed by members. Returns
    what was noted: a card that is right but was changed is corrected."""
    _hold(card, actor, now)
    structure = card.structure
    lock(structure)
    note = worked.note.replace("\x00", "").strip()
    if len(note) > MOST_NOTE:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_NOTE)
        raise RuleError("too_long", message, field="note")
    if worked.outcome is _O.FOR_SECRETARIAT and not note:
        raise RuleError("no_note", _("Écrivez ce que le secrétariat doit regarder."), field="note")
    outcome = worked.outcome
    leaves = outcome in {_O.GONE, _O.OPPOSED, _O.NO_REPLY}
    differing = {} if leaves else _differing(structure, worked)
    if outcome is _O.CORRECTED and not differing:
        message = _("Rien n'a changé : corrigez un renseignement, ou choisissez « tout est juste ».")
        raise RuleError("nothing_changed", message, field="outcome")
    if differing:
        _keep(structure, differing, actor, now)
        outcome = _O.CORRECTED if outcome is _O.CONFIRMED else outcome
    _follow(structure, outcome, note, has_kept=bool(differing), actor=actor, now=now)
    _close(card, outcome, note, actor, now)
    return outcome


# --- inside ------------------------------------------------------------------------------------------


def _check_open(sprint: Sprint) -> None:
    if sprint.closed_at is not None:
        raise RuleError("closed", _("Ce tri est terminé."), status=409)


def _hold(card: SprintCard, actor: Actor, now: datetime) -> None:
    """It is theirs still, or nobody took it since."""
    lock(card)
    _check_open(card.sprint)
    if card.done_at is not None:
        raise RuleError("done", _("Cette carte est déjà traitée."), status=409)
    is_free = card.held_until is None or card.held_until <= now
    if card.held_by_id != actor.person_id and not is_free:
        message = _("Quelqu'un d'autre travaille sur cette carte. Prenez la suivante.")
        raise RuleError("held", message, status=409)
    if card.held_by_id != actor.person_id:
        message = _("Cette carte n'est plus à vous. Prenez la suivante.")
        raise RuleError("not_held", message, status=409)


def _differing(structure: Structure, worked: Worked) -> dict[str, Any]:
    """What would be another value once it is cleaned."""
    known = structure.detail.values
    beside = {name: known.get(name) for name in ("province", "commune", "members", "women")}
    cleaned = clean_values({**beside, **worked.values}, read_vocabulary())
    differing = {name: cleaned[name] for name in worked.values if cleaned[name] != known.get(name)}
    if differing and worked.structure_version != structure.version:
        message = _("Quelqu'un d'autre a enregistré cette fiche pendant que vous écriviez.")
        raise StaleVersion(message, structure)
    return differing


def _keep(structure: Structure, values: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    told: dict[str, Any] = {
        "structure": structure, "values": values, "source": Source.TELEPHONE, "said_by": actor.name, "actor": actor,
        "now": now,
    }  # fmt: skip
    if actor.is_secretariat:
        write_values(**told)
    else:
        propose_change(
            origin=ChangeOrigin.SPRINT, email=None, language=actor.language, person_id=actor.person_id, **told
        )


def _follow(
    structure: Structure, outcome: CardOutcome, note: str, *, has_kept: bool, actor: Actor, now: datetime
) -> None:  # fmt: skip
    """What the catalogue learns. A member's "n'existe plus" is looked at by the secretariat; an opposition is the
    structure's own word, and holds at once. What a member corrected is confirmed once it was accepted."""
    is_confirmed = outcome is _O.CONFIRMED or (outcome is _O.CORRECTED and actor.is_secretariat)
    if is_confirmed and why_shut(structure) is None:
        confirm_by_telephone(structure=structure, actor=actor, now=now)
    elif outcome is _O.OPPOSED and structure.opposed_at is None:
        oppose_structure(structure=structure, actor=actor, now=now, reason=note or None)
    elif outcome is _O.GONE and actor.is_secretariat:
        _set_gone(structure, note or None, actor, now)
    elif outcome in _UNSETTLED - {_O.NO_REPLY}:
        structure.needs_phone = True


def _set_gone(structure: Structure, reason: str | None, actor: Actor, now: datetime) -> None:
    """Also of one that left the lists already, because nobody confirmed it."""
    if structure.state is StructureState.HIDDEN and structure.hidden_because is HiddenBecause.STALE:
        send_back_to_check(structure=structure, reason=None, actor=actor, now=now)
    if structure.state in {StructureState.PUBLISHED, StructureState.TO_CHECK}:
        hide_structure(
            structure=structure, because=HiddenBecause.GONE, reason=reason, actor=actor, now=now, tells=False
        )


def _close(card: SprintCard, outcome: CardOutcome, note: str, actor: Actor, now: datetime) -> None:
    card.held_by_id = card.held_until = None
    card.note = note or None
    card.version += 1
    if outcome is _O.NO_REPLY:
        card.tries += 1
        if card.tries < MOST_TRIES:
            card.not_before = now + BACK_AFTER
            return
        card.structure.needs_phone = True
    card.outcome, card.done_at, card.done_by_id = outcome, now, actor.person_id
    changes = {"outcome": (None, outcome.value), "note": (None, card.note)}
    record(actor, "structure.tidied", card.structure, now=now, changes=changes)
