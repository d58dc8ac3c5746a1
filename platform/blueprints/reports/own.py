"""The holder's side, by the personal link: the reports to send, one of them, the page that sends."""

import secrets
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.reports import bp, present
from noress.core import clock
from noress.core.errors import RuleError
from noress.domain.applications.models import ApplicationPerson
from noress.domain.questionnaires.filling import asked_of, key_of_input, list_missing
from noress.domain.questionnaires.rules.answering import Incomplete, definition_of
from noress.domain.reports import queries
from noress.domain.reports.links import form_token, is_of
from noress.domain.reports.models import ProjectReport
from noress.domain.reports.rules import sending as rules
from noress.domain.reports.standing import can_write, why_closed
from noress.extensions import db
from noress.web import files
from noress.web.application_links import open_link
from noress.web.forms import BaseForm
from noress.web.headers import private_page
from noress.web.permissions import public


class SendForm(BaseForm):
    """One button."""


def open_report(token: str, report_id: int) -> tuple[ApplicationPerson, ProjectReport]:
    """404 for a report of another project, too."""
    person = open_link(token)
    report = db.session.get(ProjectReport, report_id)
    if report is None or not is_of(report, person):
        abort(404)
    return person, report


def _page(template: str, token: str, status: int = 200, **values: Any) -> BaseResponse:
    return private_page(render_template(template, token=token, present=present, **values), status)


@bp.get("/candidature/<token>/projet/rapports")
@public
def own_reports(token: str) -> BaseResponse:
    person = open_link(token)
    reports = list(db.session.scalars(queries.list_of_application(person.application_id)))
    return _page(
        "reports/own_reports.html", token, person=person, application=person.application, reports=reports
    )


@bp.get("/candidature/<token>/projet/rapports/<int:report_id>")
@public
def own_report(token: str, report_id: int) -> BaseResponse:
    """Where it stands; opening it changes nothing."""
    person, report = open_report(token, report_id)
    return _page(
        "reports/own_report.html", token, person=person, report=report, can_write=can_write(report),
        closed_why=None if can_write(report) else why_closed(report), parts=_parts(person, report),
        **present.formal(report),
    )  # fmt: skip


def _parts(person: ApplicationPerson, report: ProjectReport) -> list[tuple[Any, str]]:
    """(title, address) of the parts of the form, once it is begun."""
    if report.response is None:
        return []
    token = form_token(person, report)
    return [
        (part.section.title, url_for("questionnaires.show_section", token=token, section=part.section.key))
        for part in asked_of(definition_of(report.response), report.response.values)
    ]


@bp.post("/candidature/<token>/projet/rapports/<int:report_id>/commencer")
@public
def begin(token: str, report_id: int) -> BaseResponse:
    """On to the first question."""
    person, report = open_report(token, report_id)
    rules.begin_report(person=person, report=report, now=clock.now())
    parts = _parts(person, report)
    db.session.commit()
    return private_page(redirect(parts[0][1], 303))


@bp.route("/candidature/<token>/projet/rapports/<int:report_id>/envoyer", methods=["GET", "POST"])
@public
def send(token: str, report_id: int) -> BaseResponse:
    """Sent once, however many tabs."""
    person, report = open_report(token, report_id)
    target = url_for(".own_report", token=token, report_id=report_id, lang=request.args.get("lang"))
    if report.response is None:
        return private_page(redirect(target, 303))
    form = SendForm()
    if request.method == "GET":
        return _sending(token, person, report, form)
    key = request.form.get("key", "")[:40] or secrets.token_hex(16)
    try:
        rules.send_report(person=person, report=report, key=key, version=_version(), now=clock.now())
    except RuleError as refused:
        db.session.rollback()
        if not isinstance(refused, Incomplete) and refused.code != "closed":
            form.add_error(refused)
        status = 422 if isinstance(refused, Incomplete) else refused.status
        person, report = open_report(token, report_id)
        return _sending(token, person, report, form, status)
    db.session.commit()
    return private_page(redirect(target, 303))


def _sending(
    token: str, person: ApplicationPerson, report: ProjectReport, form: Any, status: int = 200
) -> BaseResponse:
    response = report.response
    assert response is not None, "looked at before"
    definition, own = definition_of(response), form_token(person, report)
    missing = (
        {**list_missing(definition, response.values), **dict.fromkeys(response.unread, None)}
        if can_write(report)
        else {}
    )
    lines = []
    for name in missing:
        question, section = definition.question(key_of_input(name)), definition.section_of(key_of_input(name))
        if question is not None and section is not None:
            url = url_for(
                "questionnaires.show_section",
                token=own,
                section=section.key,
                manque=1,
                _anchor=name.replace(".", "-"),
            )
            lines.append((question.label, url))
    return _page(
        "reports/send.html", token, status, person=person, report=report, form=form, missing=lines, parts=_parts(person, report),
        answers=present.draft_answers(report), key=secrets.token_hex(16), version=response.version,
        can_write=can_write(report), closed_why=None if can_write(report) else why_closed(report),
    )  # fmt: skip


def _version() -> int:
    raw = request.form.get("version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0


@bp.get("/candidature/<token>/projet/rapports/<int:report_id>/fichiers/<int:file_id>")
@public
def own_file(token: str, report_id: int, file_id: int) -> BaseResponse:
    """One that they joined."""
    _person, report = open_report(token, report_id)
    found = db.session.scalars(queries.get_file([report.response_id or 0], file_id)).first()
    if found is None:
        abort(404)
    return files.send(found.file)
