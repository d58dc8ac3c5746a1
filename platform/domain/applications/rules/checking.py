"""The desk's first look: who follows a file, whether it is complete, whether it may be received."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.applications.models import Affiliation, Application, ApplicationState
from noress.domain.applications.queries import desk as queries
from noress.domain.applications.rules.correcting import open_request
from noress.domain.applications.taking import check_seen, checked_text, note_change, take
from noress.domain.audit.rules import changed, record
from noress.domain.funding.models import FundingCall
from noress.domain.reviewing import conflicts
from noress.extensions import db

S = ApplicationState
#: decided on once the first look is over; a full file in the making is nobody's to decide on
DECIDABLE = frozenset({S.SUBMITTED, S.ELIGIBLE, S.INELIGIBLE, S.NOT_RETAINED})


def list_officers(now: datetime) -> list[Person]:
    """Those who may follow a file."""
    return list(db.session.scalars(queries.list_officers(clock.today(now))))


def assign_officer(
    *, application: Application, officer_id: int | None, version: int, actor: Actor, now: datetime
) -> None:
    """By hand; none: nobody's again. Somebody who has a part in it cannot follow it."""
    take(application, actor=actor, version=version)
    if officer_id is not None:
        if officer_id not in {person.id for person in list_officers(now)}:
            message = _("Choisissez une personne du secrétariat ou un chargé de dossier.")
            raise RuleError("no_officer", message, field="officer_id")
        if conflicts.is_person_recused(officer_id, application):
            message = _("Cette personne est en déport sur ce dossier : choisissez-en une autre.")
            raise RuleError("conflict", message, field="officer_id")
    changes = changed(application, {"officer_id": officer_id})
    if changes:
        note_change(application, "assigned", changes, actor=actor, now=now)


class Shared(NamedTuple):
    """What sharing out did: how many files each officer was given, and those that nobody could take."""

    given: dict[int, int]
    left: int


def share_out(
    *, call: FundingCall, officer_ids: Collection[int], keeps_provinces: bool, actor: Actor, now: datetime,
    wanted: queries.Wanted | None = None,
) -> Shared:  # fmt: skip
    """Files that nobody follows (of the list narrowed to `wanted`: a province, a lot, a label), each to whoever has the
    fewest and no part in it. With `keeps_provinces`, to whoever follows its province already, if there is one."""
    known = {person.id for person in list_officers(now)}
    officers = sorted(set(officer_ids) & known)
    if not officers:
        raise RuleError("no_officer", _("Choisissez au moins une personne."), field="officers")
    recused = conflicts.recused_ids(actor, conflicts.APPLICATION)
    waiting = db.session.scalars(
        queries.list_unassigned(wanted or queries.Wanted(call.id), recused, now)
    ).all()
    away = {
        key: set(db.session.scalars(conflicts.recused_ids_of(key, conflicts.APPLICATION))) for key in officers
    }
    load = Counter(dict.fromkeys(officers, 0))
    load.update(
        {row[0]: row[1] for row in db.session.execute(queries.count_followed(call.id)) if row[0] in away}
    )
    of_province: dict[str | None, int] = {}
    for code, key, _count in db.session.execute(queries.count_by_province(call.id)):
        if key in away:
            of_province.setdefault(code, key)
    given, left = Counter[int](), 0
    for application in waiting:
        free = [key for key in officers if application.id not in away[key]]
        if not free:
            left += 1
            continue
        usual = of_province.get(application.province_code) if keeps_provinces else None
        chosen = usual if usual in free else min(free, key=lambda key: (load[key], key))
        if keeps_provinces and application.province_code:
            of_province.setdefault(application.province_code, chosen)
        changes = changed(application, {"officer_id": chosen})
        note_change(application, "assigned", changes, actor=actor, now=now)
        load[chosen] += 1
        given[chosen] += 1
    return Shared(dict(given), left)


def note_check(
    application: Application, *, right: Sequence[Any], missing: Sequence[Any], actor: Actor, now: datetime
) -> None:
    """What was found of each part and paper, by their names; what follows from it is another line of history."""
    changes = {"parts_right": (None, list(right)), "parts_missing": (None, list(missing))}
    record(actor, "application.checked", application, now=now, changes=changes)


def find_complete(
    *, application: Application, version: int, seen: str | None, actor: Actor, now: datetime, parts: Sequence[Any] = ()
) -> None:  # fmt: skip
    """Every paper and every part is there; `parts`, what they are called, when each was looked at."""
    take(application, actor=actor, version=version)
    _check_received(application, now)
    check_seen(application, seen)
    if parts:
        note_check(application, right=parts, missing=(), actor=actor, now=now)
    note_change(
        application, "found_complete", changed(application, {"complete_at": now}), actor=actor, now=now
    )


def is_complete(application: Application) -> bool:
    """Found complete, and not sent again since."""
    found, sent = application.complete_at, application.submitted_at
    return found is not None and (sent is None or found >= sent)


def decide_eligibility(
    *, application: Application, is_eligible: bool, reason: str | None, version: int, seen: str | None, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """The desk's decision; the structure is told nothing yet. Ineligible says why, and so does a change of mind."""
    take(application, actor=actor, version=version)
    _check_received(application, now)
    check_seen(application, seen)
    if is_eligible and not is_complete(application):
        message = _("Dites d'abord que le dossier est complet, ou demandez ce qui manque.")
        raise RuleError("not_complete", message, status=409)
    state = S.ELIGIBLE if is_eligible else S.INELIGIBLE
    given = (reason or "").strip()
    if not is_eligible or application.public_state in (S.INELIGIBLE, S.NOT_RETAINED):
        given = checked_text(reason, field="reason", missing=_("Écrivez pourquoi : la structure le lira."))
    elif len(given) > 0:
        given = checked_text(reason, field="reason", missing="")
    values = {"state": state, "reason": given or None, "decided_at": None if is_eligible else now}
    changes = changed(application, values)
    note_change(application, "judged", {key: changes[key] for key in ("state", "reason") if key in changes},
                actor=actor, now=now)  # fmt: skip


def confirm_affiliation(*, application: Application, version: int, actor: Actor, now: datetime) -> None:
    """The member that the structure names does put it forward: the desk has asked."""
    take(application, actor=actor, version=version)
    if (
        application.affiliation is not Affiliation.SPONSORED
        or application.affiliation_confirmed_at is not None
    ):
        message = _("L'appartenance au réseau n'est pas, ou plus, à confirmer.")
        raise RuleError("nothing_to_confirm", message, status=409)
    changes = changed(application, {"affiliation_confirmed_at": now})
    note_change(application, "affiliation_confirmed", changes, actor=actor, now=now)


def _check_received(application: Application, now: datetime) -> None:
    if application.state not in DECIDABLE or application.number is None:
        message = _(
            "Ce dossier est « %(state)s » : il ne se vérifie pas maintenant.", state=application.state.label
        )
        raise RuleError("wrong_state", message, status=409)
    if open_request(application, now) is not None:
        message = _("Une correction est demandée à la structure : attendez-la, ou reprenez la demande.")
        raise RuleError("under_correction", message, status=409)
