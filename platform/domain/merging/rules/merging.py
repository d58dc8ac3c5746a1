"""Two records of one institution become one: everything that named either names the kept one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.institutions.models import Institution, Membership
from noress.domain.institutions.rules.checks import hold
from noress.domain.institutions.rules.institutions import COLUMNS, edit_institution
from noress.domain.merging import queries
from noress.domain.merging.models import InstitutionMerge
from noress.domain.merging.moving import Moves, plan_moves, point_rows
from noress.domain.merging.policy import can_merge
from noress.domain.merging.rules.checks import MergePlan, check_choices, check_plan, values_changed
from noress.domain.merging.sides import above, chosen_values, compare, snapshot
from noress.extensions import db


def plan_merge(*, kept: Institution, merged: Institution, now: datetime) -> MergePlan:
    """Look, and change nothing."""
    refusals = _refusals(kept, merged)
    if refusals:
        return MergePlan(Moves(), refusals)
    return MergePlan(plan_moves(kept, merged), [], _warnings(kept, merged, now))


def merge_institutions(
    *, kept: Institution, merged: Institution, choices: Mapping[str, str], versions: tuple[int, int],
    actor: Actor, now: datetime,
) -> InstitutionMerge:  # fmt: skip
    """Give the kept record the values chosen and everything that the other one has, then hide the other."""
    _only_coordinators(actor)
    for row in sorted(
        (kept, merged), key=lambda row: row.id
    ):  # in one order: two merges never wait in a ring
        hold(row)
    plan = plan_merge(kept=kept, merged=merged, now=now)
    check_plan(plan, kept, merged, versions)
    check_choices(compare(kept, merged), choices)
    before, membership = snapshot(kept), merged.membership
    _give_values(kept, chosen_values(kept, merged, choices), actor=actor, now=now)
    changes = values_changed(before, snapshot(kept))
    point_rows(plan.moves.moved, kept.id)
    _hide(merged, kept, actor=actor, now=now)
    kept.version += 1
    done = InstitutionMerge(
        kept_id=kept.id, merged_id=merged.id, moved=plan.moves.moved, left=plan.moves.left, merged_at=now,
        changes=changes, membership=membership.value, merged_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(done)
    db.session.flush()  # undoing needs its number
    record(actor, "institution.merged", kept, now=now, changes={
        "merged_id": (None, merged.id), "rows": (None, sum(len(keys) for keys in plan.moves.moved.values())),
    })  # fmt: skip
    return done


def _only_coordinators(actor: Actor) -> None:
    """Checked on the route and here: everything that an institution has is at stake."""
    if actor.method != "system" and not can_merge(actor):
        raise RuleError("coordination", _("La coordination seule fusionne des fiches."), status=403)


def _refusals(kept: Institution, merged: Institution) -> list[Any]:
    if kept.id == merged.id:
        return [_("Choisissez deux fiches différentes.")]
    for row in (kept, merged):
        if row.merged_into_id is not None:
            return [_("« %(name)s » est déjà fusionnée avec une autre fiche.", name=row.name)]
    if merged.id in above(kept.part_of_id):
        return [
            _("« %(kept)s » fait partie de « %(merged)s » : ce sont deux institutions. Si ce lien est faux, retirez-le "
              "d'abord de sa fiche.", kept=kept.name, merged=merged.name)
        ]  # fmt: skip
    return [*_double_presences(kept, merged), *_double_voices(kept, merged)]


def _double_presences(kept: Institution, merged: Institution) -> list[Any]:
    """A sheet still written must not count one institution twice."""
    return [
        _("Les deux sont pointées à la session « %(theme)s », qui n'est pas close. Corrigez d'abord sa feuille de "
          "présence.", theme=meeting.theme)
        for meeting in db.session.scalars(queries.list_meetings_with_both(kept.id, merged.id))
    ]  # fmt: skip


def _double_voices(kept: Institution, merged: Institution) -> list[Any]:
    """One institution, one voice."""
    return [
        _("Les deux ont donné une voix dans une consultation écrite encore ouverte (« %(theme)s »). Attendez sa fin.",
          theme=consultation.minutes.meeting.theme)
        for consultation in db.session.scalars(queries.list_consultations_with_both(kept.id, merged.id))
    ]  # fmt: skip


def _warnings(kept: Institution, merged: Institution, now: datetime) -> list[Any]:
    twice = db.session.scalars(queries.list_people_of_both(kept.id, merged.id, clock.today(now)))
    return [
        _("%(name)s aura deux sièges dans la même institution : fermez ensuite celui qui ne sert plus.",
          name=seat.person.shown_name)
        for seat in twice
    ]  # fmt: skip


def _give_values(kept: Institution, values: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    edit_institution(
        institution=kept, values={name: values.get(name) for name in COLUMNS}, version=kept.version,
        create_anyway=True, actor=actor, now=now,
    )  # fmt: skip
    rest = {name: value for name, value in values.items() if name not in COLUMNS}
    if changes := changed(kept, rest):
        record(actor, "institution.edited", kept, now=now, changes=changes)


def _hide(merged: Institution, kept: Institution, *, actor: Actor, now: datetime) -> None:
    """No list shows it, no body counts its voice; its history and its public address stay."""
    changes = changed(merged, {"merged_into_id": kept.id, "membership": Membership.UNKNOWN})
    merged.version += 1
    record(actor, "institution.merged_into", merged, now=now, changes=changes)
