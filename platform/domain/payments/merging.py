"""Two entries of one structure become one, and both are paid somewhere: one account stays, the other ends."""

from datetime import datetime

from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.models import Structure
from noress.domain.merging.sides import KEPT, OTHER, Side
from noress.domain.payments import queries
from noress.domain.payments.models import BankAccount
from noress.domain.payments.rib import masked
from noress.domain.payments.taking import note
from noress.extensions import db

#: the name of the choice, on the page that merges
ACCOUNT = "bank_account"


def compare_accounts(kept: Structure, other: Structure) -> list[Side]:
    """A choice, where both are paid on an account that somebody confirmed; the values are whole, pages mask them."""
    mine, its = _current(kept.id), _current(other.id)
    return [Side(ACCOUNT, None, mine.rib, its.rib, KEPT)] if mine is not None and its is not None else []


def end_doubled(
    *, kept: Structure, merged: Structure, chosen: str | None, actor: Actor, now: datetime
) -> int | None:
    """End the one that is not chosen, before rows move; which one it was, for the undoing. Within the caller's hold
    of both entries."""
    mine, its = _current(kept.id), _current(merged.id)
    if mine is None or its is None:
        return None
    ended = mine if chosen == OTHER else its
    note(ended, "bank_account.replaced", {"ended_at": now}, actor=actor, now=now,
         shown={"rib": masked(ended.rib)})  # fmt: skip
    db.session.flush()  # one is current at a time
    return ended.id


def take_up_again(*, account_id: int | None, actor: Actor, now: datetime) -> None:
    """The merge is taken back: the account that it ended serves again, unless another one does by now."""
    account = db.session.get(BankAccount, account_id) if account_id is not None else None
    if account is not None and _current(account.structure_id) is None:
        note(account, "bank_account.resumed", {"ended_at": None}, actor=actor, now=now,
             shown={"rib": masked(account.rib)})  # fmt: skip


def _current(structure_id: int) -> BankAccount | None:
    return db.session.scalars(queries.get_current_account(structure_id)).one_or_none()
