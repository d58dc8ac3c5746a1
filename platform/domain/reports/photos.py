"""Photographs of the reports of a project: each with the day it was taken."""

from datetime import date
from typing import NamedTuple

from noress.core import clock
from noress.domain.awards.models import Award
from noress.domain.reports import queries
from noress.domain.reports.built_in import PHOTOS, PHOTOS_ON
from noress.domain.reports.models import ProjectReport, ReportState
from noress.extensions import db


class Photo(NamedTuple):
    file_id: int
    name: str
    taken_on: date


def of_report(report: ProjectReport) -> list[Photo]:
    """Of what was sent; a photo without a day bears that of the sending."""
    answers = report.response.answers if report.response is not None else None
    if not answers or report.sent_at is None:
        return []
    said = answers.get(PHOTOS_ON)
    day = date.fromisoformat(said) if said else clock.today(report.sent_at)
    return [Photo(one["file"], one["name"], day) for one in answers.get(PHOTOS) or []]


def offered(award: Award) -> list[Photo]:
    """Those of the reports that were accepted: what the page of the project may show."""
    reports = db.session.scalars(queries.list_of_award(award.id))
    return [
        photo for report in reports if report.state is ReportState.ACCEPTED for photo in of_report(report)
    ]
