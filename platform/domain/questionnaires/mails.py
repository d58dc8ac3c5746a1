"""Mails about answers."""

from noress.domain.outbox.rules import Mail
from noress.domain.questionnaires.models import Response, ResponseSnapshot


def receipt(response: Response, snapshot: ResponseSnapshot, url: str) -> Mail:
    """What was received, its number, and the link to correct it."""
    assert response.email is not None
    return Mail(
        template="response_receipt", to_address=response.email, to_name="", language=response.language,
        key=f"response-receipt-{response.id}-{snapshot.sha256[:16]}",
        values={
            "title": response.questionnaire_version.questionnaire.title, "number": response.number,
            "submitted_at": snapshot.submitted_at, "sha256": snapshot.sha256, "url": url,
        },
        about=("response", response.id),
    )  # fmt: skip
