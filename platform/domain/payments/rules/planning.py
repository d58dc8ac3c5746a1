"""Instalments as they are planned: together at most the award, and of each funder at most what it brings."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from noress.core import formats
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.awards.models import Award
from noress.domain.awards.rules.granting import allot
from noress.domain.payments import queries
from noress.domain.payments.models import (
    AgreementState,
    Instalment,
    InstalmentShare,
    InstalmentState,
)
from noress.domain.payments.taking import note, take_award, take_instalment
from noress.domain.reports.models import ProjectReport
from noress.extensions import db

MOST = 12
#: a report may still be waited for
WAITABLE = (InstalmentState.PLANNED, InstalmentState.ASKED, InstalmentState.REFUSED)


class Planned(NamedTuple):
    """One row of the plan; `id` of one that is there already."""

    amount: int
    condition: Translated
    due_on: date | None = None
    report_id: int | None = None
    id: int | None = None


def plan_instalments(
    *, award: Award, rows: Sequence[Planned], actor: Actor, now: datetime, version: int | None = None
) -> None:
    """The whole plan as one page shows it. What was asked for, paid or cancelled stays as it is; once the agreement
    has gone out, what it says stays too, and new rows only share what a cancelled one left."""
    take_award(award, actor=actor, version=version)
    there = list(db.session.scalars(queries.list_instalments(award.id)))
    free = _free(award, there)
    kept = [one for one in there if one not in free and one.state is not InstalmentState.CANCELLED]
    _check(award, rows, kept, {one.id for one in free})
    before = _said(there)
    by_id = {row.id: row for row in rows if row.id is not None}
    for one in free:
        one.shares.clear()
        if one.id not in by_id:
            db.session.delete(one)
    db.session.flush()  # what they held of each funder is free again
    taken = len(kept) + sum(one.state is InstalmentState.CANCELLED for one in there)
    found = {one.id: one for one in free}
    for place, row in enumerate(rows, taken + 1):
        one = found.get(row.id or 0) or Instalment(award_id=award.id, state=InstalmentState.PLANNED)
        one.position, one.amount, one.condition = place, row.amount, row.condition
        one.due_on, one.report_id = row.due_on, row.report_id
        one.version = (one.version or 0) + 1
        db.session.add(one)
        share_out(award, one)
    award.version += 1
    after = _said(db.session.scalars(queries.list_instalments(award.id)).all())
    record(actor, "award.planned", award, now=now, changes={"instalments": (before, after)})


def await_report(
    *, instalment: Instalment, report: ProjectReport | None, actor: Actor, now: datetime, version: int | None = None
) -> None:  # fmt: skip
    """It is checked once that report is accepted or dispensed with; none: it waits for no report."""
    take_instalment(instalment, actor=actor, version=version)
    if instalment.state not in WAITABLE:
        message = _(
            "Cette tranche est « %(state)s » : ceci n'est plus possible.", state=str(instalment.state.label)
        )
        raise RuleError("wrong_state", message, status=409)
    if report is not None and report.award_id != instalment.award_id:
        raise RuleError("not_theirs", _("Ce rapport n'est pas celui de ce projet."), status=404)
    if instalment.report_id == (report.id if report is not None else None):
        return
    values = {"report_id": report.id if report is not None else None}
    said = report.position if report is not None else _("aucun")
    note(instalment, "instalment.report_awaited", values, actor=actor, now=now, shown={"report_number": said})


def share_out(award: Award, instalment: Instalment) -> None:
    """Of each funder in proportion to what its share of the award still holds, to the centime: the last instalment
    takes exactly what is left of each."""
    db.session.flush()
    used = {row[0]: int(row[1]) for row in db.session.execute(queries.sum_of_shares(award.id))}
    left = {share.funder_id: share.amount - used.get(share.funder_id, 0) for share in award.shares}
    if left:
        given = allot(instalment.amount, left)
        instalment.shares = [
            InstalmentShare(funder_id=key, amount=value) for key, value in sorted(given.items())
        ]
        db.session.flush()


def _free(award: Award, there: Sequence[Instalment]) -> list[Instalment]:
    """Those that the page may change."""
    agreement = db.session.scalars(queries.get_agreement(award.id)).one_or_none()
    state = agreement.state if agreement is not None else AgreementState.DRAFT
    if state is AgreementState.TO_SIGN:
        message = _("La convention est partie à la signature avec ces tranches : reprenez-la d'abord.")
        raise RuleError("out_to_sign", message, status=409)
    if state is AgreementState.SIGNED:
        return []
    return [one for one in there if one.state is InstalmentState.PLANNED]


def _check(award: Award, rows: Sequence[Planned], kept: Sequence[Instalment], free: set[int]) -> None:
    if len(rows) + len(kept) > MOST:
        raise RuleError("too_many", _("%(count)s tranches au plus.", count=MOST), field="rows")
    ids = [row.id for row in rows if row.id is not None]
    if set(ids) - free or len(set(ids)) != len(ids):
        message = _("Une de ces tranches ne se prévoit plus : rouvrez la page.")
        raise RuleError("not_planned", message, status=409)
    for row in rows:
        if not 0 < row.amount <= award.amount:
            message = _(
                "Une tranche est de 0,01 DH au moins et de %(most)s au plus.",
                most=formats.money(award.amount),
            )
            raise RuleError("amount", message, field="amount")
        if not any(row.condition.values()):
            raise RuleError("no_condition", _("Écrivez la condition de chaque tranche."), field="condition")
    total = sum(row.amount for row in rows) + sum(one.amount for one in kept)
    if total > award.amount:
        message = _(
            "Ces tranches font %(total)s : plus que le montant accordé, %(amount)s.", total=formats.money(total),
            amount=formats.money(award.amount),
        )  # fmt: skip
        raise RuleError("above_award", message, field="amount")


def _said(instalments: Sequence[Instalment]) -> list[str]:
    return [formats.money(one.amount) for one in instalments if one.state is not InstalmentState.CANCELLED]
