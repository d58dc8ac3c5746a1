"""News of decisions: those who sit in the session's bodies are told as they chose."""

from datetime import datetime

from noress.core import links
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.decisions.models import Decision
from noress.domain.notifications.audience import list_people_of
from noress.domain.notifications.models import Topic
from noress.domain.notifications.rules import tell

LONGEST = 120


def tell_decision(decision: Decision, what: str, *, actor: Actor, now: datetime) -> None:
    """`what`: published, replaced, executed, reopened."""

    def title() -> str:
        text = str(decision.text)
        words = {
            "published": _("Décision %(number)s rendue publique : %(text)s"),
            "replaced": _("Décision %(number)s remplacée par une autre : %(text)s"),
            "executed": _("Décision %(number)s exécutée : %(text)s"),
            "reopened": _("Décision %(number)s de nouveau en vigueur : %(text)s"),
        }  # fmt: skip
        return words[what] % {
            "number": decision.number,
            "text": text if len(text) <= LONGEST else text[: LONGEST - 1] + "…",
        }

    tell(
        topic=Topic.DECISIONS, to=list_people_of([body.id for body in decision.meeting.bodies], now=now), title=title,
        url=links.to("decisions.show", number=decision.address), key=f"decision:{decision.id}:{decision.version}",
        bundle=f"decisions:{decision.meeting_id}", actor=actor, now=now,
    )  # fmt: skip
