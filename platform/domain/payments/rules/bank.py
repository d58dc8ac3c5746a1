"""Where a structure is paid: typed by one person, confirmed by another, every change told to the structure."""

from datetime import datetime
from typing import NamedTuple

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import ApplicationPerson
from noress.domain.applications.taking import checked_text
from noress.domain.awards.models import Award
from noress.domain.files.models import StoredFile
from noress.domain.payments import queries, telling
from noress.domain.payments.models import BankAccount
from noress.domain.payments.rib import clean_rib, masked
from noress.domain.payments.taking import check_version, note, take_award
from noress.extensions import db


class Typed(NamedTuple):
    """As it was typed, with the bank's paper."""

    rib: str | None
    holder: str | None
    bank: str | None = None
    proof: StoredFile | None = None


def propose_account(
    *, award: Award, typed: Typed, actor: Actor, now: datetime, person: ApplicationPerson | None = None
) -> BankAccount:
    """By the structure (`person`) or by the desk for it; it serves once somebody else has confirmed it. What waited
    before gives way."""
    take_award(award, actor=actor)
    lock(award.structure)
    if person is not None and (not person.part.can_send or person.removed_at is not None):
        raise RuleError(
            "reads_only", _("Votre lien ne permet pas de changer les coordonnées bancaires."), status=403
        )
    rib = clean_rib(typed.rib)
    holder = (typed.holder or "").strip()
    if not holder:
        raise RuleError("no_holder", _("Écrivez à quel nom est le compte."), field="holder")
    if typed.proof is None:
        raise RuleError("no_proof", _("Joignez l'attestation de la banque."), field="file")
    current = db.session.scalars(queries.get_current_account(award.structure_id)).one_or_none()
    if current is not None and current.rib == rib:
        raise RuleError("same", _("Ce sont les coordonnées déjà confirmées."), field="rib")
    for waiting in db.session.scalars(queries.list_proposed(award.structure_id)):
        note(waiting, "bank_account.replaced", {"ended_at": now}, actor=actor, now=now)
    made = BankAccount(
        structure_id=award.structure_id, rib=rib, holder=holder[:200], bank=(typed.bank or "").strip()[:200] or None,
        proof_id=typed.proof.id, proposed_at=now, proposed_by_id=None if person is not None else actor.person_id,
        version=0,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    note(made, "bank_account.proposed", {}, actor=actor, now=now, shown={"rib": masked(rib)})
    telling.tell(award, telling.account_typed, made, now=now)
    return made


def confirm_account(
    *, account: BankAccount, award: Award, actor: Actor, now: datetime, version: int | None = None
) -> None:
    """By somebody else than who typed it, with the bank's paper before their eyes. The one before it ends."""
    _take(account, award, actor, version)
    if actor.person_id is None or actor.person_id == account.proposed_by_id:
        message = _("Vous avez saisi ces coordonnées : quelqu'un d'autre doit les confirmer.")
        raise RuleError("same_person", message, status=409)
    current = db.session.scalars(queries.get_current_account(account.structure_id)).one_or_none()
    if current is not None:
        note(current, "bank_account.replaced", {"ended_at": now}, actor=actor, now=now)
        db.session.flush()  # one is current at a time
    values = {"confirmed_at": now, "confirmed_by_id": actor.person_id}
    note(account, "bank_account.confirmed", values, actor=actor, now=now, shown={"rib": masked(account.rib)})
    telling.tell(award, telling.account_confirmed, account, now=now)


def refuse_account(
    *, account: BankAccount, award: Award, reason: str | None, actor: Actor, now: datetime, version: int | None = None
) -> None:  # fmt: skip
    """It does not match the bank's paper. The one before it stays."""
    _take(account, award, actor, version)
    text = checked_text(reason, field="reason", missing=_("Écrivez ce qui ne va pas."))
    values = {"refused_because": text, "ended_at": now}
    note(account, "bank_account.refused", values, actor=actor, now=now, shown={"rib": masked(account.rib)})
    telling.tell(award, telling.account_refused, account, now=now)


def _take(account: BankAccount, award: Award, actor: Actor, version: int | None) -> None:
    take_award(award, actor=actor)
    lock(award.structure)
    lock(account)
    check_version(account, version)
    if account.structure_id != award.structure_id:
        raise RuleError("not_theirs", _("Ces coordonnées ne sont pas celles de cette structure."), status=404)
    if account.confirmed_at is not None or account.ended_at is not None:
        message = _("Ces coordonnées n'attendent plus rien : rien n'a changé.")
        raise RuleError("settled", message, status=409)
