"""A prize becomes an award: promised within the edition's envelope and its funders' shares, paid as projects are.

Its amount is the entry's (`Entry.prize_amount`); none while it is unknown. It owes no report, and needs an agreement only
where there is a template for prizes.
"""

from datetime import datetime
from typing import Any

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import ApplicationState
from noress.domain.applications.taking import take
from noress.domain.audit.rules import changed, record
from noress.domain.awards import queries as award_queries
from noress.domain.awards.models import Award
from noress.domain.awards.rules.granting import promise
from noress.domain.awards.rules.telling import publish_awards
from noress.domain.competitions.models import Competition, Entry
from noress.domain.competitions.queries import results as queries
from noress.domain.competitions.rules.payees import check_payable
from noress.domain.payments.rules.planning import Planned, plan_instalments
from noress.domain.payments.rules.procedures import ensure_steps
from noress.extensions import db

_CONDITION = Translated(fr="Versement du prix", ar="أداء مبلغ الجائزة", en="Payment of the prize")


def lacking(entry: Entry) -> RuleError | None:
    """Why the prize of a winner cannot be awarded yet; None when it can."""
    if entry.prize_id is None or entry.application.public_state is not ApplicationState.SELECTED:
        message = _("Cette candidature n'a pas de prix annoncé : rien n'est à verser.")
        return RuleError("no_prize", message, status=409)
    if entry.prize_amount is None:
        message = _("Le montant de ce prix n'est pas connu : rien n'est versé tant qu'il n'est pas fixé.")
        return RuleError("no_amount", message, field="amount", status=409)
    try:
        check_payable(entry)
    except RuleError as refused:
        return refused
    if entry.application.call.carrier_id is None:
        message = _("L'édition n'a pas de porteur juridique : nommez-le d'abord.")
        return RuleError("no_carrier", message, status=409)
    return None


def award_prize(*, entry: Entry, actor: Actor, now: datetime) -> Award:
    """Told already: the award is public at once, with one instalment of the whole amount."""
    application = entry.application
    call = application.call
    lock(call)
    lock(entry)
    take(application, actor=actor)
    why_not = lacking(entry)
    if why_not is not None:
        raise why_not
    if db.session.scalars(award_queries.get_standing_award(application.id)).first() is not None:
        raise RuleError("awarded", _("Le versement de ce prix est déjà préparé."), status=409)
    assert entry.prize_amount is not None, "asked just above"
    assert call.carrier is not None, "asked just above"
    award = promise(
        application, structure_id=entry.payee_id or application.structure_id, amount=entry.prize_amount, actor=actor, now=now
    )  # fmt: skip
    publish_awards([award], clock.today(now).year, actor, now)
    ensure_steps(carrier=call.carrier, actor=actor, now=now)
    row = Planned(amount=award.amount, condition=_CONDITION)
    plan_instalments(award=award, rows=[row], actor=actor, now=now)
    return award


def award_those_ready(*, competition: Competition, actor: Actor, now: datetime) -> dict[int, Any]:
    """{entry: why not} of the winners whose prize waits; nothing that one of them lacks stops the others."""
    waiting: dict[int, Any] = {}
    for entry in db.session.scalars(queries.list_unpaid_of(competition.id)).all():
        try:
            with db.session.begin_nested():
                award_prize(entry=entry, actor=actor, now=now)
        except RuleError as refused:
            waiting[entry.id] = refused.message
    return waiting


def can_set_amount(entry: Entry) -> bool:
    """The rules of the prize do not say it, or not for one that was given ex aequo after an appeal."""
    known = entry.prize.amount if entry.prize is not None else None
    return known is None or (entry.is_added and entry.prize_amount != known)


def set_amount(*, entry: Entry, amount: int, actor: Actor, now: datetime) -> None:
    """Of a prize whose amount was not known, for this winner; until it is awarded."""
    lock(entry)
    take(entry.application, actor=actor)
    if entry.prize_id is None:
        raise RuleError("no_prize", _("Cette candidature n'a pas de prix."), status=409)
    if db.session.scalars(award_queries.get_standing_award(entry.application_id)).first() is not None:
        message = _("Le versement de ce prix est déjà préparé : son montant ne change plus.")
        raise RuleError("awarded", message, status=409)
    if not can_set_amount(entry):
        message = _("Le montant de ce prix est celui du règlement : il ne se change pas ici.")
        raise RuleError("known_amount", message, field="amount", status=409)
    if amount <= 0:
        raise RuleError("amount", _("Écrivez un montant plus grand que zéro."), field="amount")
    changes = changed(entry, {"prize_amount": amount})
    if changes:
        entry.version += 1
        record(actor, "entry.prize_amount_set", entry, now=now)
