"""What each kind of frozen content is called; a kind without a name here cannot be frozen."""

from typing import Any

from noress.core.i18n import lazy as _

FROZEN_KINDS: dict[str, Any] = {
    "minutes": _("Procès-verbal ou compte rendu"),
    "rectification": _("Rectification d'un compte rendu"),
    "decision": _("Décision"),
    "letter": _("Lettre officielle"),
    "document": _("Document"),
}
