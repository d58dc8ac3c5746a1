"""What becomes of a decision: replaced by another, executed, or in force again."""

from datetime import date, datetime

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.decisions.models import Decision, DecisionState
from noress.domain.decisions.rules.telling import tell_decision


def replace_decision(*, decision: Decision, by: Decision, actor: Actor, now: datetime) -> None:
    """Another decision, taken later, stands in its place."""
    _lock_in_order(decision, by)
    check_is_in_force(decision)
    if by.id == decision.id:
        raise RuleError("itself", _("Une décision ne se remplace pas elle-même."), field="by")
    if by.state is DecisionState.WITHDRAWN:
        raise RuleError("by_withdrawn", _("Cette décision a été retirée avant l'approbation."), field="by")
    seen = {by.id}
    following = by.replaced_by
    while following is not None and following.id not in seen:
        if following.id == decision.id:
            raise RuleError(
                "cycle", _("Cette décision est elle-même remplacée par celle que vous remplacez."), field="by"
            )
        seen.add(following.id)
        following = following.replaced_by
    if _is_older(by, decision):
        raise RuleError(
            "older", _("Cette décision est plus ancienne que celle qu'elle remplacerait."), field="by"
        )
    if decision.is_public and not by.is_public:
        raise RuleError(
            "by_not_public", _("Cette décision n'est pas encore publique : publiez d'abord son compte rendu."),
            field="by",
        )  # fmt: skip
    decision.state = DecisionState.REPLACED
    decision.replaced_by = by
    decision.version += 1
    changes = {
        "state": (DecisionState.IN_FORCE, DecisionState.REPLACED), "replaced_by": (None, by.number)
    }  # fmt: skip
    record(actor, "decision.replaced", decision, now=now, changes=changes)
    tell_decision(decision, "replaced", actor=actor, now=now)


def execute_decision(
    *, decision: Decision, on: date, note: Translated | None, actor: Actor, now: datetime
) -> None:
    """What it asks for is done, since a day."""
    lock(decision)
    check_is_in_force(decision)
    if on > clock.today(now):
        raise RuleError("future", _("La date d'exécution est à venir."), field="executed_on")
    if on < decision.adopted_on:
        raise RuleError(
            "before", _("La décision n'était pas encore prise à cette date."), field="executed_on"
        )
    decision.state = DecisionState.EXECUTED
    decision.executed_on = on
    decision.state_note = note or None
    decision.version += 1
    changes = {
        "state": (DecisionState.IN_FORCE, DecisionState.EXECUTED), "executed_on": (None, on),
        "state_note": (None, note or None),
    }  # fmt: skip
    record(actor, "decision.executed", decision, now=now, changes=changes)
    tell_decision(decision, "executed", actor=actor, now=now)


def reopen_decision(
    *, decision: Decision, actor: Actor, now: datetime, note: Translated | None = None
) -> None:
    """In force again: it was marked replaced or executed by mistake, or has to be done again."""
    lock(decision)
    check_can_be_reopened(decision)
    changes = {
        "state": (decision.state, DecisionState.IN_FORCE), "executed_on": (decision.executed_on, None),
        "replaced_by": (decision.replaced_by.number if decision.replaced_by else None, None),
        "state_note": (decision.state_note, note or None),
    }  # fmt: skip
    decision.state = DecisionState.IN_FORCE
    decision.executed_on = None
    decision.replaced_by = None
    decision.state_note = note or None
    decision.version += 1
    real = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    record(actor, "decision.reopened", decision, now=now, changes=real)
    tell_decision(decision, "reopened", actor=actor, now=now)


def check_can_be_reopened(decision: Decision) -> None:
    """Raise the reason why it does not come into force again, if there is one."""
    if decision.state is DecisionState.IN_FORCE:
        raise RuleError("in_force", _("Cette décision est déjà en vigueur."), status=409)
    if decision.state is DecisionState.WITHDRAWN:
        raise RuleError(
            "withdrawn",
            _("Cette décision a été retirée avant l'approbation de son compte rendu."),
            status=409,
        )


def _lock_in_order(*decisions: Decision) -> None:
    """Always the smaller key first: two people replacing crosswise wait for each other once, not forever."""
    for decision in sorted({row.id: row for row in decisions}.values(), key=lambda row: row.id):
        lock(decision)


def check_is_in_force(decision: Decision) -> None:
    """Raise the reason why nothing replaces or executes it now, if there is one."""
    if decision.state is DecisionState.WITHDRAWN:
        raise RuleError("withdrawn", _("Cette décision a été retirée avant l'approbation."), status=409)
    if decision.state is not DecisionState.IN_FORCE:
        raise RuleError(
            "not_in_force",
            _("Cette décision n'est plus en vigueur (%(state)s).", state=decision.state.label),
            status=409,
        )


def _is_older(one: Decision, other: Decision) -> bool:
    """Taken before; within one session the ranks say what came first."""
    if one.adopted_on == other.adopted_on and one.meeting_id == other.meeting_id:
        return one.rank < other.rank
    return one.adopted_on < other.adopted_on
