"""What is decided about a file: selected with its money, on the reserve list, or not selected. Nobody is told yet."""

from collections.abc import Mapping
from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.applications.taking import checked_text, note_change, take
from noress.domain.audit.rules import changed
from noress.domain.awards import queries
from noress.domain.awards.models import AwardState
from noress.domain.awards.rules.granting import AWARDABLE, cancel_award, check_decided_stage, grant_award
from noress.domain.funding.models import CallKind
from noress.extensions import db

S = ApplicationState
OUTCOMES = (S.SELECTED, S.RESERVE, S.REJECTED)


def is_told(application: Application) -> bool:
    """The structure knows an outcome; a change since is told on its own."""
    return application.public_state in OUTCOMES


def is_at_decision(application: Application) -> bool:
    """Its full file was found eligible: money may be decided on. Of the prize, the jury decides."""
    if application.call.kind is not CallKind.AMI:
        return False
    return application.stage == application.call.stages and application.state in AWARDABLE


def default_amount(application: Application) -> int:
    """Of a fixed lot, its amount; under a ceiling, what was asked."""
    lot = application.lot
    return min(lot.amount, application.requested or lot.amount) if lot.is_ceiling else lot.amount


def decide_outcome(
    *, application: Application, outcome: ApplicationState, amount: int | None = None,
    shares: Mapping[int, int] | None = None, reason: str | None, version: int | None, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Selected gets its award; the others lose theirs. `ELIGIBLE` takes a decision back that was not told."""
    lock(application.call)
    take(application, actor=actor, version=version)
    check_decidable(application)
    if outcome not in (*OUTCOMES, S.ELIGIBLE) or (outcome is S.ELIGIBLE and is_told(application)):
        raise RuleError("outcome", _("Choisissez une des décisions proposées."), field="outcome")
    given = (reason or "").strip()
    if given or outcome is S.REJECTED or (is_told(application) and outcome is not application.public_state):
        given = checked_text(reason, field="reason", missing=_("Écrivez pourquoi : la structure le lira."))
    apply_outcome(
        application=application, outcome=outcome, amount=amount, shares=shares, reason=given or None, actor=actor, now=now
    )  # fmt: skip


def check_decidable(application: Application) -> None:
    check_decided_stage(application)
    if application.state not in AWARDABLE:
        message = _(
            "Ce dossier est « %(state)s » : il n'y a rien à décider maintenant.",
            state=application.state.label,
        )
        raise RuleError("wrong_state", message, status=409)


def apply_outcome(
    *, application: Application, outcome: ApplicationState, amount: int | None, reason: str | None, actor: Actor,
    now: datetime, shares: Mapping[int, int] | None = None,
) -> None:  # fmt: skip
    """For whoever holds the call and has asked whether it may be decided."""
    standing = db.session.scalars(queries.get_standing_award(application.id)).first()
    wanted = amount if amount is not None else default_amount(application)
    keeps = outcome is S.SELECTED and standing is not None and standing.amount == wanted and shares is None
    if standing is not None and not keeps:
        if standing.state is not AwardState.GRANTED:
            message = _(
                "La convention de ce projet est signée : son financement s'annule dans la page du projet."
            )
            raise RuleError("signed", message, status=409)
        why = reason or str(_("Décision reprise."))
        cancel_award(award=standing, reason=why, actor=actor, now=now)
    if outcome is S.SELECTED and not keeps:
        grant_award(application=application, amount=wanted, shares=shares, actor=actor, now=now)
    decided_at = None if outcome is S.ELIGIBLE else now
    changes = changed(application, {"state": outcome, "reason": reason})
    if changes or application.decided_at is None:
        application.decided_at = decided_at
        note_change(application, "outcome_decided", changes, actor=actor, now=now)
