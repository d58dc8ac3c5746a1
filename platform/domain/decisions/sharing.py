"""A decision as a message to paste in WhatsApp: it says nothing that the public page does not."""

from noress.core import formats, links
from noress.core.i18n import gettext as _
from noress.domain.decisions.models import Decision

_LONGEST = 600


def url(decision: Decision) -> str:
    """Its public address, which never changes."""
    return links.to("decisions.show", number=decision.address)


def share_text(decision: Decision) -> str:
    """Number and day, the text in both languages, the address."""
    texts = [decision.text.get(code, "") for code in ("fr", "ar")]
    return "\n".join(
        [
            _("Décision %(number)s, %(date)s", number=decision.number, date=formats.date_short(decision.adopted_on)),
            *(text if len(text) <= _LONGEST else text[:_LONGEST] + "…" for text in texts if text),
            url(decision),
        ]
    )  # fmt: skip
