"""The words of the history of reports, spending and public pages of projects."""

from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.awards.models import AwardState
from noress.domain.reports.models import ReportState

REPORT_ACTIONS: dict[str, Any] = {
    "funding_call.reports_planned": _("Rapports demandés aux projets"),
    "project_report.sent": _("Rapport envoyé par la structure"),
    "project_report.accepted": _("Rapport accepté"),
    "project_report.returned": _("Rapport rendu à corriger"),
    "project_report.skipped": _("Rapport dispensé"),
    "project_report.reminded": _("Rapport rappelé à la structure"),
    "project_report.expense_refused": _("Dépense refusée"),
    "project_report.expense_taken": _("Refus d'une dépense annulé"),
    "award.reported": _("Rapport final accepté"),
    "award.closed": _("Projet terminé"),
    "award.page_written": _("Page publique écrite"),
    "award.page_published": _("Page publique publiée"),
    "award.page_hidden": _("Page publique retirée"),
}
REPORT_FIELDS: dict[str, Any] = {
    "report_months": _("Mois après la signature"),
    "expense": _("Dépense"),
    "reminders": _("Rappels"),
    "lessons": _("Ce que le projet apprend"),
    "results": _("Résultats"),
    "photos": _("Photos"),
    "granted": _("Accordé"),
    "paid": _("Payé"),
    "spent": _("Dépensé"),
    "to_give_back": _("À rendre"),
}
REPORT_ENUMS: dict[tuple[str, str], Any] = {
    ("project_report", "state"): ReportState,
    ("award", "state"): AwardState,
}
