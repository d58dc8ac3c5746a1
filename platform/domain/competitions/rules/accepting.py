"""The rules of an edition, accepted by their number: when somebody enters, and again before sending where they changed since."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.audit.rules import record
from noress.domain.competitions.finding import entry_of
from noress.domain.competitions.models import Competition, Entry, RulesVersion


def current_rules(competition: Competition) -> RulesVersion | None:
    """Those published last; None before there are any."""
    return competition.rules[-1] if competition.rules else None


def rules_to_accept(entry: Entry | None) -> RulesVersion | None:
    """What this entry has still to accept; None once it has accepted the rules as they are."""
    current = current_rules(entry.competition) if entry is not None else None
    return current if entry is not None and current is not None and entry.rules_id != current.id else None


def accept_rules(entry: Entry, number: int | None, *, actor: Actor, now: datetime) -> None:
    """The number that stood beside the box: what was published meanwhile is read first."""
    current = current_rules(entry.competition)
    if current is None or entry.rules_id == current.id:
        return
    if number is None:
        raise RuleError(
            "rules", _("Lisez le règlement, puis cochez que vous l'acceptez."), field="rules", status=409
        )
    if number != current.number:
        raise changed_meanwhile(current)
    entry.rules, entry.rules_id, entry.rules_accepted_at = current, current.id, now
    entry.version = (entry.version or 0) + 1
    record(
        actor, "entry.rules_accepted", entry.application, now=now, changes={"rules": (None, current.number)}
    )


def changed_meanwhile(current: RulesVersion) -> RuleError:
    message = _(
        "Le règlement vient de changer : lisez la version %(number)s, puis acceptez-la.",
        number=current.number,
    )
    return RuleError("rules_changed", message, field="rules", status=409)


def accept_before_sending(
    application: Application, number: int | None, *, actor: Actor, now: datetime
) -> Entry | None:
    """For `applications.rules.sending`: nothing to do for a call for projects."""
    entry = entry_of(application)
    if entry is not None:
        accept_rules(entry, number, actor=actor, now=now)
    return entry
