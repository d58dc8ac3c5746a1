"""Two records of one person become one: everything that named either names the kept one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.references import name_of
from noress.domain.accounts import mails
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Account, Person
from noress.domain.accounts.rules import end_sign_ins
from noress.domain.audit.rules import changed, record
from noress.domain.institutions.models import Seat
from noress.domain.merging import queries
from noress.domain.merging.access import Access, list_refusals, list_warnings, plan_access
from noress.domain.merging.models import PersonMerge
from noress.domain.merging.moving import Moves, Rows
from noress.domain.merging.person_moving import plan_moves, point_rows
from noress.domain.merging.person_sides import chosen_values, compare, snapshot
from noress.domain.merging.policy import can_merge_persons
from noress.domain.merging.rules.checks import MergePlan, check_choices, check_plan, values_changed
from noress.domain.outbox import rules as outbox
from noress.extensions import db


def plan_person_merge(*, kept: Person, merged: Person, actor: Actor, now: datetime) -> MergePlan:
    """Look, and change nothing."""
    refusals = _refusals(kept, merged, actor)
    if refusals:
        return MergePlan(Moves(), refusals)
    access = plan_access(kept, merged)
    if refusals := list_refusals(kept, merged, access, clock.today(now)):
        return MergePlan(Moves(), refusals)
    told = [*list_warnings(kept, merged, access), *_doubled(kept, merged, now)]
    return MergePlan(plan_moves(kept, merged), [], told)


def merge_persons(
    *, kept: Person, merged: Person, choices: Mapping[str, str], versions: tuple[int, int], actor: Actor, now: datetime,
) -> PersonMerge:  # fmt: skip
    """Give the kept record the values chosen and everything that the other one has, then hide the other and
    end its sign-ins."""
    if actor.method != "system" and not can_merge_persons(actor):
        raise RuleError("coordination", _("La coordination seule fusionne des fiches."), status=403)
    _hold(kept, merged)
    plan = plan_person_merge(kept=kept, merged=merged, actor=actor, now=now)
    check_plan(plan, kept, merged, versions)
    check_choices(compare(kept, merged), choices)
    access, before = plan_access(kept, merged), snapshot(kept)
    was = _close(kept, merged, access, actor=actor, now=now)
    changes = changed(kept, chosen_values(kept, merged, choices))
    merged.account_id, merged.merged_into_id = None, kept.id
    kept.version += 1
    merged.version += 1
    given = values_changed(before, snapshot(kept))
    end_moved_sign_ins(plan.moves.moved, [merged.id], now=now)
    point_rows(plan.moves.moved, kept.id)
    done = PersonMerge(
        kept_id=kept.id, merged_id=merged.id, moved=plan.moves.moved, left=plan.moves.left, was=was, merged_at=now,
        changes=given, merged_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(done)
    db.session.flush()  # undoing needs its number
    _tell_history(done, changes, actor=actor, now=now)
    _write_to(access, now=now)
    return done


def end_moved_sign_ins(moved: Rows, person_ids: list[int], *, now: datetime) -> None:
    """Whoever acts as these persons, or for a seat that changes hands, signs in again."""
    for person_id in person_ids:
        end_sign_ins(person_id=person_id, now=now)
    for seat_id in moved.get(name_of(Seat.__mapper__.columns["person_id"]), []):
        end_sign_ins(seat_id=seat_id, now=now)


def _hold(*persons: Person) -> None:
    """In one order: two merges never wait in a ring."""
    for row in sorted(set(persons), key=lambda row: row.id):
        lock(row)


def _refusals(kept: Person, merged: Person, actor: Actor) -> list[Any]:
    if kept.id == merged.id:
        return [_("Choisissez deux fiches différentes.")]
    for row in (kept, merged):
        if row.merged_into_id is not None:
            return [_("« %(name)s » est déjà fusionnée avec une autre fiche.", name=row.shown_name)]
        if row.erased_at is not None:
            return [_("Les données de cette personne ont été effacées.")]
    if actor.person_id in (kept.id, merged.id):
        return [_("C'est votre propre fiche : demandez à une autre personne de la coordination.")]
    return []


def _doubled(kept: Person, merged: Person, now: datetime) -> list[Any]:
    """Places that the kept one would hold twice."""
    today = clock.today(now)
    seats = db.session.scalars(queries.list_seats_in_both(kept.id, merged.id, today))
    places = db.session.scalars(queries.list_mandates_of_both(kept.id, merged.id, today))
    functions = db.session.scalars(queries.list_functions_of_both(kept.id, merged.id, today))
    return [
        *(_("La personne aura deux sièges chez « %(name)s » : fermez ensuite celui qui ne sert plus.",
            name=seat.institution.name) for seat in seats),
        *(_("La personne aura deux fois la même place dans « %(name)s » : terminez ensuite l'une des deux.",
            name=mandate.body.name) for mandate in places),
        *(_("La personne aura deux fois la fonction « %(name)s » : terminez ensuite l'une des deux.",
            name=held.function.label) for held in functions),
    ]  # fmt: skip


def _close(kept: Person, merged: Person, access: Access, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Nobody comes in by the merged record any more; what undoing must know of it."""
    account = merged.account
    was: dict[str, Any] = {
        "account_id": merged.account_id, "account_email": account.email if account else None, "suspended": None,
        "invitations": [],
    }  # fmt: skip
    for invitation in db.session.scalars(queries.list_living_invitations_to_join([kept.id, merged.id])):
        invitation.revoked_at = now
        was["invitations"].append(invitation.id)
    if access.closes is not None and access.closes.suspended_at is None:
        access.closes.suspended_at = now
        was["suspended"] = access.closes.id
        end_sign_ins(account_id=access.closes.id, now=now)
        record(actor, "account.suspended", access.closes, now=now)
    return was


def _tell_history(
    done: PersonMerge, changes: dict[str, tuple[Any, Any]], *, actor: Actor, now: datetime
) -> None:
    changes.pop("name_folded", None)
    rows = sum(len(keys) for keys in done.moved.values())
    record(
        actor, "person.merged_into", done.merged, now=now, changes={"kept_person_id": (None, done.kept_id)}
    )
    record(actor, "person.merged", done.kept, now=now, changes={
        **changes, "merged_person_id": (None, done.merged_id), "rows": (None, rows),
    })  # fmt: skip


def _write_to(access: Access, *, now: datetime) -> None:
    """Those whose account gains or loses something learn of it."""
    for account, what in ((access.stays, "merged_here"), (access.closes, "merged_away")):
        if account is not None:
            outbox.enqueue(mails.account_notice(account, what), now=now)


def accounts_told(merge: PersonMerge) -> list[Account]:
    """The accounts that a merge touched."""
    keys = [merge.kept.account_id, merge.was.get("account_id")]
    return [db.session.get_one(Account, key) for key in dict.fromkeys(keys) if key is not None]
