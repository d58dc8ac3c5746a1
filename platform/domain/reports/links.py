"""Where a report is written: the personal link of somebody of the project, followed by the number of the report.

The form of a report opens by a token of its own, so that one link never opens another report's answers by chance; it
is worth what the person's link is worth, and ends with it. Letters, digits and one hyphen, like every token.
"""

import re

from noress.core import links
from noress.domain.applications import links as persons
from noress.domain.applications.links import find_person, token_of
from noress.domain.applications.models import ApplicationPerson
from noress.domain.reports.models import ProjectReport
from noress.extensions import db

_TOKEN = re.compile(r"([0-9a-z]{1,13}-[0-9A-Za-z]{22})r([1-9][0-9]{0,8})")


def form_token(person: ApplicationPerson, report: ProjectReport) -> str:
    return f"{token_of(person)}r{report.id}"


def find_report(token: str) -> tuple[ApplicationPerson, ProjectReport] | None:
    """Whose form the token opens; None for every other one."""
    found = _TOKEN.fullmatch(token.strip())
    person = find_person(found[1]) if found is not None else None
    report = (
        db.session.get(ProjectReport, int(found[2])) if found is not None and person is not None else None
    )
    if person is None or report is None or not is_of(report, person):
        return None
    return person, report


def find_ended(token: str) -> ApplicationPerson | None:
    """Whose form it opened before their link was taken away or replaced."""
    found = _TOKEN.fullmatch(token.strip())
    return persons.find_ended(found[1]) if found is not None else None


def is_of(report: ProjectReport, person: ApplicationPerson) -> bool:
    """Of their project, which was announced to them."""
    award = report.award
    return award.application_id == person.application_id and award.published_at is not None


def report_url(person: ApplicationPerson, report: ProjectReport) -> str:
    return links.to("reports.own_report", token=token_of(person), report_id=report.id, lang=person.language)


def reports_url(person: ApplicationPerson) -> str:
    return links.to("reports.own_reports", token=token_of(person), lang=person.language)
