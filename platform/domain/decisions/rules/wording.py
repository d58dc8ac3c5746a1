"""The words of a decision outside its record: entered by hand, or completed in the other language."""

from datetime import date, datetime

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.decisions.details import Taken
from noress.domain.decisions.models import Decision
from noress.domain.decisions.rules.registering import LOCKED, check_decision

LANGUAGES = ("fr", "ar")


def edit_decision(
    *, decision: Decision, text: Translated, taken: Taken, adopted_on: date, version: int, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Correct a decision entered by hand, as long as it is not public."""
    _lock_and_compare(decision, version)
    check_can_be_edited(decision)
    check_decision(meeting=decision.meeting, text=text, taken=taken, adopted_on=adopted_on, now=now)
    values = {
        "text": text, "mode": taken.mode, "votes_for": taken.votes_for, "votes_against": taken.votes_against,
        "abstentions": taken.abstentions, "reservations": taken.reservations or None, "adopted_on": adopted_on,
    }  # fmt: skip
    changes = changed(decision, values)
    decision.year = adopted_on.year
    if changes:
        decision.version += 1
        record(actor, "decision.edited", decision, now=now, changes=changes)


def complete_decision(
    *, decision: Decision, text: Translated, reservations: Translated | None, version: int, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Write what is missing in the other language; what was adopted stays as it is."""
    _lock_and_compare(decision, version)
    check_can_be_completed(decision)
    values: dict[str, Translated | None] = {"text": _filled(decision.text, text)}
    if decision.reservations:
        values["reservations"] = _filled(decision.reservations, reservations)
    changes = changed(decision, values)
    if not changes:
        raise RuleError("nothing", _("Écrivez le texte qui manque."))
    decision.version += 1
    record(actor, "decision.completed", decision, now=now, changes=changes)


def check_can_be_edited(decision: Decision) -> None:
    """Raise the reason why its words cannot be changed, if there is one."""
    if decision.block_id is not None:
        raise RuleError("of_record", _("Cette décision suit son compte rendu : corrigez-la là."), status=409)
    if decision.is_public:
        raise RuleError(
            "public", _("Une décision publique ne se modifie plus : une autre peut la remplacer."), status=409
        )


def check_can_be_completed(decision: Decision) -> None:
    """Raise the reason why no language can be added, if there is one."""
    if not list_missing(decision):
        raise RuleError("complete", _("Cette décision existe déjà dans les deux langues."), status=409)
    if decision.block is not None and decision.block.minutes.state not in LOCKED:
        raise RuleError(
            "of_record", _("Cette décision suit son compte rendu jusqu'à son approbation : complétez-la là."),
            status=409,
        )  # fmt: skip


def can_be_completed(decision: Decision) -> bool:
    try:
        check_can_be_completed(decision)
    except RuleError:
        return False
    return True


def list_missing(decision: Decision) -> list[str]:
    """The languages that its text, or its reservations, still lack."""
    texts = [decision.text, *([decision.reservations] if decision.reservations else [])]
    return [code for code in LANGUAGES if not all(text.get(code) for text in texts)]


def _filled(stored: Translated, added: Translated | None) -> Translated:
    return Translated({**(added or {}), **stored})


def _lock_and_compare(decision: Decision, version: int) -> None:
    lock(decision)
    if decision.version != version:
        raise StaleVersion(_("Quelqu'un vient d'enregistrer cette décision."), decision)
