"""Who runs campaigns, and who reads how far they are."""

from noress.domain.accounts.actor import Actor
from noress.domain.campaigns.models import CallRound, Campaign, CampaignLink, CampaignState, Participant


def can_manage(actor: Actor, subject: object = None) -> bool:
    """The permanent secretariat and its animation team."""
    return actor.is_secretariat


def can_follow(actor: Actor, campaign: Campaign | None = None) -> bool:
    """Members read the board and take their institution's link; what is in the making is the secretariat's."""
    if actor.is_secretariat:
        return True
    return actor.is_member and (campaign is None or campaign.state is not CampaignState.DRAFT)


def can_know(actor: Actor | None, campaign: Campaign) -> bool:
    """A campaign exists for those who follow it."""
    return actor is not None and can_follow(actor, campaign)


def can_answer(actor: Actor, participant: Participant) -> bool:
    """Whoever speaks for the institution that is asked."""
    return actor.institution_id is not None and actor.institution_id == participant.institution_id


def can_read_round(actor: Actor | None, call_round: CallRound) -> bool:
    """Names and numbers: those who call."""
    return actor is not None and can_manage(actor)


def can_hold_link(actor: Actor | None, link: CampaignLink) -> bool:
    """Its poster, closing and renewing it: the secretariat, and the institution whose link it is."""
    if actor is None or not can_follow(actor, link.campaign):
        return False
    return actor.is_secretariat or (
        link.institution_id is not None and link.institution_id == actor.institution_id
    )
