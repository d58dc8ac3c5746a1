"""The certificate of a winner, of a mention, or of whoever took part: French and Arabic side by side on one sheet."""

from datetime import datetime
from typing import Any

from noress.core import clock, formats, links
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language, lazy
from noress.documents.pieces import spoken
from noress.documents.typesetting import make_pdf
from noress.domain.competitions import certificates, results_policy
from noress.domain.competitions.certificates import CERTIFICATE
from noress.domain.competitions.models import Entry
from noress.domain.competitions.outcomes import Outcome, outcome_of
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.extensions import db


def may_read(actor: Any, entry: Entry) -> bool:
    """Whoever coordinates during the embargo, the secretariat once it is told; the entrant has it by the personal link."""
    return certificates.has_certificate(entry) and results_policy.can_know_told(actor, entry)


def fingerprint(entry: Entry, language: str) -> str:
    application = entry.application
    return documents.fingerprint_of([
        outcome_of(entry), application.title, application.structure.name, application.number, application.lot.title,
        application.call.title, entry.prize.title if entry.prize is not None else None, entry.mention, told_at(entry),
    ])  # fmt: skip


def make(entry_id: int, language: str) -> Made:
    entry = db.session.get(Entry, entry_id)
    assert entry is not None, "the job has found it"
    title = _("Attestation %(number)s", number=entry.application.number or "")
    halves = [half(entry, code) for code in (("ar", "fr") if language == "ar" else ("fr", "ar"))]
    pdf = make_pdf("prize_certificate.typ", {"halves": halves}, title=title, language=language,
                   reference=entry.application.number or "")  # fmt: skip
    return Made(title=title, filename=f"attestation-{entry.application.number}.pdf", content=pdf)


def told_at(entry: Entry) -> datetime | None:
    """The ceremony's instant; of what was given after an appeal, when that was told."""
    ceremony = None if entry.is_added else entry.competition.ceremony_at
    return ceremony or entry.application.told_at


def half(entry: Entry, code: str) -> dict[str, Any]:
    """The whole certificate in one language."""
    application, outcome = entry.application, outcome_of(entry)
    told = told_at(entry)
    with in_language(code):
        heading, verb = {
            Outcome.WINNER: (_("Prix de l'innovation"), _("a reçu")),
            Outcome.MENTION: (_("Mention spéciale du jury"), _("a reçu")),
            Outcome.NONE: (_("Attestation de participation"), _("a présenté")),
        }[outcome]
        honour: Any = {
            Outcome.WINNER: entry.prize.title if entry.prize is not None else "",
            Outcome.MENTION: _("une mention spéciale"), Outcome.NONE: _("une candidature"),
        }[outcome]  # fmt: skip
        return {
            "lang": code, "heading": heading, "call": spoken(application.call.title, code),
            "name": spoken(application.structure.name, code), "verb": verb, "honour": spoken(honour, code),
            "reason": spoken(entry.mention, code) if outcome is Outcome.MENTION and entry.mention else None,
            "for": _("pour"), "title": spoken(application.title, code),
            "category": [_("Catégorie :"), spoken(application.lot.title, code)],
            "dated": _("Le %(day)s", day=formats.date_words(clock.today(told))) if told is not None else "",
            "signs": [_("La présidence du jury"), _("Le secrétariat permanent")],
        }  # fmt: skip


documents.register(
    CERTIFICATE, make, may_read, subject=Entry, fingerprint=fingerprint, label=lazy("Attestation"),
    page=lambda entry: links.to("results.embargo", competition_id=entry.competition_id),
)  # fmt: skip
