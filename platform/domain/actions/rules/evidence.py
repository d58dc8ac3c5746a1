"""Taking back a file or photo that was joined to a report."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.actions.models import ActionEvidence
from noress.domain.audit.rules import record


def remove_evidence(*, evidence: ActionEvidence, actor: Actor, now: datetime) -> None:
    """Nobody can open it any more; the report and its words stay."""
    if evidence.removed_at is not None:
        raise RuleError("removed", _("Ce fichier est déjà retiré."), status=409)
    evidence.removed_at = now
    changes = {"files": ([evidence.file.name], None)}
    record(actor, "action.evidence_removed", evidence.report.action, now=now, changes=changes)
