"""What was received: its number, its fingerprint, the paper in French and in Arabic."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.applying import bp, present
from noress.blueprints.applying.opening import open_link, page
from noress.core import clock
from noress.core.i18n import language
from noress.domain.applications.links import actor_of
from noress.domain.applications.models import Application
from noress.domain.applications.rules.sending import RECEIPT, last_snapshot
from noress.domain.applications.standing import standing_of
from noress.domain.files import documents
from noress.domain.files import queries as file_queries
from noress.domain.files.models import DocumentState, RenderedDocument
from noress.domain.files.rules import request_document
from noress.domain.questionnaires.rules.answering import definition_of
from noress.extensions import db
from noress.web import files
from noress.web.headers import private_page
from noress.web.permissions import public

PAPER = ("fr", "ar")
RELOAD_SECONDS = 3


@bp.get("/candidature/<token>/recu")
@public
def receipt(token: str) -> BaseResponse:
    person = open_link(token)
    standing = standing_of(person.application, clock.now())
    response = standing.response
    if last_snapshot(response) is None:  # of the second stage, not sent yet: what was sent first
        response = person.application.note_response
    snapshot = last_snapshot(response)
    if response is None or snapshot is None:
        return private_page(redirect(url_for(".show", token=token), 303))
    answers = response.answers or {}
    return page(
        "applying/receipt.html", token, person, standing=standing, snapshot=snapshot,
        parts=present.answers_of(token, definition_of(response), answers),
    )  # fmt: skip


@bp.route("/candidature/<token>/recu.pdf", methods=["GET", "POST"])
@public
def receipt_pdf(token: str) -> BaseResponse:
    """Of what was sent last, once it is made; POST asks for it."""
    person = open_link(token)
    application = person.application
    if last_snapshot(application.response) is None and last_snapshot(application.note_response) is None:
        return private_page(redirect(url_for(".show", token=token), 303))
    asked = request.args.get("papier", "")
    paper = asked if asked in PAPER else PAPER[language() == "ar"]
    if request.method == "POST":
        request_document(
            kind=RECEIPT,
            subject=application,
            language=paper,
            actor=actor_of(person),
            now=clock.now(),
            is_told=False,
        )
        db.session.commit()
        return private_page(redirect(url_for(".receipt_pdf", token=token, papier=paper), 303))
    document = _receipt_of(application, paper)
    if document is not None and document.state is DocumentState.READY and document.file is not None:
        return private_page(files.send(document.file))
    is_waiting = document is not None and document.state is DocumentState.QUEUED
    return page(
        "applying/receipt_wait.html",
        token,
        person,
        paper=paper,
        is_waiting=is_waiting,
        reload_seconds=RELOAD_SECONDS,
    )


def _receipt_of(application: Application, paper: str) -> RenderedDocument | None:
    """The one that stands for what was sent last; None when it was not asked for."""
    kind = documents.get_kind(RECEIPT)
    assert kind is not None, "noress/documents/kinds/ registers it"
    rows = db.session.scalars(file_queries.list_shown(RECEIPT, "application", [application.id], paper))
    current = next((row for row in rows if row.superseded_at is None), None)
    if current is None or current.fingerprint != kind.fingerprint(application, paper):
        return None
    return current
