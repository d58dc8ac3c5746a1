"""Promising money. Whoever counts it holds the call first: two people awarding at once follow each other.

What is granted never exceeds the envelope, a funder's share of it, nor the number of projects of the lot.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from noress.core import formats
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.applications.taking import check_not_recused, checked_text, note_change, take
from noress.domain.audit.rules import changed, record
from noress.domain.awards import queries
from noress.domain.awards.models import Award, AwardShare, AwardState
from noress.domain.funding.models import FundingCall, Lot
from noress.domain.payments import queries as agreement_queries
from noress.domain.payments.models import AgreementState, InstalmentState
from noress.extensions import db

S = ApplicationState
#: what money may be given to: found eligible, or decided on already
AWARDABLE = frozenset({S.ELIGIBLE, S.RESERVE, S.REJECTED, S.SELECTED})
#: the money left, or is about to
_GONE = frozenset({InstalmentState.ORDERED, InstalmentState.PAID})


class Left(NamedTuple):
    """What a call has left to promise."""

    envelope: int
    #: {funder: centimes}
    funders: dict[int, int]
    #: {lot: awards that stand}
    lots: dict[int, int]


def left_of(call: FundingCall) -> Left:
    """Read it once the call is held; before, it is an estimate for a page. Three queries."""
    granted = db.session.scalars(queries.sum_granted(call.id)).one()
    promised = {row[0]: int(row[1]) for row in db.session.execute(queries.sum_of_funders(call.id))}
    counts = {row[0]: row[1] for row in db.session.execute(queries.count_of_lots(call.id))}
    return Left(
        envelope=(call.envelope or 0) - int(granted),
        funders={one.id: one.amount - promised.get(one.id, 0) for one in call.funders},
        lots={lot.id: counts.get(lot.id, 0) for lot in call.lots},
    )


def allot(amount: int, left: Mapping[int, int]) -> dict[int, int]:
    """The amount shared among funders in proportion to what each has left, to the centime (largest remainder); never
    more than what is left of any. Those who bring nothing are left out."""
    total = sum(value for value in left.values() if value > 0)
    if amount > total:
        raise RuleError("funders", _("Les financeurs n'ont plus assez : il reste %(left)s.", left=_money(total)),
                        field="amount", status=409)  # fmt: skip
    exact = {key: divmod(amount * value, total) for key, value in left.items() if value > 0}
    given = {key: whole for key, (whole, _rest) in exact.items()}
    by_rest = sorted(exact, key=lambda key: (-exact[key][1], key))
    for key in by_rest[: amount - sum(given.values())]:
        given[key] += 1
    return {key: value for key, value in given.items() if value}


def grant_award(
    *, application: Application, amount: int, shares: Mapping[int, int] | None = None, actor: Actor, now: datetime
) -> Award:  # fmt: skip
    """The file is selected and gets this amount: of the funders that are named, or of each in proportion to what it has
    left. The structure is told later."""
    call = application.call
    lock(call)
    take(application, actor=actor)
    _check_awardable(application)
    check_amount(application, application.lot, amount)
    award = promise(
        application, structure_id=application.structure_id, amount=amount, shares=shares, actor=actor, now=now
    )
    changes = changed(application, {"state": S.SELECTED})
    application.decided_at = now
    note_change(application, "selected", changes, actor=actor, now=now)
    return award


def promise(
    application: Application, *, structure_id: int, amount: int, shares: Mapping[int, int] | None = None, actor: Actor,
    now: datetime,
) -> Award:  # fmt: skip
    """The award alone, for whoever holds the call and the file: what is promised is counted here, and nowhere else."""
    call, lot = application.call, application.lot
    left = left_of(call)
    _check_left(call, lot, left, amount)
    given = _checked_shares(shares, amount, left) if shares is not None else _own_shares(call, amount, left)
    award = Award(
        application_id=application.id, call_id=call.id, lot_id=lot.id, structure_id=structure_id,
        amount=amount, state=AwardState.GRANTED, decided_at=now, decided_by_id=actor.person_id,
        shares=[AwardShare(funder_id=key, amount=value) for key, value in sorted(given.items())],
    )  # fmt: skip
    db.session.add(award)
    db.session.flush()  # its line of history names it
    record(actor, "award.granted", award, now=now, changes={"amount": (None, _money(amount))})
    return award


def cancel_award(
    *, award: Award, reason: str | None, actor: Actor, now: datetime, version: int | None = None
) -> None:
    """The money goes back to the envelope. Not once an instalment is ordered or paid."""
    lock(award.call)
    lock(award)
    application = award.application
    lock(application)
    check_not_recused(actor, application)
    if version is not None and version != award.version:
        message = _("Quelqu'un a changé ce financement depuis que cette page est ouverte.")
        raise StaleVersion(message, {"version": award.version, "state": award.state})
    if award.state in (AwardState.CANCELLED, AwardState.CLOSED):
        message = _("Ce financement est « %(state)s » : il ne s'annule plus.", state=award.state.label)
        raise RuleError("wrong_state", message, status=409)
    text = checked_text(reason, field="reason", missing=_("Écrivez pourquoi ce financement est annulé."))
    instalments = db.session.scalars(queries.list_instalments(award.id)).all()
    if any(one.state in _GONE for one in instalments):
        message = _("Une tranche est déjà ordonnancée ou payée : le financement ne s'annule plus.")
        raise RuleError("money_gone", message, status=409)
    for one in instalments:
        before, one.state, one.reason = one.state, InstalmentState.CANCELLED, text
        one.version += 1
        record(actor, "instalment.cancelled", one, now=now, changes={"state": (before, one.state)})
    agreement = db.session.scalars(agreement_queries.get_agreement(award.id)).one_or_none()
    if agreement is not None:
        voided = changed(agreement, {"state": AgreementState.VOID})
        agreement.version += 1
        record(actor, "agreement.voided", agreement, now=now, changes=voided)
    _cancel(award, text, actor, now)
    if application.public_state is not S.SELECTED and application.state is S.SELECTED:
        # nobody was told: it is as before the decision
        application.decided_at = None
        undone = changed(application, {"state": S.ELIGIBLE})
        note_change(application, "selection_undone", undone, actor=actor, now=now)


def give_back(application: Application, *, actor: Actor, now: datetime) -> None:
    """For the structure that withdraws what was decided and not told; the call and the file are held."""
    award = db.session.scalars(queries.get_standing_award(application.id)).first()
    if award is not None:
        _cancel(award, str(_("La structure a retiré sa candidature.")), actor, now)


def _cancel(award: Award, reason: str, actor: Actor, now: datetime) -> None:
    changes = changed(award, {"state": AwardState.CANCELLED, "cancelled_because": reason})
    award.cancelled_at = now
    award.version += 1
    record(actor, "award.cancelled", award, now=now, changes=changes)


def check_amount(application: Application, lot: Lot, amount: int) -> None:
    """Of a fixed lot, the lot's amount; under a ceiling, at most what was asked."""
    if not lot.is_ceiling:
        if amount != lot.amount:
            message = _("Le montant de ce lot est fixe : %(amount)s.", amount=_money(lot.amount))
            raise RuleError("fixed_amount", message, field="amount")
        return
    most = min(lot.amount, application.requested or lot.amount)
    if not 0 < amount <= most:
        message = _("Écrivez un montant entre 0,01 DH et %(most)s.", most=_money(most))
        raise RuleError("amount", message, field="amount")


def check_decided_stage(application: Application) -> None:
    """Money is decided on at the last stage of the call."""
    if application.stage != application.call.stages:
        message = _("Cette candidature est encore à la première étape : le dossier complet n'est pas là.")
        raise RuleError("first_stage", message, status=409)


def _check_awardable(application: Application) -> None:
    check_decided_stage(application)
    if application.state not in AWARDABLE:
        message = _(
            "Ce dossier est « %(state)s » : il ne peut pas être financé.", state=application.state.label
        )
        raise RuleError("wrong_state", message, status=409)
    if db.session.scalars(queries.get_standing_award(application.id)).first() is not None:
        raise RuleError("awarded", _("Ce dossier a déjà un financement."), status=409)


def _check_left(call: FundingCall, lot: Lot, left: Left, amount: int) -> None:
    if call.envelope is None:
        raise RuleError("no_envelope", _("Écrivez d'abord l'enveloppe de l'appel."), status=409)
    if amount > left.envelope:
        message = _("L'enveloppe ne suffit pas : il reste %(left)s.", left=_money(left.envelope))
        raise RuleError("envelope", message, status=409)
    if lot.most_projects is not None and left.lots[lot.id] >= lot.most_projects:
        message = _("Ce lot a déjà tous ses projets : %(count)s.", count=lot.most_projects)
        raise RuleError("lot_full", message, status=409)


def _own_shares(call: FundingCall, amount: int, left: Left) -> dict[int, int]:
    return allot(amount, left.funders) if call.funders else {}


def _checked_shares(shares: Mapping[int, int], amount: int, left: Left) -> dict[int, int]:
    given = {key: value for key, value in shares.items() if value}
    if set(given) - set(left.funders) or any(value < 0 for value in given.values()):
        raise RuleError("share", _("Choisissez parmi les financeurs de l'appel."), field="shares")
    if sum(given.values()) != amount and (given or left.funders):
        message = _("Les parts des financeurs doivent faire %(amount)s.", amount=_money(amount))
        raise RuleError("shares", message, field="shares")
    for key, value in given.items():
        if value > left.funders[key]:
            message = _("Il ne reste que %(left)s à ce financeur.", left=_money(left.funders[key]))
            raise RuleError("funder", message, field="shares", status=409)
    return given


def _money(amount: int) -> str:
    return formats.money(max(amount, 0))
