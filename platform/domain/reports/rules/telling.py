"""Mails about reports: to everybody of the structure who may act on the project, by their own link."""

from collections.abc import Callable
from datetime import datetime

from noress.domain.outbox.rules import enqueue
from noress.domain.reports import mails
from noress.domain.reports.links import report_url
from noress.domain.reports.models import ProjectReport


def tell(report: ProjectReport, about: Callable[[ProjectReport], mails.Said], *, now: datetime) -> None:
    """Once for each version of the report."""
    said = about(report)
    for person in report.award.application.people:
        if person.removed_at is None and person.part.can_edit:
            enqueue(mails.about_report(report, person, said, url=report_url(person, report)), now=now)
