"""The receipt of answers: number, date, every answer in words, and the fingerprint of what was received."""

import json
from typing import Any

from noress.core import links
from noress.core.formats import datetime_words
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.documents.pieces import qr, spoken
from noress.documents.typesetting import make_pdf
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.domain.questionnaires import policy, types
from noress.domain.questionnaires.definition import read_definition
from noress.domain.questionnaires.filling import asked_of
from noress.domain.questionnaires.models import QuestionnaireVersion, Response, ResponseSnapshot
from noress.extensions import db


def may_read(actor: Any, response: Response) -> bool:
    """The secretariat; the institution that answered. Others have the personal link."""
    return actor is not None and policy.can_read_receipt(actor, response)


def fingerprint(response: Response, language: str) -> str:
    last = response.snapshots[-1] if response.snapshots else None
    title = response.questionnaire_version.questionnaire.title
    return documents.fingerprint_of([last.sha256 if last else None, title, response.through_id])


def make(response_id: int, language: str) -> Made:
    response = db.session.get(Response, response_id)
    assert response is not None, "the job has found it"
    snapshot = response.snapshots[-1]
    title = str(_("Reçu de réponses"))
    pdf = make_pdf(
        "response_receipt.typ", content(response, snapshot), title=title, language=language,
        reference=response.number or "", sha256=snapshot.sha256,
    )  # fmt: skip
    return Made(title=title, filename=f"recu-{response.number}.pdf", content=pdf)


def content(response: Response, snapshot: ResponseSnapshot) -> dict[str, Any]:
    """As it was received: from the snapshot, in the version that it answered."""
    version = db.session.get(QuestionnaireVersion, snapshot.questionnaire_version_id)
    assert version is not None, "a version that was answered is never deleted"
    received = json.loads(snapshot.content)
    answers = received["answers"]
    definition = read_definition(version.content).asked_through(response.through_id)
    name = response.institution.name if response.institution else None
    facts = [
        (_("Numéro"), response.number), (_("Reçues"), datetime_words(snapshot.submitted_at)),
        (_("Questionnaire"), version.questionnaire.title), (_("Version"), str(version.number)),
        (_("Structure"), name), (_("Rempli par"), received.get("filled_by")), (_("Comment"), response.channel.label),
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
            for part in asked_of(definition, answers)
        ],
        "proof": _(
            "Cette empreinte prouve ce qui a été reçu. Le code ouvre une page qui dit le numéro, la date et le "
            "questionnaire ; elle ne montre jamais les réponses."
        ),
        "code": qr(links.to("documents.verified", sha=snapshot.sha256)),
    }  # fmt: skip


def _said(question: Any, answer: Any) -> list[dict[str, str]]:
    text = types.get(question.type).say(question, answer)
    return [spoken(line) for line in text.split("\n")] if text else [spoken(_("pas de réponse"))]


documents.register(
    "response_receipt", make, may_read, subject=Response, fingerprint=fingerprint, label=lazy("Reçu de réponses"),
)  # fmt: skip
