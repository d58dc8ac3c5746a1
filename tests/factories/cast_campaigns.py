"""The cast's campaigns: one open, with a structure, its links and a telephone round; one in the making."""

from typing import Any

from noress.domain.campaigns.models import CampaignState
from noress.domain.campaigns.participation_links import stop_token_of, token_of
from tests.factories.campaigns import make_campaign, make_participant, make_round


def make_campaigns(cast: Any) -> None:
    campaign, draft = make_campaign(), make_campaign(CampaignState.DRAFT)
    structure = make_participant(campaign, phone="+212539000001")
    made = make_round(campaign, structure)
    cast.ids["usual"] |= {
        "campaign_id": campaign.id, "participant_id": structure.id, "call_round_id": made.id,
        "call_id": made.calls[0].id,
    }  # fmt: skip
    cast.ids["campaign in the making"] = {"campaign_id": draft.id}
    cast.ids["structure"] = {"token": token_of(structure)}
    cast.ids["structure that stops"] = {"token": stop_token_of(structure)}
