"""What a report has to do with money: an instalment may wait for one."""

from noress.domain.payments.models import Instalment
from noress.domain.reports.models import ProjectReport, ReportState
from noress.extensions import db


def is_report_missing(instalment: Instalment) -> bool:
    """The report that it depends on is neither accepted nor dispensed with."""
    if instalment.report_id is None:
        return False
    report = db.session.get(ProjectReport, instalment.report_id)
    return report is not None and report.state not in (ReportState.ACCEPTED, ReportState.SKIPPED)
