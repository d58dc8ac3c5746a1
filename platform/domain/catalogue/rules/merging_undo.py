"""A merge of two entries taken back: everything goes where it came from, as long as nothing new depends on it."""

from datetime import date, datetime
from typing import Any

from noress.core import formats
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.catalogue.models import HiddenBecause, Source, StructureMerge, StructureState
from noress.domain.catalogue.rules.keys import keep_keys
from noress.domain.catalogue.rules.merging import check_secretariat, hold_both
from noress.domain.catalogue.rules.merging_rows import point_rows
from noress.domain.catalogue.rules.writing import Changes, list_again, set_values
from noress.domain.merging.moving import list_gone
from noress.domain.merging.wording import counted
from noress.domain.payments import merging as accounts
from noress.extensions import db


def list_merge_obstacles(merge: StructureMerge) -> list[Any]:
    """Why this merge cannot be taken back, in sentences; nothing when it can."""
    if merge.undone_at is not None:
        return [_("Cette fusion est déjà annulée.")]
    if merge.kept.merged_into_id is not None:
        return [
            _("« %(name)s » a depuis été fusionnée à son tour : annulez d'abord cette autre fusion.",
              name=merge.kept.name)
        ]  # fmt: skip
    obstacles: list[Any] = []
    says = merge.kept.detail.values
    if any(says.get(name) != after for name, (_before, after) in merge.changes.items()):
        obstacles.append(_("Les valeurs choisies lors de la fusion ont été modifiées depuis."))
    if gone := list_gone(merge.moved, merge.kept_id):
        obstacles.append(_("Déplacés ou retirés depuis : %(rows)s.", rows=formats.listed(counted(gone))))
    return obstacles


def undo_structure_merge(*, merge: StructureMerge, actor: Actor, now: datetime) -> None:
    """Put every row back, give the kept entry its former values, and show the other one as it was."""
    check_secretariat(actor)
    hold_both(merge.kept, merge.merged)
    hold_both(merge)
    if obstacles := list_merge_obstacles(merge):
        raise RuleError("obstacles", obstacles[0], status=409)
    changes = _give_back(merge, now=now)
    _show_again(merge, now=now)
    merge.undone_at, merge.undone_by_id = now, actor.person_id
    kept_id, merged_id = merge.kept_id, merge.merged_id
    ended_account_id = merge.was["kept"].get("ended_account_id")
    point_rows(merge.moved, merged_id)
    accounts.take_up_again(account_id=ended_account_id, actor=actor, now=now)
    record(
        actor, "structure.shown_again", merge.merged, now=now, changes={"kept_structure_id": (kept_id, None)}
    )
    record(actor, "structure.unmerged", merge.kept, now=now,
           changes={**changes, "merged_structure_id": (merged_id, None)})  # fmt: skip


def _give_back(merge: StructureMerge, *, now: datetime) -> Changes:
    """Its former values, with where they came from. Who reads what, and whose it is, only where nobody chose
    again since."""
    kept, was = merge.kept, merge.was["kept"]
    sources = {name: told for name, told in was["sources"].items() if told}
    values = {name: before for name, (before, _after) in merge.changes.items()}
    changes = set_values(kept, values, source=Source.DECLARED, said_by="", told=sources, now=now)
    taken, before = was["took_audience"], was["audience"]
    audience = dict(kept.detail.audience)
    for name in {*taken, *before}:
        if audience.get(name) == taken.get(name):
            audience.pop(name, None)
            if name in before:
                audience[name] = before[name]
    kept.detail.audience = audience
    if was["took_institution"] and kept.institution_id == merge.merged.institution_id:
        kept.institution_id = was["institution_id"]
    kept.version += 1
    kept.updated_at = now
    return changes


def _show_again(merge: StructureMerge, *, now: datetime) -> None:
    merged, was = merge.merged, merge.was
    merged.state, merged.merged_into_id, merged.reason = StructureState(was["state"]), None, was["reason"]
    merged.hidden_because = HiddenBecause(was["hidden_because"]) if was["hidden_because"] else None
    merged.ask_on = date.fromisoformat(was["ask_on"]) if was["ask_on"] else None
    merged.version += 1
    merged.updated_at = now
    list_again(merged, now=now)
    keep_keys(merged)
    db.session.flush()  # rows are put back past the session
