"""Mails about answers."""

from datetime import datetime
from typing import Any

from noress.domain.outbox.rules import Mail
from noress.domain.questionnaires.models import Response, ResponseSnapshot


def receipt(response: Response, snapshot: ResponseSnapshot, url: str, receipt_url: str) -> Mail:
    """What was received, its number, and the link to correct it."""
    assert response.email is not None
    questionnaire = response.questionnaire_version.questionnaire
    return Mail(
        template="response_receipt", to_address=response.email, to_name="", language=response.language,
        key=f"response-receipt-{response.id}-{snapshot.sha256[:16]}",
        values={
            "title": questionnaire.title, "number": response.number, "submitted_at": snapshot.submitted_at,
            "sha256": snapshot.sha256, "url": url, "receipt_url": receipt_url,
            "correct_until": questionnaire.correct_until,
        },
        about=("response", response.id),
    )  # fmt: skip


def new_link(response: Response, url: str) -> Mail:
    """The personal link given before is ended: here is another one."""
    assert response.email is not None
    return Mail(
        template="response_link", to_address=response.email, to_name="", language=response.language,
        key=f"response-link-{response.id}-{response.link_generation}", about=("response", response.id),
        values={"title": response.questionnaire_version.questionnaire.title, "url": url},
    )  # fmt: skip


def returned(response: Response, url: str, now: datetime) -> Mail:
    """Why a correction is asked for, and the link to make it."""
    return _decided("response_returned", response, response.email or "", now, url=url)


def refused(response: Response, to: str, now: datetime) -> Mail:
    """Why the answers were set aside."""
    return _decided("response_refused", response, to, now)


def _decided(template: str, response: Response, to: str, now: datetime, **values: Any) -> Mail:
    return Mail(
        template=template, to_address=to, to_name="", language=response.language,
        key=f"{template}-{response.id}-{now.timestamp():.0f}", about=("response", response.id),
        values={
            "title": response.questionnaire_version.questionnaire.title, "number": response.number,
            "reason": response.reason, **values,
        },
    )  # fmt: skip
