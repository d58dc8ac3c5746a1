"""A merge of two persons taken back: every row goes where it came from, and each signs in as before."""

from datetime import datetime
from typing import Any

from noress.core import formats
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts import mails
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Account, AccountInvitation
from noress.domain.audit.rules import changed, record
from noress.domain.merging.models import PersonMerge
from noress.domain.merging.person_moving import list_gone, list_present, point_rows
from noress.domain.merging.person_sides import restored, snapshot
from noress.domain.merging.policy import can_merge_persons
from noress.domain.merging.rules.persons import accounts_told, end_moved_sign_ins
from noress.domain.merging.wording import counted
from noress.domain.outbox import rules as outbox
from noress.extensions import db


def list_person_obstacles(merge: PersonMerge) -> list[Any]:
    """Why this merge cannot be taken back, in sentences; nothing when it can."""
    if merge.undone_at is not None:
        return [_("Cette fusion est déjà annulée.")]
    if merge.kept.merged_into_id is not None:
        return [
            _("« %(name)s » a depuis été fusionnée à son tour : annulez d'abord cette autre fusion.",
              name=merge.kept.shown_name)
        ]  # fmt: skip
    if merge.kept.erased_at is not None or merge.merged.erased_at is not None:
        return [_("Les données de cette personne ont été effacées.")]
    obstacles: list[Any] = []
    now_says = snapshot(merge.kept)
    if any(now_says[name] != after for name, (_before, after) in merge.changes.items()):
        obstacles.append(_("Les valeurs choisies lors de la fusion ont été modifiées depuis."))
    account_id = merge.was["account_id"]
    account = db.session.get(Account, account_id) if account_id is not None else None
    if account_id is not None and (account is None or account.email != merge.was["account_email"]):
        obstacles.append(_("Le compte de la fiche cachée a été effacé depuis."))
    if gone := list_gone(merge):
        obstacles.append(_("Déplacés ou retirés depuis : %(rows)s.", rows=formats.listed(counted(gone))))
    return obstacles


def undo_person_merge(*, merge: PersonMerge, actor: Actor, now: datetime) -> None:
    """Put every row back, give the kept record its former values, and open the other one again. Both sign
    in anew: nobody goes on acting for what went back."""
    if actor.method != "system" and not can_merge_persons(actor):
        raise RuleError("coordination", _("La coordination seule annule une fusion."), status=403)
    kept, merged = merge.kept, merge.merged
    for row in sorted((kept, merged), key=lambda row: row.id):
        lock(row)
    lock(merge)
    if actor.person_id in (kept.id, merged.id):
        message = _("C'est votre propre fiche : demandez à une autre personne de la coordination.")
        raise RuleError("own", message, status=409)
    if obstacles := list_person_obstacles(merge):
        raise RuleError("obstacles", obstacles[0], status=409)
    told = accounts_told(merge)
    end_moved_sign_ins(merge.moved, [kept.id, merged.id], now=now)
    point_rows(list_present(merge), merged.id)
    values = {name: restored(name, before) for name, (before, _after) in merge.changes.items()}
    changes = changed(kept, values)
    changes.pop("name_folded", None)
    merged.account_id, merged.merged_into_id = merge.was["account_id"], None
    kept.version += 1
    merged.version += 1
    _open_again(merge, actor=actor, now=now)
    merge.undone_at, merge.undone_by_id = now, actor.person_id
    db.session.flush()  # history comes after what it tells
    record(actor, "person.shown_again", merged, now=now, changes={"kept_person_id": (kept.id, None)})
    record(actor, "person.unmerged", kept, now=now,
           changes={**changes, "merged_person_id": (merged.id, None)})  # fmt: skip
    for account in told:
        outbox.enqueue(mails.account_notice(account, "unmerged"), now=now)


def _open_again(merge: PersonMerge, *, actor: Actor, now: datetime) -> None:
    """What the merge closed, and nothing else."""
    for key in merge.was["invitations"]:
        invitation = db.session.get(AccountInvitation, key)
        if invitation is not None and invitation.revoked_at == merge.merged_at:
            invitation.revoked_at = None
    account = db.session.get(Account, merge.was["suspended"] or 0)
    if account is not None and account.suspended_at == merge.merged_at:
        account.suspended_at = None
        record(actor, "account.reinstated", account, now=now)
