"""One instalment, from its request to the money: asked, checked, ordered, paid; refused, failed, cancelled."""

from datetime import date, datetime

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import ApplicationPerson
from noress.domain.applications.taking import checked_text
from noress.domain.awards.models import AwardState
from noress.domain.files.models import StoredFile
from noress.domain.payments import prizes, queries, telling
from noress.domain.payments.models import (
    AgreementState,
    Instalment,
    InstalmentState,
    Procedure,
    ProcedureStep,
    StepDone,
)
from noress.domain.payments.rules.reporting import is_report_missing
from noress.domain.payments.taking import note, take_instalment
from noress.extensions import db

I = InstalmentState  # noqa: E741 -- short for the tables below
#: no order stands, nothing is paid
CANCELLABLE = (I.PLANNED, I.ASKED, I.CHECKED, I.REFUSED, I.FAILED)


def ask_instalment(
    *, instalment: Instalment, actor: Actor, now: datetime, person: ApplicationPerson | None = None,
    version: int | None = None,
) -> None:  # fmt: skip
    """By the structure (`person`), or by the desk for it. A refused one is asked for again."""
    take_instalment(instalment, actor=actor, version=version)
    if person is not None and not (person.part.can_send and person.removed_at is None):
        message = _("Votre lien permet de lire ce projet, pas de demander un versement.")
        raise RuleError("reads_only", message, status=403)
    _check_state(instalment, I.PLANNED, I.REFUSED)
    agreement = db.session.scalars(queries.get_agreement(instalment.award_id)).one_or_none()
    is_signed = agreement is not None and agreement.state is AgreementState.SIGNED
    if not is_signed and prizes.owes_agreement(instalment.award):
        message = _("La convention n'est pas encore signée : une tranche se demande après.")
        raise RuleError("not_signed", message, status=409)
    if instalment.due_on is not None and clock.today(now) < instalment.due_on:
        message = _("Cette tranche ne se demande pas avant sa date.")
        raise RuleError("too_early", message, status=409)
    values = {"state": I.ASKED, "asked_at": now, "reason": None,
              "asked_by_id": None if person is not None else actor.person_id}  # fmt: skip
    note(instalment, "instalment.asked", values, actor=actor, now=now)


def check_instalment(
    *, instalment: Instalment, actor: Actor, now: datetime, version: int | None = None
) -> None:
    """Its condition is met, papers and report too. Never by who asked for it."""
    take_instalment(instalment, actor=actor, version=version)
    _check_state(instalment, I.ASKED)
    _check_other(actor, instalment.asked_by_id)
    papers = db.session.scalars(queries.list_papers(instalment.award_id))
    if any(one.is_missing for one in papers):
        message = _("Des papiers demandés manquent ou ne sont pas encore vérifiés.")
        raise RuleError("papers", message, status=409)
    if is_report_missing(instalment):
        message = _("Le rapport dont cette tranche dépend n'est pas encore accepté.")
        raise RuleError("report", message, status=409)
    values = {"state": I.CHECKED, "checked_at": now, "checked_by_id": actor.person_id}
    note(instalment, "instalment.checked", values, actor=actor, now=now)


def refuse_instalment(
    *, instalment: Instalment, reason: str | None, actor: Actor, now: datetime, version: int | None = None
) -> None:
    """It can be asked for again, once what is missing is there. The structure is told why."""
    take_instalment(instalment, actor=actor, version=version)
    _check_state(instalment, I.ASKED, I.CHECKED)
    text = checked_text(reason, field="reason", missing=_("Écrivez ce qui manque."))
    undo_steps(instalment, now)
    note(instalment, "instalment.refused", {"state": I.REFUSED, "reason": text}, actor=actor, now=now)
    telling.tell(instalment.award, telling.instalment_refused, instalment, now=now)


def order_instalment(instalment: Instalment, *, actor: Actor, now: datetime) -> None:
    """Every step before the payment is taken (`rules.procedures`), on bank details that somebody confirmed."""
    account = db.session.scalars(queries.get_current_account(instalment.award.structure_id)).one_or_none()
    if account is None:
        message = _("Les coordonnées bancaires de la structure ne sont pas confirmées.")
        raise RuleError("no_account", message, status=409)
    values = {"state": I.ORDERED, "ordered_at": now, "bank_account_id": account.id, "reason": None}
    note(instalment, "instalment.ordered", values, actor=actor, now=now)


def pay_instalment(
    *, instalment: Instalment, step: ProcedureStep, paid_on: date, reference: str | None, proof: StoredFile | None,
    actor: Actor, now: datetime, version: int | None = None,
) -> None:  # fmt: skip
    """Once, with the bank's reference and its paper, to the account that it was ordered for."""
    take_instalment(instalment, actor=actor, version=version)
    if instalment.state is I.PAID:
        raise RuleError("already_paid", _("Cette tranche est déjà payée : rien n'a changé."), status=409)
    _check_state(instalment, I.ORDERED)
    _check_payer(instalment, step, actor)
    if not _ordered_on(instalment) <= paid_on <= clock.today(now):
        message = _("Le jour du paiement est entre celui de l'ordre et aujourd'hui.")
        raise RuleError("paid_on", message, field="paid_on")
    text = (reference or "").strip()
    if not text:
        raise RuleError("no_reference", _("Écrivez la référence du virement."), field="reference")
    if proof is None:
        raise RuleError("no_proof", _("Joignez la preuve du paiement."), field="file")
    account = db.session.scalars(queries.get_current_account(instalment.award.structure_id)).one_or_none()
    if account is None or account.id != instalment.bank_account_id:
        message = _(
            "Les coordonnées bancaires ont changé depuis l'ordre : signalez l'échec, puis ordonnez de nouveau."
        )
        raise RuleError("account_changed", message, status=409)
    db.session.add(
        StepDone(step_id=step.id, instalment_id=instalment.id, person_id=actor.person_id, done_on=paid_on,
                 file_id=proof.id, noted_at=now)
    )  # fmt: skip
    values = {"state": I.PAID, "paid_on": paid_on, "payment_reference": text[:80], "proof_id": proof.id}
    note(instalment, "instalment.paid", values, actor=actor, now=now)
    award = instalment.award
    if award.state in (AwardState.SIGNED, AwardState.GRANTED):  # a prize may be paid without an agreement
        note(award, "award.begun", {"state": AwardState.EXECUTION}, actor=actor, now=now)
    telling.tell(award, telling.instalment_paid, instalment, now=now)


def fail_instalment(
    *, instalment: Instalment, reason: str | None, actor: Actor, now: datetime, version: int | None = None
) -> None:
    """The bank sent it back, before or after it was noted as paid: it is ordered again, from the first step."""
    take_instalment(instalment, actor=actor, version=version)
    _check_state(instalment, I.ORDERED, I.PAID)
    text = checked_text(reason, field="reason", missing=_("Écrivez ce que la banque a répondu."))
    undo_steps(instalment, now)
    values = {"state": I.FAILED, "reason": text, "paid_on": None, "payment_reference": None, "proof_id": None,
              "bank_account_id": None, "ordered_at": None}  # fmt: skip
    note(instalment, "instalment.failed", values, actor=actor, now=now)
    telling.tell(instalment.award, telling.instalment_failed, instalment, now=now)


def cancel_instalment(
    *, instalment: Instalment, reason: str | None, actor: Actor, now: datetime, version: int | None = None
) -> None:
    """It will not be paid; its amount can be planned again. Not once it is ordered or paid."""
    take_instalment(instalment, actor=actor, version=version)
    _check_state(instalment, *CANCELLABLE)
    text = checked_text(reason, field="reason", missing=_("Écrivez pourquoi cette tranche est annulée."))
    undo_steps(instalment, now)
    note(instalment, "instalment.cancelled", {"state": I.CANCELLED, "reason": text}, actor=actor, now=now)
    telling.tell(instalment.award, telling.instalment_cancelled, instalment, now=now)


def undo_steps(instalment: Instalment, now: datetime) -> None:
    """They stay, as taken back: who did them is still read."""
    for done in db.session.scalars(queries.list_done(instalment_ids=[instalment.id])):
        done.undone_at = now
    db.session.flush()  # the same steps may be taken again in this transaction


def _ordered_on(instalment: Instalment) -> date:
    """As its papers say, which may be noted here some days later."""
    return max(done.done_on for done in db.session.scalars(queries.list_done(instalment_ids=[instalment.id])))


def _check_payer(instalment: Instalment, step: ProcedureStep, actor: Actor) -> None:
    from noress.domain.payments.rules.procedures import check_other_than  # it orders through this module

    is_last = step.procedure is Procedure.PAYMENT and step.is_payment and step.retired_at is None
    if not is_last or step.carrier_id != instalment.award.call.carrier_id:
        raise RuleError("wrong_step", _("Cette étape n'est pas celle du paiement."), status=409)
    _check_other(actor, instalment.checked_by_id, instalment.asked_by_id)
    check_other_than(step, instalment=instalment, actor=actor)


def _check_other(actor: Actor, *person_ids: int | None) -> None:
    if actor.person_id is not None and actor.person_id in person_ids:
        message = _("Vous avez déjà agi sur cette tranche : quelqu'un d'autre doit le faire.")
        raise RuleError("same_person", message, status=409)


def _check_state(instalment: Instalment, *states: InstalmentState) -> None:
    if instalment.state not in states:
        message = _(
            "Cette tranche est « %(state)s » : ceci n'est plus possible.", state=str(instalment.state.label)
        )
        raise RuleError("wrong_state", message, status=409)
