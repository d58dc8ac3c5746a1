"""Mails as the outbox stores them."""

import itertools
from typing import Any

from noress.domain.outbox.models import MailState, OutboxMail
from tests.factories import NOW, save

_n = itertools.count(1)


def make_mail(**values: Any) -> OutboxMail:
    """A mail waiting to leave, unless told otherwise."""
    number = next(_n)
    return save(
        OutboxMail(
            **{
                "key": f"mail:{number}", "template": "reminder", "to_address": f"membre{number}@exemple.ma",
                "to_name": f"Membre {number}", "language": "fr", "subject": f"Rappel {number}",
                "text": "Bonjour,\n\nUne réponse est attendue.\n", "html": "<p>Une réponse est attendue.</p>",
                "state": MailState.QUEUED, "not_before": NOW, "created_at": NOW, **values,
            }
        )
    )  # fmt: skip
