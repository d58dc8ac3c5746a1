""" "Signaler une erreur": anybody says what is wrong, the secretariat answers."""

from datetime import datetime, timedelta
from typing import NamedTuple

from noress.core import links
from noress.core.contacts import clean_email
from noress.core.errors import RuleError
from noress.core.folding import fold_address
from noress.core.i18n import LANGUAGES
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts import limits
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.catalogue.links import kept_of
from noress.domain.catalogue.models import Structure
from noress.domain.outbox.rules import enqueue
from noress.domain.upkeep import mails
from noress.domain.upkeep.models import ReportKind, ReportState, StructureReport
from noress.domain.upkeep.rules.asking import is_unwanted
from noress.extensions import db

MOST_TEXT = 2000
#: in an hour; an address that somebody types gets few acknowledgements
MOST_BY_NETWORK, MOST_OF_ENTRY, MOST_BY_ADDRESS = 15, 15, 3
WINDOW = timedelta(hours=1)
_KIND = "structure_report"


class Told(NamedTuple):
    """What a reader typed, and what stood in the field that nobody sees."""

    kind: ReportKind
    text: str
    email: str = ""
    language: str = "fr"
    trap: str = ""


def report_mistake(
    *, structure: Structure, told: Told, network: str, actor: Actor, now: datetime
) -> StructureReport | None:
    """None when a machine filled it in: it is thanked, and nothing is kept. Raises TooMany."""
    text = told.text.replace("\x00", "").strip()
    if not text:
        raise RuleError("no_text", _("Écrivez ce qui est faux, et ce qui est juste."), field="text")
    if len(text) > MOST_TEXT:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_TEXT)
        raise RuleError("too_long", message, field="text")
    email = clean_email(told.email)
    if told.trap.strip():
        return None
    structure = kept_of(structure)
    subjects = {
        limits.by_network(network): MOST_BY_NETWORK,
        limits.by_link(f"structure {structure.id}"): MOST_OF_ENTRY,
    }
    if email:
        subjects[limits.by_address(fold_address(email))] = MOST_BY_ADDRESS
    limits.check(
        [limits.Limit(_KIND, one, most, window=WINDOW) for one, most in subjects.items()], "too_many", now=now
    )
    for subject in subjects:
        limits.note(_KIND, subject, succeeded=True, now=now)
    report = StructureReport(
        structure=structure, kind=told.kind, text=text, email=email, person_id=actor.person_id, created_at=now,
        language=told.language if told.language in LANGUAGES else "fr",
    )  # fmt: skip
    db.session.add(report)
    db.session.flush()  # its mail and its history need its number
    record(actor, "structure.reported", structure, now=now, changes={"report_kind": (None, told.kind.value)})
    if email and not is_unwanted(email):
        enqueue(mails.report_received(report), now=now)
    return report


def answer_report(
    *, report: StructureReport, state: ReportState, answer: str, version: int, actor: Actor, now: datetime
) -> None:
    """Corrected or not, with the words that whoever reported reads."""
    lock(report)
    if report.state is not ReportState.OPEN:
        raise RuleError("answered", _("Quelqu'un d'autre a déjà répondu à ce signalement."), status=409)
    if version != report.version:
        message = _("Ce signalement a changé depuis que cette page est ouverte : relisez-le.")
        raise RuleError("stale", message, status=409)
    if state is ReportState.OPEN:
        raise RuleError("no_state", _("Dites si la fiche est corrigée."), field="state")
    said = answer.replace("\x00", "").strip()
    if not said:
        raise RuleError("no_answer", _("Écrivez une réponse, même courte."), field="answer")
    if len(said) > MOST_TEXT:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_TEXT)
        raise RuleError("too_long", message, field="answer")
    report.state, report.answer = state, said
    report.answered_at, report.answered_by_id = now, actor.person_id
    report.version += 1
    record(
        actor,
        "structure.report_answered",
        report.structure,
        now=now,
        changes={"report_state": (None, state.value)},
    )
    if report.email and not is_unwanted(report.email):
        enqueue(
            mails.report_answered(report, links.to("catalogue.show", structure_id=report.structure_id)),
            now=now,
        )
