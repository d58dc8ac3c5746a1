"""Where a report stands: its day, how late it is, whether its answers still change."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.awards.models import AwardState
from noress.domain.reports.models import ProjectReport, ReportState

#: beyond its day, a report is very late
VERY_LATE = timedelta(days=14)
#: of a project that goes on
GOING_ON = frozenset({AwardState.SIGNED, AwardState.EXECUTION})
#: waits for the structure
OPEN = frozenset({ReportState.DUE, ReportState.RETURNED})


class Lateness(StrEnum):
    IN_TIME = "in_time"
    LATE = "late"
    VERY_LATE = "very_late"


def lateness_of(report: ProjectReport, today: date) -> Lateness:
    if report.state not in OPEN or today <= report.due_on or report.award.state not in GOING_ON:
        return Lateness.IN_TIME
    return Lateness.VERY_LATE if today > report.due_on + VERY_LATE else Lateness.LATE


def state_words(report: ProjectReport, today: date) -> tuple[Any, str]:
    """(word, kind of the status)."""
    late = lateness_of(report, today)
    if late is not Lateness.IN_TIME:
        word = _("très en retard") if late is Lateness.VERY_LATE else _("en retard")
        return word, "danger" if late is Lateness.VERY_LATE else "late"
    kinds = {"due": "neutral", "sent": "info", "accepted": "ok", "returned": "warning", "skipped": "neutral"}
    return report.state.label, kinds[report.state.value]


def can_write(report: ProjectReport) -> bool:
    return report.state in OPEN and report.award.state in GOING_ON


def why_closed(report: ProjectReport) -> Any:
    if report.award.state is AwardState.CANCELLED:
        return _("Ce projet est annulé : son rapport n'est plus attendu et ne s'envoie plus.")
    if report.state is ReportState.SENT:
        return _("Ce rapport est envoyé : il ne change plus, sauf si le secrétariat vous le rend.")
    if report.state is ReportState.SKIPPED:
        return _("Vous êtes dispensé de ce rapport : il n'y a rien à envoyer.")
    if report.state is ReportState.ACCEPTED:
        return _("Ce rapport est accepté : il ne change plus.")
    if report.award.state is AwardState.GRANTED:
        return _("La convention n'est pas encore signée : les rapports viennent après.")
    return _("Ce projet est terminé : ses rapports ne changent plus.")
