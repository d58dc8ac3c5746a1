"""A message ready to paste for an owner who reads WhatsApp more than mail."""

from datetime import datetime

from noress.core.i18n import gettext as _
from noress.core.i18n import in_language
from noress.domain.actions import wording
from noress.domain.actions.due import Due
from noress.domain.actions.models import Action
from noress.domain.actions.report_links import report_url


def share_text(action: Action, language: str, *, now: datetime) -> str:
    """What, by when, and the link without password, in one language."""
    with in_language(language):
        return "\n".join(
            [
                _("Bonjour, où en est l'action %(number)s ?", number=action.number),
                wording.title_of(action, 300),
                _("Échéance : %(when)s", when=wording.due_words(Due.of(action))),
                _("Répondez en un geste, sans mot de passe :"),
                report_url(action, now=now, language=language),
            ]
        )
