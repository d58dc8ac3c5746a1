"""What rules on money begin with: the call held, then the award, so that whoever counts follows whoever counts."""

from datetime import datetime
from typing import Any

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.taking import check_not_recused
from noress.domain.audit.rules import changed, record
from noress.domain.awards.models import Award, AwardState
from noress.domain.payments.models import Instalment

#: a project that is over, or that is not any more, moves no money
_ENDED = frozenset({AwardState.CANCELLED, AwardState.CLOSED})


def take_award(award: Award, *, actor: Actor, version: int | None = None) -> None:
    """Hold it. Raises where the reader became recused, where it was cancelled, and where somebody saved first."""
    lock(award.call)
    lock(award)
    check_not_recused(actor, award.application)
    if award.published_at is None:
        message = _("Les résultats ne sont pas encore annoncés : rien ne se signe ni ne se paie avant.")
        raise RuleError("not_told", message, status=409)
    if award.state in _ENDED:
        message = _("Ce financement est « %(state)s » : rien n'y change plus.", state=str(award.state.label))
        raise RuleError("award_ended", message, status=409)
    check_version(award, version)


def take_instalment(instalment: Instalment, *, actor: Actor, version: int | None = None) -> None:
    """Through its award."""
    take_award(instalment.award, actor=actor)
    lock(instalment)
    check_version(instalment, version)


def check_version(row: Any, version: int | None) -> None:
    if version is not None and version != row.version:
        message = _("Quelqu'un a changé ceci depuis que cette page est ouverte.")
        raise StaleVersion(message, {"version": row.version})


def note(
    row: Any, action: str, values: dict[str, Any], *, actor: Actor, now: datetime, shown: dict[str, Any] | None = None
) -> None:  # fmt: skip
    """Set the values, one more version, and a line of history; `shown` are facts that are no column of the row."""
    changes = changed(row, values)
    row.version += 1
    facts = {name: (None, value) for name, value in (shown or {}).items() if value not in (None, "")}
    kept = {name: pair for name, pair in changes.items() if name not in _UNSAID}
    record(actor, action, row, now=now, changes={**kept, **facts})


#: keys of other rows and instants that the line's own date says
_UNSAID = frozenset({
    "asked_at", "asked_by_id", "checked_at", "checked_by_id", "ordered_at", "bank_account_id", "proof_id", "file_id",
    "given_at", "confirmed_at", "confirmed_by_id", "ended_at", "sent_at", "report_id", "french", "arabic", "sent_french", "sent_arabic",
})  # fmt: skip
