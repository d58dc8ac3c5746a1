"""The formal report of a funded project, filled by the answers of the phone: what was done, whom it reached, spending
beside the budget."""

from typing import Any

from noress.core import formats, links
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.documents.pieces import qr, spoken
from noress.documents.typesetting import make_pdf
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.domain.questionnaires import types
from noress.domain.questionnaires.filling import asked_of
from noress.domain.questionnaires.rules.answering import definition_of
from noress.domain.reports import policy
from noress.domain.reports.models import ProjectReport
from noress.domain.reports.spending import Reach, Sheet, reach_of, sheet_of
from noress.extensions import db

KIND = "project_report"
_IN_TABLES = frozenset({"beneficiaries", "repeated"})


def may_read(actor: Any, report: ProjectReport) -> bool:
    """The desk; the structure reads the same on its page."""
    return (
        actor is not None
        and report.sent_at is not None
        and policy.can_manage(actor)
        and policy.can_know_report(actor, report)
    )


def fingerprint(report: ProjectReport, language: str) -> str:
    snapshots = report.response.snapshots if report.response is not None else []
    return documents.fingerprint_of(
        [snapshots[-1].sha256 if snapshots else None, report.version, report.state.value]
    )


def make(report_id: int, language: str) -> Made:
    report = db.session.get(ProjectReport, report_id)
    assert report is not None, "the job has found it"
    assert report.response is not None, "it was sent"
    number = report.response.number or ""
    title = f"{str(report.kind.label).capitalize()} {number}"
    pdf = make_pdf("project_report.typ", content(report), title=title, language=language, reference=number,
                   sha256=report.response.snapshots[-1].sha256)  # fmt: skip
    return Made(title=title, filename=f"rapport-{number}-{language}.pdf", content=pdf)


def content(report: ProjectReport) -> dict[str, Any]:
    award, sheet, reach = report.award, sheet_of(report.award, report), reach_of(report)
    rows = [
        (_("Projet"), award.application.title), (_("Structure"), award.structure.name), (_("Appel"), award.call.title),
        (_("Numéro"), award.number), (_("Montant accordé"), formats.money(award.amount)),
        (_("Rapport"), report.kind.label), (_("À envoyer avant le"), formats.date_short(report.due_on)),
        (_("Envoyé le"), formats.date_short(report.sent_at) if report.sent_at else None), (_("État"), report.state.label),
    ]  # fmt: skip
    snapshot = report.response.snapshots[-1] if report.response is not None else None
    return {
        "facts": [{"label": label, "value": spoken(value)} for label, value in rows if value],
        "said": _said(report), "said_title": _("Ce qui est dit"),
        "people_title": _("Personnes touchées"), "people": _people(reach),
        "people_note": _differing(reach), "spending_title": _("Dépenses et budget, par ligne"),
        "headers": [_("Ligne du budget"), _("Prévu"), _("Avant ce rapport"), _("Ce rapport"), _("En tout"), _("Reste")],
        "lines": _lines(sheet),
        "refused": _("Dépenses refusées, qui ne comptent pas : %(amount)s.", amount=formats.money(sheet.refused)) if sheet.refused else "",
        "proof": _("Cette empreinte prouve ce qui a été reçu. Le code ouvre une page qui dit le numéro et la date ; elle ne montre jamais les réponses."),
        "code": qr(links.to("documents.verified", sha=snapshot.sha256 if snapshot else "")),
    }  # fmt: skip


def _said(report: ProjectReport) -> list[dict[str, Any]]:
    response = report.response
    assert response is not None, "it was sent"
    answers = response.answers or {}
    return [
        {"label": spoken(question.label), "value": [spoken(line) for line in said.split("\n")]}
        for part in asked_of(definition_of(response), answers)
        for question in part.questions
        if (kind := types.get(question.type)).asks and question.type not in _IN_TABLES
        and (said := kind.say(question, answers.get(question.key)))
    ]  # fmt: skip


def _people(reach: Reach) -> list[dict[str, Any]]:
    rows = [
        (_("Femmes"), reach.women),
        (_("Hommes"), reach.men),
        (_("Non précisé"), reach.not_stated),
        (_("Total, calculé ici"), reach.total),
    ]
    return [{"label": label, "value": formats.number(value)} for label, value in rows]


def _differing(reach: Reach) -> str:
    if not reach.differs or reach.printed is None:
        return ""
    return _(
        "Le total écrit sur la liste est %(printed)s ; la somme fait %(total)s. Les deux sont gardés.",
        printed=formats.number(reach.printed), total=formats.number(reach.total),
    )  # fmt: skip


def _lines(sheet: Sheet) -> list[list[Any]]:
    rows: list[tuple[Any, Any]] = [(line.label or _("Pas prévu au budget"), line) for line in sheet.lines]
    return [
        [spoken(label), *(_amount(getattr(one, name)) for name in ("planned", "before", "now", "total", "left"))]
        for label, one in [*rows, (_("Total"), sheet)]
    ]  # fmt: skip


def _amount(cents: int) -> str:
    """Papers drop isolates (signs.py): a mark keeps the minus of an Arabic amount before its figures."""
    return formats.money(cents).replace("\u2066", "\u200e").replace("\u2069", "")


documents.register(
    KIND, make, may_read, subject=ProjectReport, fingerprint=fingerprint, label=lazy("Rapport du projet"),
    page=lambda report: links.to("reports.show", project_report_id=report.id),
)  # fmt: skip
