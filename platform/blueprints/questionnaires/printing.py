"""On paper: the form to fill in by hand, the receipt of what was sent. The worker makes both."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.questionnaires import bp, filling, opening
from noress.blueprints.questionnaires.listing import actor_of, current_of
from noress.blueprints.questionnaires.sheets import version_asked
from noress.core import clock
from noress.core.i18n import language
from noress.domain.accounts.permissions import P
from noress.domain.files import documents
from noress.domain.files import queries as file_queries
from noress.domain.files.models import DocumentState, RenderedDocument
from noress.domain.files.rules import request_document
from noress.domain.questionnaires import policy, serving
from noress.domain.questionnaires.models import Questionnaire, QuestionnaireVersion, Response
from noress.extensions import db
from noress.web import files
from noress.web.documents import document_link
from noress.web.headers import private_page
from noress.web.permissions import permission, public

BLANK, RECEIPT = "questionnaire_blank", "response_receipt"
#: languages of paper
PAPER = ("fr", "ar")
RELOAD_SECONDS = 3


@bp.get("/questionnaires/<int:questionnaire_id>/vierge")
@permission(P.QUESTIONNAIRE_FILL_IN, loads=Questionnaire)
def blank(questionnaire: Questionnaire) -> Any:
    """The form to fill in by hand, in both languages."""
    version = _version(questionnaire)
    return render_template(
        "questionnaires/blank.html", questionnaire=questionnaire, version=version,
        papers=[document_link(BLANK, version, code) for code in PAPER], can_enter=policy.can_manage(actor_of(), questionnaire),
    )  # fmt: skip


@bp.get("/questionnaires/<int:questionnaire_id>/vierge.pdf")
@permission(P.QUESTIONNAIRE_FILL_IN, loads=Questionnaire)
def blank_pdf(questionnaire: Questionnaire) -> Any:
    """The paper itself once it is made; until then the page that asks for it."""
    version = _version(questionnaire)
    asked = request.args.get("lang", "")
    link = document_link(BLANK, version, asked if asked in PAPER else PAPER[language() == "ar"])
    if link is None or not link.download_url:
        return redirect(url_for(".blank", questionnaire_id=questionnaire.id, version=version.number), 302)
    return redirect(link.download_url, 302)


def _version(questionnaire: Questionnaire) -> QuestionnaireVersion:
    """The one in use, unless the secretariat asks for another."""
    if policy.can_manage(actor_of(), questionnaire):
        return (current_of(questionnaire) if not request.args.get("version") else None) or version_asked(
            questionnaire
        )
    return current_of(questionnaire) or abort(404)


# --- the receipt, for whoever holds the personal link -----------------------------------------------------


@bp.route("/q/<token>/recu.pdf", methods=["GET", "POST"])
@public
def receipt_pdf(token: str) -> BaseResponse:
    """The receipt of what was sent last, once it is made; POST asks for it anew."""
    opened = opening.open_form(token)
    response = opened.response
    if owner := serving.owner_of(response):
        return private_page(redirect(owner.home_url(token), 303))
    if not response.snapshots:
        return private_page(redirect(url_for(".resume", token=token), 303))
    if request.method == "POST":
        request_document(
            kind=RECEIPT,
            subject=response,
            language=response.language,
            actor=opening.holder(opened),
            now=clock.now(),
        )
        db.session.commit()
        return private_page(redirect(url_for(".receipt_pdf", token=token), 303))
    document = _receipt_of(response)
    if document is not None and document.state is DocumentState.READY and document.file is not None:
        return private_page(files.send(document.file))
    return filling.page(
        "questionnaires/receipt_wait.html", response, token=token, reload_seconds=RELOAD_SECONDS,
        is_waiting=document is not None and document.state is DocumentState.QUEUED,
    )  # fmt: skip


def _receipt_of(response: Response) -> RenderedDocument | None:
    """The one that stands for what was sent last; None when it was never asked for."""
    kind = documents.get_kind(RECEIPT)
    assert kind is not None, "noress/documents/kinds/ registers it"
    rows = db.session.scalars(file_queries.list_shown(RECEIPT, "response", [response.id], response.language))
    current = next((row for row in rows if row.superseded_at is None), None)
    if current is None or current.fingerprint != kind.fingerprint(response, response.language):
        return None
    return current
