"""The agreement as PDF, for those who hold the project: asked for, waited for, taken."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.payments import bp, present
from noress.blueprints.payments.own import open_project
from noress.core import clock
from noress.core.i18n import language
from noress.domain.applications.links import actor_of
from noress.domain.files import documents
from noress.domain.files import queries as file_queries
from noress.domain.files.models import DocumentState, RenderedDocument
from noress.domain.files.rules import request_document
from noress.domain.payments.models import Agreement, AgreementState
from noress.extensions import db
from noress.web import files
from noress.web.headers import private_page
from noress.web.permissions import public

PAPER = ("fr", "ar")
RELOAD_SECONDS = 3


@bp.route("/candidature/<token>/projet/convention.pdf", methods=["GET", "POST"])
@public
def own_agreement(token: str) -> BaseResponse:
    """Once it has gone out; POST asks for it."""
    person, award = open_project(token)
    agreement = present.agreement_of(award)
    if agreement is None or agreement.state is AgreementState.DRAFT:
        abort(404)
    asked = request.args.get("papier", "")
    paper = asked if asked in PAPER else PAPER[language() == "ar"]
    if request.method == "POST":
        request_document(
            kind="agreement",
            subject=agreement,
            language=paper,
            actor=actor_of(person),
            now=clock.now(),
            is_told=False,
        )
        db.session.commit()
        return private_page(redirect(url_for(".own_agreement", token=token, papier=paper), 303))
    made = _made(agreement, paper)
    if made is not None and made.state is DocumentState.READY and made.file is not None:
        return private_page(files.send(made.file))
    is_waiting = made is not None and made.state is DocumentState.QUEUED
    return private_page(
        render_template(
            "payments/own_wait.html",
            token=token,
            award=award,
            paper=paper,
            is_waiting=is_waiting,
            reload_seconds=RELOAD_SECONDS,
        )
    )


def _made(agreement: Agreement, paper: str) -> RenderedDocument | None:
    """The one that says what it says now; None when it was not asked for."""
    kind = documents.get_kind("agreement")
    assert kind is not None, "noress/documents/kinds/ registers it"
    rows = db.session.scalars(file_queries.list_shown("agreement", "agreement", [agreement.id], paper))
    current = next((row for row in rows if row.superseded_at is None), None)
    return (
        current if current is not None and current.fingerprint == kind.fingerprint(agreement, paper) else None
    )
