"""A merge taken back: every row goes where it came from, as long as nothing else depends on it."""

from datetime import datetime
from typing import Any

from noress.core import formats
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.institutions.models import Institution, Membership
from noress.domain.institutions.rules.checks import hold
from noress.domain.merging.models import InstitutionMerge
from noress.domain.merging.moving import list_gone, list_made_since, point_rows
from noress.domain.merging.policy import can_merge
from noress.domain.merging.sides import restored, snapshot
from noress.domain.merging.wording import counted
from noress.extensions import db


def list_obstacles(merge: InstitutionMerge) -> list[Any]:
    """Why this merge cannot be taken back, in sentences; nothing when it can."""
    if merge.undone_at is not None:
        return [_("Cette fusion est déjà annulée.")]
    if merge.kept.merged_into_id is not None:
        return [
            _("« %(name)s » a depuis été fusionnée à son tour : annulez d'abord cette autre fusion.",
              name=merge.kept.name)
        ]  # fmt: skip
    obstacles: list[Any] = []
    now_says = snapshot(merge.kept)
    if any(now_says[name] != after for name, (_before, after) in merge.changes.items()):
        obstacles.append(_("Les valeurs choisies lors de la fusion ont été modifiées depuis."))
    if gone := list_gone(merge.moved, merge.kept_id):
        obstacles.append(_("Déplacés ou retirés depuis : %(rows)s.", rows=formats.listed(counted(gone))))
    if since := list_made_since(merge.moved, merge.kept_id):
        obstacles.append(
            _("Ajoutés depuis, par un siège déplacé : %(rows)s.", rows=formats.listed(counted(since)))
        )
    return obstacles


def undo_merge(*, merge: InstitutionMerge, actor: Actor, now: datetime) -> None:
    """Put every row back, give the kept record its former values, and show the other one again."""
    if actor.method != "system" and not can_merge(actor):
        raise RuleError("coordination", _("La coordination seule annule une fusion."), status=403)
    kept, merged = merge.kept, merge.merged
    for row in sorted((kept, merged), key=lambda row: row.id):
        hold(row)
    hold(merge)
    if obstacles := list_obstacles(merge):
        raise RuleError("obstacles", obstacles[0], status=409)
    point_rows(merge.moved, merged.id)
    values = {name: restored(name, before) for name, (before, _after) in merge.changes.items()}
    changes = changed(kept, values)
    changes.pop("name_folded", None)
    kept.version += 1
    _show_again(merged, merge, actor=actor, now=now)
    merge.undone_at, merge.undone_by_id = now, actor.person_id
    db.session.flush()  # history comes after what it tells
    record(actor, "institution.unmerged", kept, now=now, changes={**changes, "merged_id": (merged.id, None)})


def _show_again(merged: Institution, merge: InstitutionMerge, *, actor: Actor, now: datetime) -> None:
    values = {"merged_into_id": None, "membership": Membership(merge.membership)}
    changes = changed(merged, values)
    merged.version += 1
    record(actor, "institution.shown_again", merged, now=now, changes=changes)
