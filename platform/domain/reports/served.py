"""Reports own the answers of their questionnaires: whoever holds the project fills them in by the same link."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from noress.core import clock, links
from noress.core.errors import RuleError
from noress.core.formats import date_words
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.applications.links import token_of
from noress.domain.applications.served import ENDED
from noress.domain.questionnaires.definition import Choice, Definition
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.serving import Gone, Opened, serve
from noress.domain.reports import built_in, queries
from noress.domain.reports.links import find_ended, find_report
from noress.domain.reports.models import ProjectReport, ReportState
from noress.domain.reports.spending import budget_of
from noress.domain.reports.standing import Lateness, can_write, lateness_of, why_closed
from noress.extensions import db


class ReportServed:
    name = built_in.SERVES

    def find(self, token: str) -> Opened | None:
        found = find_report(token)
        if found is None or found[1].response is None:
            return None
        person, report = found
        assert report.response is not None, "just looked at"
        return Opened(report.response, person.name, can_edit=person.part.can_edit, language=person.language)

    def gone(self, token: str) -> Gone | None:
        person = find_ended(token)
        return Gone(ENDED, person.language) if person is not None else None

    def adapt(self, response: Response, definition: Definition) -> Definition:
        """The lines of the project's own budget are chosen, never typed."""
        report = report_of(response)
        if report is None:
            return definition
        lines = tuple(
            Choice(f"l{number}", Translated(fr=line.label, ar=line.label, en=line.label))
            for number, line in enumerate(budget_of(report.award.application), 1)
        )
        return _with_lines(definition, lines)

    def home_url(self, token: str) -> str:
        return _path("reports.own_report", token)

    def sending_url(self, token: str) -> str:
        return _path("reports.send", token)

    def title(self, response: Response) -> Any:
        """The project's: one questionnaire serves every report of a call."""
        report = report_of(response)
        if report is None:
            return None
        return _("%(label)s : %(value)s", label=report.title, value=report.award.application.title)

    def banner(self, response: Response) -> Any:
        report = report_of(response)
        if report is None:
            return None
        if not can_write(report):
            return why_closed(report)
        if report.state is ReportState.RETURNED:
            return _("Rapport à corriger : %(reason)s", reason=report.reason or "")
        today = clock.today(clock.now())
        if lateness_of(report, today) is not Lateness.IN_TIME:
            return _(
                "Rapport en retard, pas encore envoyé : il était attendu le %(day)s.",
                day=date_words(report.due_on),
            )
        return _("Rapport pas encore envoyé : à envoyer avant le %(day)s.", day=date_words(report.due_on))

    def check_saving(self, response: Response, now: datetime) -> None:
        report = report_of(response)
        if report is not None and not can_write(report):
            raise RuleError("closed", why_closed(report), status=409)


def report_of(response: Response) -> ProjectReport | None:
    return db.session.scalars(queries.get_of_response(response.id)).one_or_none()


def _with_lines(definition: Definition, lines: tuple[Choice, ...]) -> Definition:
    def own(question: Any) -> Any:
        if question.key != built_in.SPENT:
            return question
        inner = tuple(
            replace(one, choices=(*lines, *one.choices)) if one.key == built_in.LINE else one
            for one in question.questions
        )
        return replace(question, questions=inner)

    return definition.with_sections(
        tuple(replace(part, questions=tuple(map(own, part.questions))) for part in definition.sections)
    )


def _path(endpoint: str, token: str) -> str:
    """On the site that is open, whatever it is called."""
    found = find_report(token)
    assert found is not None, "the form has been opened by it"
    person, report = found
    return urlsplit(links.to(endpoint, token=token_of(person), report_id=report.id)).path


served = serve(ReportServed())
