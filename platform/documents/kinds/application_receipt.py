"""The receipt of an application: number, date, who signed, every answer in words, the fingerprint of what arrived."""

import json
from typing import Any

from noress.core import links
from noress.core.formats import datetime_words
from noress.core.i18n import Translated, lazy
from noress.core.i18n import gettext as _
from noress.documents.pieces import qr, spoken
from noress.documents.typesetting import make_pdf
from noress.domain.applications.models import Application
from noress.domain.applications.rules.sending import RECEIPT, last_snapshot
from noress.domain.applications.wording import wording_of
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.domain.questionnaires import types
from noress.domain.questionnaires.filling import asked_of
from noress.domain.questionnaires.models import Response, ResponseSnapshot
from noress.domain.questionnaires.rules.answering import definition_of
from noress.extensions import db


def may_read(actor: Any, application: Application) -> bool:
    """Whoever works on it has it by the personal link; the desk reads the file itself."""
    return False


def fingerprint(application: Application, language: str) -> str:
    last = _last(application)
    return documents.fingerprint_of(
        [last.sha256 if last else None, application.number, application.call.title]
    )


def _last(application: Application) -> ResponseSnapshot | None:
    return last_snapshot(application.file_response) or last_snapshot(application.note_response)


def make(application_id: int, language: str) -> Made:
    application = db.session.get(Application, application_id)
    assert application is not None, "the job has found it"
    snapshot = _last(application)
    assert snapshot is not None, "it is asked for once something is sent"
    title = str(wording_of(application.call).receipt_paper)
    pdf = make_pdf(
        "response_receipt.typ", content(application, snapshot), title=title, language=language,
        reference=application.number or "", sha256=snapshot.sha256,
    )  # fmt: skip
    return Made(title=title, filename=f"recu-{application.number}-{language}.pdf", content=pdf)


def content(application: Application, snapshot: ResponseSnapshot) -> dict[str, Any]:
    """As it arrived: from the snapshot."""
    response: Response = snapshot.response
    received = json.loads(snapshot.content)
    answers, about = received["answers"], received.get("about") or {}
    words = wording_of(application.call)
    facts = [
        (_("Numéro"), application.number), (_("Reçue (heure du Maroc)"), datetime_words(snapshot.submitted_at)),
        (words.call, application.call.title), (words.lot, application.lot.title), (words.holder, application.structure.name),
        (words.project, application.title), (_("Signée par"), about.get("signed_by")),
        (_("Déclaration acceptée"), Translated(about.get("declaration"))),
    ]  # fmt: skip
    return {
        "facts": [{"label": label, "value": spoken(value)} for label, value in facts if value],
        "sections": [
            {
                "title": spoken(part.section.title),
                "rows": [
                    {"label": spoken(question.label), "value": _said(question, answers.get(question.key))}
                    for question in part.questions
                    if types.get(question.type).asks
                ],
            }
            for part in asked_of(definition_of(response), answers)
        ],
        "proof": _(
            "Cette empreinte prouve ce qui a été reçu. Le code ouvre une page qui dit le numéro, la date et l'appel ; elle "
            "ne montre jamais les réponses."
        ),
        "code": qr(links.to("documents.verified", sha=snapshot.sha256)),
    }  # fmt: skip


def _said(question: Any, answer: Any) -> list[dict[str, str]]:
    text = types.get(question.type).say(question, answer)
    return [spoken(line) for line in text.split("\n")] if text else [spoken(_("pas de réponse"))]


documents.register(
    RECEIPT, make, may_read, subject=Application, fingerprint=fingerprint, label=lazy("Reçu de candidature"),
)  # fmt: skip
