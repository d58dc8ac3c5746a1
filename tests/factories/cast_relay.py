"""The cast's open links, a structure that passes the questionnaire on, and an answer held back."""

from typing import Any

from noress.domain.campaigns.models import Campaign
from noress.domain.campaigns.open_links import relay_token
from noress.extensions import db
from tests.factories.campaigns import make_answer, make_participant
from tests.factories.relay import make_link, make_passer


def make_relay(cast: Any, places: Any) -> None:
    campaign = db.session.get(Campaign, cast.ids["usual"]["campaign_id"])
    assert campaign is not None, "make_campaigns has made it"
    network = make_link(campaign)
    own = make_link(campaign, institution=places["own"])
    held = make_answer(
        campaign, make_participant(campaign, "Douteuse"), number="R-2026-0999", held_because="x"
    )
    passer = make_passer(campaign, answer={"number": "R-2026-0998"})
    make_link(campaign, participant=passer)
    cast.ids["usual"]["campaign_link_id"] = network.id
    cast.ids["own link"] = {"campaign_link_id": own.id, "code": own.code}
    cast.ids["junk"] = {"response_id": held.id}
    cast.ids["passer"] = {"token": relay_token(passer)}
