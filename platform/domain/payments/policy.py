"""Who may what with money that was granted. Whoever is recused from the file is told 404 before (web/policy.py)."""

from typing import Any

from noress.domain.accounts.actor import Actor
from noress.domain.applications.policy import can_list, can_read_restricted
from noress.domain.awards.models import Award
from noress.domain.institutions.models import Function, Institution
from noress.domain.payments.models import BankAccount, Instalment
from noress.domain.reviewing.conflicts import is_recused

_FINANCE = frozenset({Function.AUTHORISING_OFFICER, Function.TREASURER})


def can_follow(actor: Actor, subject: Any = None) -> bool:
    """Funded projects and the envelope: the desk and those who order and pay; never the technical administrator."""
    return can_list(actor) or bool(actor.functions & _FINANCE)


def only_told(actor: Actor) -> bool:
    """Before the results are told, those who decide know them: the secretariat alone."""
    return not actor.is_secretariat


def can_know_award(actor: Actor | None, award: Award) -> bool:
    """For the others, it does not exist."""
    return (
        actor is not None
        and can_follow(actor)
        and (award.published_at is not None or not only_told(actor))
        and not is_recused(actor, award.application)
    )


def can_manage_agreements(actor: Actor, subject: Any = None) -> bool:
    """Agreements, papers, instalments planned, steps of the agreement: secretariat and desk officers."""
    return can_list(actor)


def can_check(actor: Actor, subject: Instalment | None = None) -> bool:
    """That the condition of an instalment is met: secretariat and desk officers."""
    return can_list(actor)


def can_order(actor: Actor, subject: Instalment | None = None) -> bool:
    return Function.AUTHORISING_OFFICER in actor.functions


def can_pay(actor: Actor, subject: Instalment | None = None) -> bool:
    return Function.TREASURER in actor.functions


def can_type_account(actor: Actor, subject: Any = None) -> bool:
    """For a structure that cannot do it itself."""
    return can_follow(actor)


def can_confirm_account(actor: Actor, subject: BankAccount | None = None) -> bool:
    """Bank details are read whole by those who compare them with the bank's paper."""
    return can_follow(actor)


def can_edit_procedure(actor: Actor, subject: Institution | None = None) -> bool:
    """The steps of a legal carrier, and texts of agreements: whoever coordinates the secretariat."""
    return actor.is_coordinator


def can_read_paper(actor: Actor, award: Award) -> bool:
    """One that may show an identity card: the secretariat, and the officer of that file."""
    return can_read_restricted(actor, award.application)
