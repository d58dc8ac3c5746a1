"""Campaigns, those they ask, their rounds; on a questionnaire that asks province and kind."""

from datetime import date
from typing import Any

from noress.core.database import writing
from noress.core.folding import fold
from noress.domain.campaigns.models import (
    Call,
    CallRound,
    Campaign,
    CampaignState,
    CampaignTarget,
    Means,
    Participant,
)
from noress.domain.questionnaires.models import Response, ResponseState
from noress.domain.questionnaires.queries import get_current_version
from noress.extensions import db
from tests.factories import NOW, save
from tests.factories.questionnaires import (
    both,
    make_definition,
    make_question,
    make_response,
    make_version,
)

#: Tanger-Assilah, Tétouan
TANGER, TETOUAN = "01.511", "01.571"
KINDS = "association cooperative"


def asked_definition() -> Any:
    """A name, a province of the region, a kind."""
    return make_definition(
        make_question("name", is_required=True),
        make_question("province", "province", settings={"region": "01"}),
        make_question("kind", "one", choices=KINDS),
    )


def make_campaign(state: CampaignState = CampaignState.OPEN, **values: Any) -> Campaign:
    """Open until 20 December 2026, on a published questionnaire."""
    version = values.pop("questionnaire_version", None) or make_version(definition=asked_definition())
    return save(
        Campaign(
            questionnaire_id=version.questionnaire_id, state=state, created_at=NOW,
            **{"name": both("Campagne de l'automne"), "message": both("Aidez-nous à faire le catalogue. C'est utile."),
               "closes_on": date(2026, 12, 20), "province_question": "province", "kind_question": "kind",
               "version": 1, **values},
        )
    )  # fmt: skip


def make_participant(
    campaign: Campaign, name: str | None = "Structure de démonstration 1", **values: Any
) -> Participant:
    """On the list, in French, without address."""
    return save(
        Participant(
            campaign_id=campaign.id, name=name, name_folded=fold(name or ""),
            **{"language": "fr", "means": Means.INVITATION, "created_at": NOW, **values},
        )
    )  # fmt: skip


def make_answer(
    campaign: Campaign, participant: Participant | None = None, *, sent: bool = True, **values: Any
) -> Response:
    """Begun, or sent; linked to the participant when there is one."""
    version = values.pop("questionnaire_version", None) or _version_of(campaign)
    usual: dict[str, Any] = {"state": ResponseState.SUBMITTED, "submitted_at": NOW} if sent else {}
    response = make_response(version, **{**usual, **values})
    if participant is not None:
        db.session.rollback()
        with writing():
            participant.response_id = response.id
            db.session.commit()
    return response


def _version_of(campaign: Campaign) -> Any:
    return db.session.scalars(get_current_version(campaign.questionnaire_id)).one()


def make_target(
    campaign: Campaign, target: int, province: str = TANGER, kind: str = "association"
) -> CampaignTarget:
    return save(CampaignTarget(campaign_id=campaign.id, province=province, kind=kind, target=target))


def make_round(campaign: Campaign, *participants: Participant, **values: Any) -> CallRound:
    made = save(CallRound(campaign_id=campaign.id, **{"drawn_at": NOW, **values}))
    for participant in participants:
        save(Call(round_id=made.id, participant_id=participant.id))
    return made
