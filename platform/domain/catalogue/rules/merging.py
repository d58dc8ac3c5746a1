"""Two entries of one structure become one: the values chosen, and everything that named either names the kept one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.catalogue.models import Source, Structure, StructureMerge, StructureState
from noress.domain.catalogue.policy import can_manage
from noress.domain.catalogue.queries.likeness import list_open_changes
from noress.domain.catalogue.rules.keys import keep_keys
from noress.domain.catalogue.rules.merging_rows import plan_moves, point_rows
from noress.domain.catalogue.rules.writing import list_again, write_audience, write_values
from noress.domain.catalogue.sides import compare, taken_audience, taken_values
from noress.domain.merging.moving import Moves
from noress.domain.merging.rules.checks import MergePlan, check_choices, check_plan
from noress.domain.merging.sides import Side
from noress.domain.payments import merging as accounts
from noress.extensions import db

#: of the merged one, what changes with a merge, and comes back with its undoing
_CHANGED = ("state", "reason", "hidden_because", "ask_on")


def plan_structure_merge(*, kept: Structure, merged: Structure) -> MergePlan:
    """Look, and change nothing."""
    if refusals := _refusals(kept, merged):
        return MergePlan(Moves(), refusals)
    return MergePlan(plan_moves(kept, merged), [], _warnings(kept, merged))


def merge_structures(
    *, kept: Structure, merged: Structure, choices: Mapping[str, str], versions: tuple[int, int], actor: Actor,
    now: datetime,
) -> StructureMerge:  # fmt: skip
    """Give the kept entry the values chosen and everything that the other one has, then hide the other."""
    check_secretariat(actor)
    hold_both(kept, merged)
    plan = plan_structure_merge(kept=kept, merged=merged)
    check_plan(plan, kept, merged, versions)
    check_choices(list_sides(kept, merged), choices)
    was = {name: _stored(getattr(merged, name)) for name in _CHANGED}
    changes, was["kept"] = _take(kept, merged, choices, actor=actor, now=now)
    was["kept"]["ended_account_id"] = accounts.end_doubled(
        kept=kept, merged=merged, chosen=choices.get(accounts.ACCOUNT), actor=actor, now=now
    )
    _hide(merged, kept, now=now)
    kept.version += 1
    kept.updated_at = now
    done = StructureMerge(
        kept_id=kept.id, merged_id=merged.id, moved=plan.moves.moved, left=plan.moves.left, changes=changes, was=was,
        merged_at=now, merged_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(done)
    point_rows(plan.moves.moved, kept.id)
    rows = sum(len(keys) for keys in plan.moves.moved.values())
    record(actor, "structure.merged_into", merged, now=now, changes={"kept_structure_id": (None, kept.id)})
    record(actor, "structure.merged", kept, now=now,
           changes={"merged_structure_id": (None, merged.id), "rows": (None, rows)})  # fmt: skip
    return done


def list_sides(kept: Structure, merged: Structure) -> list[Side]:
    """What there is to choose: what the two say, then where they are paid."""
    return [*compare(kept, merged), *accounts.compare_accounts(kept, merged)]


def check_secretariat(actor: Actor) -> None:
    """Checked on the route and here: everything that an entry says is at stake."""
    if actor.method != "system" and not can_manage(actor):
        raise RuleError("secretariat", _("Le secrétariat seul fusionne des fiches."), status=403)


def hold_both(*rows: Any) -> None:
    """In one order: two merges never wait in a ring."""
    for row in sorted(set(rows), key=lambda row: row.id):
        lock(row)


def _refusals(kept: Structure, merged: Structure) -> list[Any]:
    if kept.id == merged.id:
        return [_("Choisissez deux fiches différentes.")]
    for row in (kept, merged):
        if row.merged_into_id is not None:
            return [_("« %(name)s » est déjà fusionnée avec une autre fiche.", name=row.name)]
    if merged.opposed_at is not None and kept.opposed_at is None:
        return [
            _("« %(name)s » a demandé à ne plus paraître. Gardez plutôt cette fiche-là, ou levez d'abord son opposition.",
              name=merged.name)
        ]  # fmt: skip
    waiting = {change.structure_id for change in db.session.scalars(list_open_changes([kept.id, merged.id]))}
    return [
        _(
            "Des modifications proposées pour « %(name)s » attendent une décision. Décidez-en d'abord.",
            name=row.name,
        )
        for row in (kept, merged)
        if row.id in waiting
    ]


def _warnings(kept: Structure, merged: Structure) -> list[Any]:
    told: list[Any] = []
    if kept.listed < merged.listed:
        told.append(
            _("« %(kept)s » paraît à moins de personnes que « %(merged)s » : après la fusion, c'est cela qui vaut. "
              "Gardez plutôt l'autre fiche si ce n'est pas voulu.", kept=kept.name, merged=merged.name)
        )  # fmt: skip
    owner, other = kept.institution, merged.institution
    if other is not None and owner is None:
        told.append(_("« %(name)s » tient désormais la fiche gardée.", name=other.name))
    elif other is not None and owner is not None and other is not owner:
        told.append(
            _("La fiche gardée reste à « %(owner)s » ; « %(other)s » ne la tient plus.",
              owner=owner.name, other=other.name)
        )  # fmt: skip
    if accounts.compare_accounts(kept, merged):
        told.append(
            _("Un seul compte bancaire sert encore, celui qui est choisi ; l'autre est remplacé, et l'histoire le dit. "
              "Un versement déjà ordonné sur l'autre est à ordonner de nouveau.")
        )  # fmt: skip
    return told


def _take(
    kept: Structure, merged: Structure, choices: Mapping[str, str], *, actor: Actor, now: datetime
) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """The values chosen, with the source that the other one has for them; what changed, and what undoing must
    know of the kept one besides."""
    taken = taken_values(kept, merged, choices)
    detail = kept.detail
    before = {
        "sources": {name: detail.sources.get(name) for name in taken}, "audience": dict(detail.audience),
        "institution_id": kept.institution_id, "took_institution": False,
    }  # fmt: skip
    audience = taken_audience(kept, merged, taken)
    changes: Mapping[str, tuple[Any, Any]] = {}
    if taken:
        changes = write_values(
            structure=kept, values=taken, source=Source.DECLARED, said_by="", told=merged.detail.sources, actor=actor,
            now=now,
        )  # fmt: skip
    write_audience(kept, audience, now=now)
    before["took_audience"] = dict(audience)
    if kept.institution_id is None and merged.institution_id is not None:
        kept.institution_id, before["took_institution"] = merged.institution_id, True
    return {name: list(pair) for name, pair in changes.items()}, before


def _hide(merged: Structure, kept: Structure, *, now: datetime) -> None:
    """No list shows it, nothing looks for it; its history stays, its address leads to the kept one."""
    merged.state, merged.merged_into_id, merged.ask_on = StructureState.MERGED, kept.id, None
    merged.reason = merged.hidden_because = None
    merged.version += 1
    merged.updated_at = now
    list_again(merged, now=now)
    keep_keys(merged)


def _stored(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return getattr(value, "value", value)
