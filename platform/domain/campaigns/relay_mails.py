"""Mails of the relay: to a structure whose address somebody gave, and to who gave it once that structure has answered."""

from collections.abc import Sequence
from datetime import datetime

from noress.domain.campaigns.mails import Address, Asking
from noress.domain.campaigns.models import Participant
from noress.domain.campaigns.queries.relay import THANKS
from noress.domain.outbox.rules import Mail


def passed_on(participant: Participant, asking: Asking, source: str) -> Mail:
    """Once: who gave the address, why, the personal link, the way to stop."""
    campaign = participant.campaign
    return Mail(
        template="campaign_relay", to_address=participant.email or "", to_name="", language=participant.language,
        key=f"campaign-relay-{participant.id}",
        values={
            "campaign": campaign.name, "message": campaign.message, "closes_on": campaign.closes_on,
            "notice": campaign.questionnaire.notice, "minutes": asking.minutes, "url": asking.url,
            "decline_url": asking.decline_url, "structure": participant.name or "", "source": source,
        },
        about=("participant", participant.id),
    )  # fmt: skip


def thanks(
    passer: Participant, address: Address, names: Sequence[str], url: str, *, leaves_at: datetime
) -> Mail:
    """Which structures have answered: their names, never what they said. A newer one takes the place of one that
    has not left."""
    return Mail(
        template=THANKS, to_address=address.email, to_name=address.name, language=address.language,
        person_id=address.person_id, key=f"campaign-thanks-{passer.id}-{leaves_at.timestamp():.0f}-{len(names)}",
        merge_key=f"campaign-thanks-{passer.id}", not_before=leaves_at,
        values={
            "campaign": passer.campaign.name, "structure": passer.name or "", "names": list(names), "url": url,
        },
        about=("participant", passer.id),
    )  # fmt: skip
