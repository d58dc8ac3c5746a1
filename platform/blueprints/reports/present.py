"""What the pages of reports share."""

from datetime import date
from typing import Any

from noress.core import clock
from noress.domain.questionnaires import types
from noress.domain.questionnaires.filling import asked_of
from noress.domain.questionnaires.rules.answering import definition_of
from noress.domain.reports import photos, queries
from noress.domain.reports.built_in import PHOTOS_ON, PRINTED
from noress.domain.reports.models import ProjectReport
from noress.domain.reports.spending import reach_of, sheet_of
from noress.domain.reports.standing import state_words
from noress.extensions import db

#: shown by the formal report in a form of its own
_ELSEWHERE = frozenset({"beneficiaries", "repeated", "photo"})
_SAID_THERE = frozenset({PHOTOS_ON, PRINTED})


def state_of(report: ProjectReport) -> tuple[Any, str]:
    return state_words(report, clock.today())


def day(written: str) -> date:
    """Of a photo, as the page keeps it."""
    return date.fromisoformat(written)


def formal(report: ProjectReport) -> dict[str, Any]:
    """The report as it was sent, in the order of the phone: what the formal page is filled with."""
    is_sent = (
        report.sent_at is not None and report.response is not None and report.response.answers is not None
    )
    return {
        "is_sent": is_sent,
        "sheet": sheet_of(report.award, report) if is_sent else None,
        "reach": reach_of(report) if is_sent else None,
        "expenses": list(db.session.scalars(queries.list_expenses(report.award_id, report.id)))
        if is_sent
        else [],
        "photos": photos.of_report(report),
        "answers": answers_of(report) if is_sent else [],
    }


def answers_of(report: ProjectReport) -> list[tuple[Any, str, list[dict[str, Any]]]]:
    """(question, answer in words, its files) of what was sent."""
    response = report.response
    assert response is not None, "it was sent"
    values = response.answers or {}
    found = []
    for part in asked_of(definition_of(response), values):
        for question in part.questions:
            kind = types.get(question.type)
            is_elsewhere = question.type in _ELSEWHERE or question.key in _SAID_THERE
            if is_elsewhere or not kind.asks or values.get(question.key) in (None, "", []):
                continue
            files = list(values[question.key]) if kind.is_file else []
            found.append((question.label, "" if files else kind.say(question, values[question.key]), files))
    return found


def draft_answers(report: ProjectReport) -> list[tuple[Any, str]]:
    """(question, answer in words) of all that is written so far."""
    response = report.response
    assert response is not None, "it was begun"
    return [
        (question.label, kind.say(question, response.values.get(question.key)))
        for part in asked_of(definition_of(response), response.values)
        for question in part.questions
        if (kind := types.get(question.type)).asks
    ]
