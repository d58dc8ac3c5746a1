"""What waits for those who handle money: agreements to prepare, instalments to check, order, pay, bank details to confirm."""

from datetime import datetime
from typing import Any

from noress.core import formats
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.awards.models import Award
from noress.domain.duties import Duty, register
from noress.domain.payments import policy, queries
from noress.domain.payments.models import Instalment, InstalmentState
from noress.domain.reviewing import conflicts
from noress.extensions import db

I = InstalmentState  # noqa: E741 -- short for the table below
SHOWN = 10


@register
def list_money(actor: Actor, now: datetime) -> list[Duty]:
    """Of the projects that this actor knows of."""
    if actor.person_id is None or not policy.can_follow(actor):
        return []
    recused, told = conflicts.recused_ids(actor, conflicts.APPLICATION), policy.only_told(actor)
    return [
        *(_preparing(recused, told) if policy.can_manage_agreements(actor) else []),
        *_moving(actor, recused, told),
        *_confirming(actor, recused, told),
    ]


def _preparing(recused: Any, told: bool) -> list[Duty]:
    found = db.session.scalars(queries.list_to_prepare(recused, only_told=told).limit(SHOWN))
    return [
        _duty(one, "agreement.prepare", _("Préparer une convention"), one.structure.name, _("Préparer"), "payments.show")
        for one in found
    ]  # fmt: skip


def _moving(actor: Actor, recused: Any, told: bool) -> list[Duty]:
    """Who asked does not check; who checked or ordered does not pay."""
    own = [
        (policy.can_check(actor), (I.ASKED,), "check", _("Vérifier une demande de versement"), _("Vérifier")),
        (policy.can_order(actor), (I.CHECKED, I.FAILED), "order", _("Ordonner un versement"), _("Ordonner")),
        (policy.can_pay(actor), (I.ORDERED,), "pay", _("Payer un versement"), _("Payer")),
    ]  # fmt: skip
    states = {
        state: (f"instalment.{kind}", title, label)
        for may, of, kind, title, label in own
        if may
        for state in of
    }
    if not states:
        return []
    found = db.session.scalars(queries.list_waiting(states, recused, only_told=told).limit(3 * SHOWN))
    return [_of(one, *states[one.state]) for one in found if actor.person_id not in _apart(one)]


def _apart(one: Instalment) -> set[int | None]:
    """Those who did something that the next act keeps apart."""
    if one.state is I.ASKED:
        return {one.asked_by_id}
    return {one.asked_by_id, one.checked_by_id} if one.state is I.ORDERED else set()


def _of(one: Instalment, kind: str, title: str, label: str) -> Duty:
    detail = _("%(amount)s, %(name)s", amount=formats.money(one.amount), name=one.award.structure.name)
    values = {"award_id": one.award_id, "instalment_id": one.id}
    return Duty(
        kind=kind,
        title=title,
        detail=detail,
        action_label=label,
        endpoint="payments.instalment",
        values=values,
    )


def _confirming(actor: Actor, recused: Any, told: bool) -> list[Duty]:
    if not policy.can_confirm_account(actor):
        return []
    rows = db.session.execute(queries.list_to_confirm(recused, only_told=told).limit(SHOWN)).all()
    title, label = _("Confirmer des coordonnées bancaires"), _("Confirmer")
    return [
        Duty(kind="bank.confirm", title=title, detail=str(account.structure.name), action_label=label,
             endpoint="payments.account", values={"award_id": award_id})
        for account, award_id in rows if account.proposed_by_id != actor.person_id
    ]  # fmt: skip


def _duty(award: Award, kind: str, title: str, name: Any, label: str, endpoint: str) -> Duty:
    detail = _("%(number)s, %(structure)s", number=award.number or award.id, structure=name)
    return Duty(kind=kind, title=title, detail=detail, action_label=label, endpoint=endpoint,
                values={"award_id": award.id})  # fmt: skip
