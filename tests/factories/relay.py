"""Open links, and structures that may pass a questionnaire on."""

import secrets
from datetime import datetime
from typing import Any

from noress.domain.campaigns.models import Campaign, CampaignLink, Participant
from noress.domain.campaigns.open_links import LENGTH, SIGNS
from tests.factories import NOW, save
from tests.factories.campaigns import make_answer, make_participant


def make_link(campaign: Campaign, now: datetime = NOW, **owner: Any) -> CampaignLink:
    """The network's own; `institution=` or `participant=` says whose."""
    code = "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
    owners = {f"{name}_id": row.id for name, row in owner.items()}
    return save(CampaignLink(campaign_id=campaign.id, code=code, created_at=now, **owners))


def make_passer(campaign: Campaign, name: str | None = "Passeuse", **values: Any) -> Participant:
    """One that has sent its answers; `answer={...}` are columns of its response."""
    answer = values.pop("answer", {})
    one = make_participant(campaign, name, **values)
    make_answer(campaign, one, **answer)
    return one
